// The audit is shortened into a file; wherever that is killed, its chain is complete (decision 48).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cut, insistOnSame, lastBefore } from '../../src/audit/archiving.ts'
import { auditRow } from '../../src/audit/audit-row.ts'
import { AuditCheck } from '../../src/audit/chain-check.ts'
import { oldestAudit } from '../../src/audit/sql.ts'
import { verifyAudit } from '../../src/audit/verification.ts'
import { archivedRows, readArchive, writeArchive } from '../../src/backup/audit-archive.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { auditKey as auditKeyOf, type DataKey } from '../../src/keys/data-keys.ts'
import { compareOnce } from '../../src/retold/comparison.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import type { Db } from '../../src/store/db.ts'
import { prepare, sql } from '../../src/store/statement.ts'
import { valueChange } from '../../src/values/value-change.ts'
import { byTest, databaseOf, engine, startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser, change } from '../support/world.ts'

let server: TestServer
let auditKey: string
let dataKeys: readonly DataKey[]
const directory = mkdtempSync(join(tmpdir(), 'attrium-archive-'))
const file = (name: string) => join(directory, `${name}.archive`)
/** The present time in the store: rows get this time. */
let at = Date.UTC(2031, 0, 1)

beforeAll(async () => {
  server = await startServer()
  const database = engine === 'SQLite' ? {} : { database: databaseOf(server) }
  const { db, keys } = await openStoreToRead(
    readSettings({ data: server.directory, ...database }, {}),
  )
  await db.close()
  dataKeys = keys
  auditKey = auditKeyOf(keys)
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

const store = () => server.running.server.db

/** Makes this many changes of values, of two users in turn. */
async function changes(count: number): Promise<void> {
  const { keys } = server.running.server
  const { id } = await anAttribute(server)
  const users = [await aUser(server), await aUser(server)] as UserId[]
  await store().commitAll(
    Array.from({ length: count }, (_, n) => {
      const user_id = users[n % 2] as UserId
      const attribute = { id: id as UserAttributeId, value_is_hidden: false }
      const { statements, audit } = valueChange(keys.hidden, attribute, {
        ...{ of: 'user', user_id, value: `value ${n}` },
      })
      return { statements, audit: auditRow(byTest(at), audit), changesAuthority: false }
    }),
  )
}

async function problems(archives: readonly string[] = []): Promise<string[]> {
  const found: string[] = []
  const check = new AuditCheck(auditKey, [], (problem) => found.push(problem))
  const rows = archives.length === 0 ? undefined : archivedRows(archives, auditKey)
  await verifyAudit(store(), check, rows)
  return found
}

const oldest = async () => (await store().read(oldestAudit))[0][0]?.sequence ?? 0
const newestSequence = prepare((writer) =>
  writer.selectFrom('audit').select(sql<number>`max(sequence)`.as('sequence')),
)({})
const newest = async () => (await store().read(newestSequence))[0][0]?.sequence ?? 0

const write = (name: string, upTo: number, told: (rows: number) => void = () => undefined) =>
  writeArchive(file(name), { db: store(), auditKey, upTo, now: 1, told })

/** The same store, which dies at its n-th commit: before it is stored, or after. */
function dying(nth: number, when: 'before' | 'after'): Pick<Db, 'read' | 'commit'> {
  let commits = 0
  const db = store()
  return {
    read: db.read.bind(db) as Db['read'],
    commit: async (commit) => {
      if (++commits === nth && when === 'before') throw new Error('killed')
      const rows = await db.commit(commit)
      if (commits === nth) throw new Error('killed')
      return rows
    },
  }
}
const quiet = { now: () => 1, told: () => undefined }

describe('an archive of the audit', () => {
  it('leaves a chain that is whole, with it and without, wherever it is killed', async () => {
    await changes(3200)
    const upTo = await newest()
    await changes(700)
    // Nothing else happens while the file is written, and the file has no name yet.
    const killed = write('first', upTo, (rows) => {
      if (rows > 1500) throw new Error('killed')
    })
    await expect(killed).rejects.toThrow('killed')
    expect(existsSync(file('first'))).toBe(false)
    expect([await problems(), await oldest()]).toEqual([[], 1])
    const archived = await write('first', upTo)
    expect(await problems([file('first')])).toEqual([])
    await insistOnSame(store(), archived)
    const ends = archived.ends.map((end) => ({ ...end, mac: 'other' }))
    const other = insistOnSame(store(), { ...archived, ends })
    await expect(other).rejects.toThrow('not of this audit')
    for (let nth = 1, before = 0; ; nth++) {
      for (const when of ['before', 'after'] as const) {
        await cut(dying(Math.min(nth, 2), when), archived, quiet).catch((error: Error) => {
          expect(error.message).toBe('killed')
        })
        expect(await problems()).toEqual([])
        expect(await problems([file('first')])).toEqual([])
      }
      const now = await oldest()
      if (now > upTo) break
      expect(now).toBeGreaterThan(nth > 2 ? before : 0)
      before = now
    }
    const again = await readArchive(file('first'), auditKey, () => undefined)
    await insistOnSame(store(), again)
    await cut(store(), again, quiet)
    expect(await oldest()).toBeGreaterThan(upTo)
  })

  it('goes on from the one before it, and both are read with the rest', async () => {
    const upTo = await newest()
    await changes(20)
    await cut(store(), await write('second', upTo), quiet)
    expect(await problems()).toEqual([])
    expect(await problems([file('first'), file('second')])).toEqual([])
    const [missing] = await problems([file('second')])
    expect(missing).toMatch(/numbers 1 to \d+ are missing before it/)
  })

  it('is found to be changed, cut off or of another audit', async () => {
    const text = readFileSync(file('second'), 'utf8')
    const lines = text.split('\n')
    const [head = '', page = '', ...rest] = lines
    const letter = page[100] === 'A' ? 'B' : 'A'
    const broken: Record<string, string> = {
      changed: [head, page.slice(0, 100) + letter + page.slice(101), ...rest].join('\n'),
      'cut off': lines.slice(0, -2).join('\n'),
      'without a page': [head, ...rest].join('\n'),
    }
    for (const [name, content] of Object.entries(broken)) {
      writeFileSync(file(name), content)
      await expect(readArchive(file(name), auditKey, () => undefined)).rejects.toThrow('damaged')
    }
    const other = Buffer.alloc(32, 1).toString('base64')
    await expect(readArchive(file('second'), other, () => undefined)).rejects.toThrow('damaged')
  })

  it('does not take away what comes before its rows', async () => {
    await changes(20)
    const { begins, ...archived } = await write('later', await newest())
    const later = new Map([...begins].map(([id, sequence]) => [id, sequence + 1]))
    const kept = await oldest()
    await expect(cut(store(), { ...archived, begins: later }, quiet)).rejects.toThrow(
      'The store has rows that come before those of this archive',
    )
    expect([await oldest(), await problems()]).toEqual([kept, []])
  })

  it('that is cut while somebody verifies or compares is no damage', async () => {
    /** The same store, from which rows are cut before its n-th read. */
    const interrupted = async (name: string, nth: number): Promise<Pick<Db, 'read'>> => {
      await changes(1500)
      const archived = await write(name, await newest())
      let reads = 0
      return {
        read: (async (...statements: Parameters<Db['read']>) => {
          if (++reads === nth) await cut(store(), archived, quiet)
          return store().read(...statements)
        }) as Db['read'],
      }
    }
    const found: string[] = []
    const check = new AuditCheck(auditKey, [], (problem) => found.push(problem))
    const verifying = verifyAudit(await interrupted('third', 3), check)
    await expect(verifying).rejects.toThrow('being archived')
    expect(found).toEqual([])
    const comparing = { db: await interrupted('fourth', 3), keys: dataKeys }
    expect(await compareOnce(comparing)).toMatchObject({
      ...{ problems: [], left: 'the audit is being archived' },
    })
    await changes(20)
  })

  it('holds no readable value, and the file is for its owner only', () => {
    expect(readFileSync(file('first'), 'utf8')).not.toContain('value 1')
  })
})

const forget = prepare((writer) => ({
  compile: () =>
    sql`update audit_chains set base_sequence = head_sequence - 5,
      base_mac = (select mac from audit where chain_id = audit_chains.id
        and chain_sequence = audit_chains.head_sequence - 5)
      where head_sequence > 10`.compile(writer),
}))({})
const remove = prepare((writer) => ({
  compile: () =>
    sql`delete from audit where exists (select 1 from audit_chains
      where id = audit.chain_id and base_sequence >= audit.chain_sequence)`.compile(writer),
}))({})

it('rows that are in no archive do not go, and those that somebody takes away are missed', async () => {
  const refused = store().commit({
    statements: [prepare((writer) => writer.deleteFrom('audit'))({})],
    audit: auditRow(byTest(1), {}),
    changesAuthority: false,
  })
  await expect(refused).rejects.toThrow('append-only')
  expect(await problems()).toEqual([])
  await change(server, [forget])
  await change(server, [remove])
  const missed = expect.stringMatching(/no row says that those before are in an archive/)
  expect(await problems()).toEqual(expect.arrayContaining([missed]))
})

it('the time before which rows go is found without looking at all of them', async () => {
  let looks = 0
  const counting: Pick<Db, 'read'> = {
    read: ((...statements: Parameters<Db['read']>) => {
      looks++
      return store().read(...statements)
    }) as Db['read'],
  }
  at = Date.UTC(2032, 0, 1)
  const last = await newest()
  await changes(50)
  // Rows that the helpers of this test have made have today's time.
  expect(await lastBefore(counting, Date.UTC(2031, 5, 1))).toBeGreaterThanOrEqual(last)
  expect(looks).toBeLessThan(40)
})
