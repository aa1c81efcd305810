// Promises that only the SQLite engine makes.
import { createHash } from 'node:crypto'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { layMigratedStore } from '../../../test/support/migrated-store.ts'
import { CannotOpen } from '../../errors.ts'
import { aCommit, insert, raw, references, tableNames } from '../conformance/rows.ts'
import { conformance } from '../conformance/suite.ts'
import { type Db, Unavailable } from '../db.ts'
import { migrateSqlite, steps } from '../migrations/migrate.ts'
import { sql } from '../statement.ts'
import { assertVersion, openConnection, pragmas } from './connection.ts'
import { openDatabaseFile } from './file.ts'
import { GroupMaker } from './group.ts'
import { takeLock } from './lock.ts'
import type { Group, GroupOutcome } from './writer.ts'

const noFailure = (why: string) => {
  throw new Error(`unexpected: ${why}`)
}
const masterKey = Buffer.alloc(32, 7)
const open = (file: string, onFatal = noFailure as (why: string) => void) =>
  openDatabaseFile(file, { masterKey, now: 1, onFatal })

conformance('SQLite', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'attrium-conformance-'))
  await layMigratedStore(dir)
  const { db } = await open(join(dir, 'attrium.db'))
  const close = async () => {
    await db.close()
    rmSync(dir, { recursive: true })
  }
  return { db, close }
})

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'attrium-sqlite-'))
  file = join(dir, 'attrium.db')
})
afterEach(() => rmSync(dir, { recursive: true }))

const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })
const groupIds = raw<{ id: number }>(sql`select id from groups order by id`)
const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex')

async function made(): Promise<void> {
  const { db } = await open(file)
  await db.close()
}

/** Starts the writer thread without the engine; it asks for a checkpoint after every page. */
function startedWriter(of: string) {
  const url = new URL('./writer.js', import.meta.url)
  const chain = { key: 'x', head: { chain_id: '1', chain_sequence: 0, mac: '' } }
  const writer = new Worker(url, { workerData: { file: of, checkpointPages: 1, chain } })
  const answer = () =>
    new Promise<GroupOutcome>((resolve, reject) => {
      writer.once('message', resolve)
      writer.once('error', reject)
    })
  const heard = answer()
  const ask = (group: Group) => {
    const answered = answer()
    writer.postMessage(group)
    return answered
  }
  const close = async () => {
    const ended = new Promise((resolve) => writer.once('exit', resolve))
    writer.postMessage('close')
    expect(await ended).toBe(0)
  }
  return { heard, ask, close }
}

describe('a connection to the SQLite file', () => {
  test.each(['writer', 'reader', 'snapshot'] as const)(
    'of a %s holds to every pragma',
    async (mode) => {
      await made()
      const connection = openConnection(file, mode)
      for (const [name, value] of Object.entries(pragmas[mode])) {
        const held = connection.pragma(name, { simple: true })
        expect([value, undefined], name).toContain(held)
      }
      expect(connection.pragma('synchronous', { simple: true })).toBe(2)
      expect(connection.pragma('journal_mode', { simple: true })).toBe('wal')
      connection.close()
    },
  )

  test('of the writer thread flushes every commit to the disk', async () => {
    await made()
    const { heard, close } = startedWriter(file)
    expect(await heard).toEqual({ journal_mode: 'wal', synchronous: 2 })
    await close()
  })

  test('of the writer thread asks for a checkpoint once a copy is made, and no longer', async () => {
    await made()
    const { heard, ask, close } = startedWriter(file)
    await heard
    const groups = new GroupMaker()
    const commit = aCommit(raw(sql`update groups set name = name || 'x'`))
    const isDue = async () => {
      const group = groups.make([commit], { checkpoint: false, scrubs: false })
      return (await ask(group)).checkpointDue
    }
    // The first commit only starts the copy, in another thread.
    expect(await isDue()).toBe(false)
    while (!(await isDue()));
    const rest = groups.make([], { checkpoint: true, scrubs: false })
    expect(await ask(rest)).toMatchObject({ outcomes: [], checkpointDue: false })
    await close()
    expect(readdirSync(dir)).toEqual(['attrium.db'])
  })

  test('refuses what has no write-ahead log', () => {
    expect(() => openConnection(':memory:', 'writer')).toThrow(CannotOpen)
  })

  test('refuses releases that may damage a database', () => {
    for (const old of ['3.51.2', '3.50.9', '2.99.99', '3.7.0']) {
      expect(() => assertVersion(old), old).toThrow(CannotOpen)
    }
    for (const sound of ['3.51.3', '3.51.10', '3.52.0', '4.0.0']) assertVersion(sound)
  })

  test('knows of every reference that the conformance suite knows, and of no other', async () => {
    await made()
    const connection = openConnection(file, 'reader')
    const known = tableNames.flatMap((child) =>
      (connection.pragma(`foreign_key_list(${child})`) as Record<string, string>[]).map(
        (key) => `${child}.${key['from']} → ${key['table']} ${key['on_delete']}`,
      ),
    )
    connection.close()
    const expected = references.map(
      ({ child, column, parent, deleted }) =>
        `${child}.${column} → ${parent} ${deleted === 'too' ? 'CASCADE' : 'NO ACTION'}`,
    )
    expect(known.sort()).toEqual(expected.sort())
  })
})

describe('a database file', () => {
  test('has one owner: a second one is refused until the first lets go', () => {
    const lock = join(dir, 'lock')
    const release = takeLock(lock, () => 'held')
    expect(() => takeLock(lock, () => 'Another server has it.')).toThrow('Another server has it.')
    release()
    takeLock(lock, () => 'held')()
  })

  test('of a newer program is refused and left as it is', async () => {
    await made()
    const connection = openConnection(file, 'writer')
    connection.exec("insert into kysely_migration values ('9999-later', '2030-01-01')")
    connection.close()
    const before = digest()
    await expect(open(file)).rejects.toThrow(/9999-later/)
    expect(digest()).toBe(before)
  })

  test.each([
    ['garbage', () => writeFileSync(file, Buffer.alloc(8192, 'no database '))],
    ['cut in the middle of a page', () => truncateSync(file, 5000)],
    ['overwritten after its first page', () => overwrite(1)],
  ])('that is %s is refused and left as it is', async (_, damage) => {
    await made()
    damage()
    const before = digest()
    await expect(open(file)).rejects.toThrow(CannotOpen)
    expect(digest()).toBe(before)
  })

  test('keeps its schema when a migration breaks off in the middle', async () => {
    await made()
    const schema = () => {
      const reader = openConnection(file, 'reader')
      const held = [
        reader.prepare('select name, sql from sqlite_master order by name').all(),
        reader.prepare('select name from kysely_migration').all(),
        reader.prepare('select * from groups').all(),
      ]
      reader.close()
      return held
    }
    const before = schema()
    const broken = {
      ...steps,
      '9998-sound': () => ['create table more (id integer) strict', 'delete from groups'],
      '9999-broken': () => ['alter table users add column more text', 'create nonsense'],
    }
    const connection = openConnection(file, 'writer')
    await expect(migrateSqlite(connection, broken)).rejects.toThrow(CannotOpen)
    connection.close()
    expect(schema()).toEqual(before)
    await made()
  })
})

/** Damages every page after the first `spared` pages. */
function overwrite(spared: number): void {
  const bytes = readFileSync(file)
  bytes.fill(0xa5, spared * 4096)
  writeFileSync(file, bytes)
}

describe('the SQLite engine', () => {
  let db: Db
  let failures: string[]
  beforeEach(async () => {
    failures = []
    db = (await open(file, (why) => failures.push(why))).db
  })
  afterEach(() => db.close())

  test('waits for a lock that another program has, while this thread goes on', async () => {
    const other = openConnection(file, 'writer')
    other.exec('begin immediate')
    const committed = db.commit(aCommit(group('50')))
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      expect(await db.read(groupIds)).toEqual([[{ id: 1 }]])
    }
    // This thread can free the lock in time only because it is not waiting for it.
    other.exec('rollback')
    other.close()
    await committed
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }]])
  })

  test('is unavailable, not broken, while another program keeps the lock', async () => {
    const other = openConnection(file, 'writer')
    other.exec('begin immediate')
    await expect(db.commit(aCommit(group('50')))).rejects.toBeInstanceOf(Unavailable)
    other.exec('rollback')
    other.close()
    await db.commit(aCommit(group('51')))
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 51 }]])
    expect(failures).toEqual([])
  })

  test('stops for good when the file turns out to be damaged while writing', async () => {
    damageUnderneath()
    const asked = [db.commit(aCommit(group('60'))), db.commit(aCommit(group('61')))]
    for (const commit of asked) await expect(commit).rejects.toBeInstanceOf(Unavailable)
    expect(failures).toHaveLength(1)
    const wal = statSync(`${file}-wal`).size
    await expect(db.commit(aCommit(group('62')))).rejects.toBeInstanceOf(Unavailable)
    await db.close()
    expect(failures).toHaveLength(1)
    expect(statSync(`${file}-wal`).size).toBe(wal)
  })

  test('stops for good when the file turns out to be damaged while reading', async () => {
    damageUnderneath()
    await expect(db.read(groupIds)).rejects.toBeInstanceOf(Unavailable)
    expect(failures).toHaveLength(1)
    await expect(db.commit(aCommit(group('62')))).rejects.toBeInstanceOf(Unavailable)
  })

  test('goes on reading after a statement that cannot be read', async () => {
    await expect(db.read(groupIds, raw(sql`select nothing`))).rejects.toThrow('nothing')
    expect(await db.read(groupIds, groupIds)).toHaveLength(2)
  })

  test('is closed once, whoever asks, and leaves no write-ahead log', async () => {
    const committed = db.commit(aCommit(group('50')))
    await Promise.all([db.close(), db.close()])
    await committed
    expect(() => statSync(`${file}-wal`)).toThrow()
    const again = openConnection(file, 'reader')
    expect(again.prepare('select count(*) from groups').pluck().get()).toBe(2)
    again.close()
  })

  /** As another program, copies the whole WAL into the file and damages the file, which no cache notices. */
  function damageUnderneath(): void {
    const other = openConnection(file, 'writer')
    other.exec("update groups set name = 'moved'")
    other.pragma('wal_checkpoint(TRUNCATE)')
    other.close()
    overwrite(0)
  }
})
