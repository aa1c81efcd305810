// Promises that only the PostgreSQL engine makes.
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startCluster } from '../../../test/postgres/cluster.ts'
import { freshDatabase } from '../../../test/postgres/databases.ts'
import { openStore } from '../../../test/postgres/open-store.ts'
import { CannotOpen } from '../../errors.ts'
import { aCommit, insert, raw } from '../conformance/rows.ts'
import { type Db, LostRace, Unavailable } from '../db.ts'
import { required, sql } from '../statement.ts'

let url: string
let db: Db
let other: Client
beforeEach(async () => {
  url = await freshDatabase()
  db = await openStore(url)
  other = new Client({ connectionString: url })
  await other.connect()
})
afterEach(async () => {
  await other.end()
  await db.close()
})

const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })
const named = (id: string, name: string) =>
  raw(sql`update groups set name = ${name} where id = ${id}`)
const groupIds = raw<{ id: number }>(sql`select id from groups order by id`)
const authority = { changesAuthority: true } as const

/** Resolves when a session of the engine waits: for a lock, unless `event` names something else. */
async function somebodyWaits(event = 'Lock'): Promise<void> {
  for (let look = 0; look < 10_000; look++) {
    // Without this, PostgreSQL shows the same statistics again within a transaction.
    await other.query('select pg_stat_clear_snapshot()')
    const { rowCount } = await other.query(
      `select 1 from pg_stat_activity where wait_event_type = $1
        and datname = current_database() and application_name = 'attrium'`,
      [event],
    )
    if (rowCount !== 0) return
  }
  throw new Error('nobody waits')
}

/** Ends every session of the engine, as an administrator or a restart would. */
const endSessions = () =>
  other.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'attrium'`)

describe('commits of two nodes', () => {
  let node: Db
  beforeEach(async () => {
    node = await openStore(url)
  })
  afterEach(() => node.close())

  test('hold only while their guard holds: it is asked after others have ended', async () => {
    await db.commit(aCommit(group('50'), group('51')))
    const guard = required(raw(sql`select 1 as held from groups where id = 50`))
    await other.query('begin')
    await other.query('select pg_advisory_xact_lock(4711001)')
    await other.query('delete from groups where id = 50')
    const guarded = node.commit(aCommit(guard, named('51', 'changed'))).catch((error) => error)
    await somebodyWaits()
    await other.query('commit')
    expect(await guarded).toEqual(new LostRace())
  })

  test('of values go on side by side; those that change authority run alone', async () => {
    await other.query('begin')
    await other.query('select pg_advisory_xact_lock_shared(4711001)')
    await node.commit(aCommit(group('50')))
    const alone = node.commit({ ...aCommit(group('51')), ...authority })
    await somebodyWaits()
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }]])
    await other.query('commit')
    await alone
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }, { id: 51 }]])
  })

  test('are tried again when they stood in each other’s way', async () => {
    await db.commit(aCommit(group('50'), group('51')))
    // This makes PostgreSQL report the deadlock to the engine.
    await other.query("set deadlock_timeout = '20s'")
    await other.query('begin')
    await other.query("update groups set name = 'other' where id = 51")
    const committed = db.commit(aCommit(named('50', 'ours'), named('51', 'ours')))
    await somebodyWaits()
    await other.query("update groups set name = 'other' where id = 50")
    await other.query('commit')
    await committed
    const [names] = await db.read(raw(sql`select name from groups where id > 1`))
    expect(names).toEqual([{ name: 'ours' }, { name: 'ours' }])
    const [audit] = await db.read(raw(sql`select count(*) as rows from audit`))
    expect(audit).toEqual([{ rows: 2 }])
  })

  test('make the schema of an empty database once', async () => {
    await other.query('drop schema public cascade')
    await other.query('create schema public')
    const nodes = await Promise.all([1, 2, 3].map(() => openStore(url)))
    for (const each of nodes) {
      expect(await each.read(groupIds)).toEqual([[{ id: 1 }]])
      await each.close()
    }
  })
})

describe('a lock that somebody keeps', () => {
  test('makes a commit unavailable after two seconds and stores nothing of it', async () => {
    await other.query('begin')
    await other.query('select pg_advisory_xact_lock(4711001)')
    await expect(db.commit(aCommit(group('50')))).rejects.toBeInstanceOf(Unavailable)
    await other.query('commit')
    await db.commit(aCommit(group('51')))
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 51 }]])
  })

  test('costs only the commit that needs the row', async () => {
    await db.commit(aCommit(group('50'), group('51')))
    await other.query('begin')
    await other.query("update groups set name = 'other' where id = 50")
    const outcomes = await Promise.allSettled([
      db.commit(aCommit(named('50', 'ours'))),
      db.commit(aCommit(named('51', 'ours'))),
    ])
    await other.query('commit')
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: expect.any(Unavailable) },
      { status: 'fulfilled' },
    ])
  })
})

describe('lost sessions', () => {
  test('are replaced: the next read and the next commit work', async () => {
    await db.commit(aCommit(group('50')))
    await db.read(groupIds)
    await endSessions()
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }]])
    await db.commit(aCommit(group('51')))
  })

  test('in the middle of a read are not noticed by who reads', async () => {
    const slow = db.read(raw(sql`select 1 as one from pg_sleep(0.5)`))
    await somebodyWaits('Timeout')
    await endSessions()
    expect(await slow).toEqual([[{ one: 1 }]])
  })

  test('in the middle of a commit make it unavailable, not stored twice', async () => {
    await other.query('begin')
    await other.query('select pg_advisory_xact_lock(4711001)')
    const committed = db.commit(aCommit(group('50'))).catch((error: unknown) => error)
    await somebodyWaits()
    await endSessions()
    expect(await committed).toBeInstanceOf(Unavailable)
    await other.query('commit')
    await db.commit(aCommit(group('51')))
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 51 }]])
  })
})

describe('round trips', () => {
  const trips = async (action: () => Promise<unknown>) => {
    await action()
    const sent = vi.spyOn(Client.prototype, 'query')
    await action()
    const count = sent.mock.calls.length
    sent.mockRestore()
    return count
  }

  test('one for a commit with all its statements and its audit row', async () => {
    let id = 50
    expect(await trips(() => db.commit(aCommit(group(String(id++)), named('1', 'x'))))).toBe(1)
  })

  test('one for the reads of one turn, which share a snapshot', async () => {
    const read = () => db.read(groupIds, raw(sql`select name from groups`))
    expect(await trips(() => Promise.all(Array.from({ length: 20 }, read)))).toBe(1)
  })

  test('a read of several statements sees one moment', async () => {
    const reading = db.read(
      raw(sql`select count(*) as groups, pg_sleep(0.5) from groups`),
      groupIds,
    )
    await somebodyWaits('Timeout')
    await other.query("insert into groups (name, name_key) values ('meanwhile', 'meanwhile')")
    expect(await reading).toMatchObject([[{ groups: 1 }], [{ id: 1 }]])
  })

  test('a read that cannot be answered fails alone', async () => {
    const broken = raw(sql`select nothing`)
    const reads = [[groupIds], [broken], [groupIds], [groupIds, broken]]
    const outcomes = await Promise.allSettled(reads.map((each) => db.read(...each)))
    const statuses = ['fulfilled', 'rejected', 'fulfilled', 'rejected']
    expect(outcomes.map(({ status }) => status)).toEqual(statuses)
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }]])
  })
})

describe('a database', () => {
  const step = (name: string) =>
    other.query(`insert into kysely_migration values ('${name}', '2030-01-01')`)

  test('of a newer program is refused', async () => {
    await step('9998-later')
    await expect(openStore(url)).rejects.toThrow(/9998-later/)
  })

  test('that is one compatible step ahead is used, two steps ahead it is not', async () => {
    await step('9998-later.compatible')
    await (await openStore(url)).close()
    await step('9999-later-still.compatible')
    await expect(openStore(url)).rejects.toThrow(CannotOpen)
  })

  test('that forgets what it has acknowledged in a crash is warned of', async () => {
    await other.query(`do $$ begin execute format(
      'alter database %I set synchronous_commit = off', current_database()); end $$`)
    const warnings: string[] = []
    await (await openStore(url, { warn: (sentence) => warnings.push(sentence) })).close()
    expect(warnings).toEqual([expect.stringContaining('synchronous_commit=off')])
  })

  test('that never flushes is refused', async () => {
    const cluster = await startCluster({ settings: { fsync: 'off' } })
    await expect(openStore(cluster.url)).rejects.toThrow(/fsync=off/)
    await cluster.stop()
  })

  test('that is not there is said in a sentence without the password', async () => {
    const nowhere = 'postgres://user:secret@127.0.0.1:1/nowhere'
    const refused = await openStore(nowhere).catch((error: Error) => error)
    expect(refused).toBeInstanceOf(CannotOpen)
    expect(String(refused)).toContain('127.0.0.1:1/nowhere')
    expect(String(refused)).not.toContain('secret')
  })

  test('is found on the host that takes writes', async () => {
    const { username, password, host, pathname } = new URL(url)
    const several = `postgres://${username}:${password}@127.0.0.1:1,${host}${pathname}`
    const found = await openStore(several)
    expect(await found.read(groupIds)).toEqual([[{ id: 1 }]])
    await found.close()
  })
})
