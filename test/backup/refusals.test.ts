// Refused restores: of changed or foreign backups, and over a database in use (D-14, F-14).
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { packBackup } from '../../src/backup/backup-file.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { CannotRun } from '../../src/errors.ts'
import { backupSeal } from '../../src/keys/backup-seal.ts'
import { endPrograms } from '../start/program.ts'
import { numberFrom, randomFrom } from '../support/random.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { newSite, refused, type Site, said } from './site.ts'

const seed = numberFrom('BACKUP_SEED', Date.now() % 1_000_000)

let site: Site
let server: TestServer
let backup: Buffer
let place: string
beforeAll(async () => {
  site = newSite()
  server = await site.start()
  await said(site.run('backup', [site.path('one')]))
  backup = readFileSync(site.path('one'))
  place = site.emptyPlace()
})
afterAll(async () => {
  endPrograms()
  await site.end()
})
afterEach(() => {
  rmSync(join(place, 'attrium.db'), { force: true })
})

const masterKey = () => Buffer.from(readFileSync(join(site.data, 'master.key'), 'utf8'), 'base64')

/** Restores these bytes in this process; returns the reason of the refusal, and checks that nothing is left. */
async function whyNot(bytes: Uint8Array, key = masterKey()): Promise<string> {
  const file = site.path('given')
  writeFileSync(file, bytes)
  const databaseFile = join(place, 'attrium.db')
  const drafting = () => undefined
  const asked = { file, databaseFile, masterKey: key, now: Date.now(), replace: false, drafting }
  const refusal = await restoreBackup(asked).then(
    () => 'restored',
    (error) => {
      if (error instanceof CannotRun) return error.message
      throw error
    },
  )
  if (refusal !== 'restored') expect(readdirSync(place).filter(isDatabase)).toEqual([])
  return refusal
}
const isDatabase = (name: string) => name.startsWith('attrium.db')

/** The parts of a backup: its manifest, its seal and the database. */
function partsOf(bytes: Buffer) {
  const first = bytes.indexOf('\n')
  const second = bytes.indexOf('\n', first + 1)
  return {
    manifest: JSON.parse(bytes.subarray(0, first).toString()),
    seal: bytes.subarray(first + 1, second).toString(),
    database: bytes.subarray(second + 1),
  }
}

/** The database of the backup, changed and sealed again, which only the holder of the key can do. */
async function resealed(change: (database: Database.Database, file: string) => void) {
  const [file, packed] = [site.path('changed.db'), site.path('packed')]
  for (const old of [file, packed]) rmSync(old, { force: true })
  const { manifest, database } = partsOf(backup)
  writeFileSync(file, database)
  const opened = new Database(file)
  change(opened, file)
  opened.close()
  await packBackup(file, packed, manifest, backupSeal(masterKey()))
  return readFileSync(packed)
}

describe('a backup that is not as it was written', () => {
  it('is refused wherever a byte of it is another one or missing', {
    timeout: 120_000,
  }, async () => {
    const random = randomFrom(seed)
    const { database } = partsOf(backup)
    const start = backup.length - database.length
    const places = [0, 1, start - 2, start - 1, start, backup.length - 1]
    for (let round = 0; round < 40; round++) places.push(random.below(backup.length))
    for (let round = 0; round < 20; round++) places.push(random.below(start))
    for (const at of places) {
      const flipped = Buffer.from(backup)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
      expect([seed, at, await whyNot(flipped)]).toEqual([
        seed,
        at,
        expect.stringMatching(/^\S+ (is|be|was)/),
      ])
      expect([seed, at, await whyNot(backup.subarray(0, at))]).not.toContain('restored')
    }
    expect(await whyNot(Buffer.concat([backup, Buffer.from('x')]))).toContain(
      'changed after it was written',
    )
    expect(await whyNot(backup)).toBe('restored')
  })

  it('is refused when somebody without the key has made it agree with itself again', async () => {
    const { manifest, seal, database } = partsOf(backup)
    const other = Buffer.from(database)
    other.write('Admin', other.indexOf('Viewer'))
    const sha256 = createHash('sha256').update(other).digest('hex')
    const text = JSON.stringify({ ...manifest, sha256 })
    const forged = Buffer.concat([Buffer.from(`${text}\n${seal}\n`), other])
    expect(await whyNot(forged)).toContain('changed after it was written')
  })
})

describe('a backup that does not fit', () => {
  it('to this master key is refused', async () => {
    expect(await whyNot(backup, Buffer.alloc(32, 1))).toContain('another master key')
  })

  it('to this program is refused', async () => {
    const newer = await resealed((database) =>
      database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', 'x')"),
    )
    expect(await whyNot(newer)).toContain('9999-later')
    const { manifest, database } = partsOf(backup)
    const text = JSON.stringify({ ...manifest, attrium_backup: 3 })
    const { seal } = backupSeal(masterKey())
    const layout = Buffer.concat([Buffer.from(`${text}\n${seal(text)}\n`), database])
    expect(await whyNot(layout)).toContain('newer Attrium')
  })

  it.each([
    ['empty', ''],
    ['text', 'not a backup\n'.repeat(10)],
    ['JSON that says nothing', '{}\n\n'],
    ['a database', 'SQLite format 3\0'],
  ])('because it is none (%s) is refused', async (_, text) => {
    expect(await whyNot(Buffer.from(text))).toContain('is not a backup')
  })
})

it.each(['gone', 'data'])('what cannot be read (%s) is refused with its name', async (name) => {
  const sentence = await refused(site.run('restore', [site.path(name)], place))
  expect(sentence).toContain(`${site.path(name)} cannot be read`)
})

describe('a database inside that is not sound', () => {
  it('is refused when a page of it is damaged', async () => {
    const damaged = await resealed((database, file) => {
      database.close()
      writeFileSync(file, readFileSync(file).fill(0xaa, 4096 * 20, 4096 * 24))
    })
    expect(await whyNot(damaged)).toContain('changed after it was written')
  })

  it('is refused when a row of it points nowhere', async () => {
    const orphaned = await resealed((database) => {
      database.pragma('foreign_keys=0')
      database.exec('insert into group_users (group_id, user_id) values (1, 999)')
    })
    expect(await whyNot(orphaned)).toContain('changed after it was written')
  })
})

it('a token that a backup holds all the same is revoked', async () => {
  const digest = server.running.server.keys.digest(server.token)
  const held = await resealed((database) =>
    database
      .prepare(
        'insert into access_tokens (token_digest, user_id, created_at, expires_at) values (?, 1, 0, ?)',
      )
      .run(digest, Date.now() + 3_600_000),
  )
  expect(await whyNot(held)).toBe('restored')
  writeFileSync(join(place, 'looker.ini'), readFileSync(server.lookerIni))
  const restored = await startServer({ directory: place })
  expect((await restored.callerWith(server.token).api('GET', '/user')).status).toBe(401)
  await restored.stop()
})

describe('a place that is taken', () => {
  it('is refused while a server runs there', async () => {
    const sentence = await refused(site.run('restore', [site.path('one'), '--replace']))
    expect(sentence).toContain('Another Attrium server')
    expect((await server.api('GET', '/user')).status).toBe(200)
  })

  it.each(['', '-wal'])('is refused when there is an attrium.db%s, unless told', async (suffix) => {
    const file = join(place, `attrium.db${suffix}`)
    writeFileSync(file, 'mine')
    expect(await refused(site.run('restore', [site.path('one')], place))).toContain('--replace')
    expect(readFileSync(file, 'utf8')).toBe('mine')
    rmSync(file)
  })

  it('is refused when the key is not there yet, and none is made', async () => {
    const nowhere = site.path('nowhere')
    expect(await refused(site.run('restore', [site.path('one')], nowhere))).toContain('master.key')
    expect(existsSync(join(nowhere, 'master.key'))).toBe(false)
  })

  it('is refused while another program reads what would be put aside', async () => {
    await server.stop()
    const file = join(site.data, 'attrium.db')
    const reader = new Database(file, { readonly: true })
    reader.exec('begin')
    reader.prepare('select * from users').all()
    expect(await refused(site.run('restore', [site.path('one'), '--replace']))).toContain(
      'is reading',
    )
    reader.close()
  })
})
