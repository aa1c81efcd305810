// A store of an older schema is backed up before it is migrated: sealed and restorable, or it is not migrated (D-14).
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenLog } from '../../src/start/log.ts'
import { isLocked } from '../../src/store/sqlite/lock.ts'
import { attriumCommand, endPrograms, type Program } from '../start/program.ts'
import { startServer } from '../support/server.ts'
import {
  canaries,
  contentOf,
  hiddenValue,
  keptBefore,
  makeOlderStore,
  olderStores,
  stepNames,
} from './older-store.ts'
import { isWhole, newSite, refused, type Site, said } from './site.ts'

let site: Site
beforeEach(() => {
  site = newSite()
})
afterEach(async () => {
  endPrograms()
  await site.end()
})

const database = (directory = site.data) => join(directory, 'attrium.db')
const backups = () => join(site.data, 'backups')
const newest = `${stepNames.at(-1)}`
const backup = () => join(backups(), keptBefore(newest))
/** A store that is one step behind this program. */
const older = () => makeOlderStore(site.data, stepNames.length - 1)

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const holds = (path: string, text: string) => readFileSync(path).includes(text)
const saidBy = (file: string) =>
  JSON.parse(readFileSync(file).toString('latin1').split('\n', 1)[0] ?? '')
const migrated = (file: string) => contentOf(file)['kysely_migration']

async function startAndStop(directory = site.data): Promise<void> {
  const server = await startServer({ directory })
  await server.stop()
}

/** The one sentence with which a start refuses; a start that does not refuse is ended. */
function refusedStart(...flags: string[]): Promise<string> {
  const program = site.run('serve', ['--port', '0', ...flags])
  program.ready.then(
    () => program.signal('SIGTERM'),
    () => undefined,
  )
  return refused(program)
}

/** The problems that doctor finds, without those of the state: this store was filled without an audit. */
const wrongIn = async ({ ended }: Program): Promise<string[]> =>
  (await ended).stdout.split('\n').filter((line) => /^WRONG {2}(?!state:)/.test(line))

describe.each(olderStores)('a store of %i steps', (stepsRun, next) => {
  it('is kept in one file that nobody reads without the key, is restored as it was, and is served again', async () => {
    const { token } = await makeOlderStore(site.data, stepsRun)
    const before = contentOf(database())
    for (const canary of canaries) expect(holds(database(), canary)).toBe(true)
    const server = await startServer({ directory: site.data })
    expect((await server.callerWith(token).api('GET', '/user')).status).toBe(200)
    await server.stop()

    expect(readdirSync(backups())).toEqual([keptBefore(next)])
    const file = join(backups(), keptBefore(next))
    expect([modeOf(backups()), modeOf(file)]).toEqual(['700', '600'])
    for (const canary of canaries) expect(holds(file, canary)).toBe(false)
    expect(holds(file, 'SQLite format 3')).toBe(false)
    for (const name of readdirSync(site.data, { recursive: true, encoding: 'utf8' })) {
      const path = join(site.data, name)
      if (statSync(path).isFile()) expect([name, holds(path, hiddenValue)]).toEqual([name, false])
    }
    expect(saidBy(file)).toMatchObject({
      attrium_backup: 2,
      schema: stepNames[stepsRun - 1],
      counts: { users: 1, user_attribute_user_values: 2, audit: 1 },
      audit_heads: stepsRun < 5 ? [] : [{ chain_id: '1', chain_sequence: 1 }],
    })

    const place = site.emptyPlace()
    copyFileSync(database(), database(place))
    const later = (contentOf(database())['audit']?.length ?? 0) - 1
    const told = await said(site.run('restore', [file, '--replace'], place))
    expect(told).toContain(`step ${stepNames[stepsRun - 1]}.`)
    expect(told).toContain(`has ${later} later audit rows`)
    const restored = contentOf(database(place))
    const [first, ...added] = restored['audit'] ?? []
    expect(JSON.stringify(added)).toMatch(/^\[\[2,.*"restored"/)
    expect(before['access_tokens']).toHaveLength(1)
    const heads = restored['audit_chains'] ? { audit_chains: restored['audit_chains'] } : {}
    expect({ ...restored, audit: [first] }).toEqual({ ...before, ...heads, access_tokens: [] })

    copyFileSync(join(site.data, 'looker.ini'), join(place, 'looker.ini'))
    const again = await site.start(place)
    expect((await again.callerWith(token).api('GET', '/user')).status).toBe(401)
    const { json } = await again.api('GET', '/users/1/attribute_values?user_attribute_ids=21')
    expect(json[0].value).toBe('shown-canary-value')
    await again.stop()
    expect(await wrongIn(site.run('doctor', [], place))).toEqual([])
  })
})

describe('what is kept before a migration', () => {
  it('is nothing of a new store, and nothing once it is migrated', async () => {
    await startAndStop(site.path('fresh'))
    await startAndStop(site.path('fresh'))
    expect(existsSync(site.path('fresh/backups'))).toBe(false)
    await older()
    await startAndStop()
    await startAndStop()
    expect(readdirSync(backups())).toHaveLength(1)
  })

  it('is on disk before anything is migrated, while the directory has its owner', async () => {
    await older()
    const before = migrated(database())
    const seen: unknown[] = []
    const look = (_: unknown, message: string) => {
      if (!message.includes(backup())) return
      seen.push(migrated(database()), isLocked(join(site.data, 'attrium.lock')))
    }
    const nothing = () => undefined
    const log: OpenLog = {
      ...{ debug: nothing, info: look, warn: nothing, error: nothing },
      isLevelEnabled: () => false,
    }
    const server = await startServer({ directory: site.data, log })
    await server.stop()
    expect(seen).toEqual([before, true])
    expect(await isWhole(backup(), site.data)).toBe(true)
  })

  it('is made again, not doubled, by the start after one that was killed', async () => {
    await older()
    const bytes = readFileSync(database())
    await startAndStop()
    const first = readFileSync(backup())
    writeFileSync(database(), bytes)
    writeFileSync(`${backup()}.partial`, 'half of it')
    await startAndStop()
    expect(readdirSync(backups())).toEqual([keptBefore(newest)])
    expect(readFileSync(backup()).equals(first)).toBe(false)
    expect(await isWhole(backup(), site.data)).toBe(true)
  })

  it('has what is in the log only, because somebody reads', async () => {
    await older()
    const reader = new Database(database(), { readonly: true })
    reader.exec('begin')
    reader.prepare('select 1 from users').get()
    const writer = new Database(database())
    writer.exec("insert into groups (id, name, name_key) values (50, 'Late', 'late')")
    writer.close()
    expect(statSync(`${database()}-wal`).size).toBeGreaterThan(0)
    const serving = attriumCommand('serve', ['--data', site.data, '--port', '0'])
    await serving.ready
    serving.signal('SIGTERM')
    await serving.ended
    reader.close()
    expect(saidBy(backup()).encrypted.log_bytes).toBeGreaterThan(0)
    const place = site.emptyPlace()
    await said(site.run('restore', [backup()], place))
    expect(contentOf(database(place))['groups']).toContainEqual(
      expect.arrayContaining([50, 'Late']),
    )
  })

  it('is found in order by doctor, and out of order when others may read it', async () => {
    await older()
    await startAndStop()
    expect(await wrongIn(site.run('doctor'))).toEqual([])
    chmodSync(backup(), 0o644)
    chmodSync(backups(), 0o755)
    const { code, stdout } = await site.run('doctor').ended
    expect(code).toBe(1)
    expect(stdout).toContain(`chmod 600 ${backup()}`)
    expect(stdout).toContain(`chmod 700 ${backups()}`)
  })
})

describe('a store that cannot be backed up', () => {
  it('is not migrated, and the one sentence says why', async () => {
    await older()
    const before = contentOf(database())
    writeFileSync(backups(), 'in the way')
    const sentence = await refusedStart()
    expect(sentence).toContain(`cannot be backed up into ${backups()} (EEXIST)`)
    expect(sentence).toContain('not migrated')
    expect(await refused(site.run('key', ['rotate']))).toContain('not migrated')
    expect(contentOf(database())).toEqual(before)
    rmSync(backups())
    await startAndStop()
    expect(await isWhole(backup(), site.data)).toBe(true)
  })

  it('is not migrated because it is damaged', async () => {
    await older()
    const file = new Database(database())
    file.pragma('foreign_keys=0')
    file.exec('insert into group_users (group_id, user_id) values (1, 999)')
    file.close()
    const before = contentOf(database())
    expect(await refusedStart()).toContain('is damaged')
    expect(contentOf(database())).toEqual(before)
    expect(existsSync(backups())).toBe(false)
  })

  it('is not migrated because the master key is another one', async () => {
    await older()
    const other = site.path('other.key')
    writeFileSync(other, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
    expect(await refusedStart('--master-key-file', other)).toContain('master key does not open')
    expect(existsSync(backups())).toBe(false)
  })

  it('is not copied into', async () => {
    await older()
    const before = contentOf(database())
    const source = site.path('source')
    await startAndStop(source)
    const words = ['--from', `sqlite:${source}`, '--to', `sqlite:${site.data}`]
    expect(await refused(attriumCommand('copy', words))).toContain('older Attrium')
    expect(contentOf(database())).toEqual(before)
  })
})
