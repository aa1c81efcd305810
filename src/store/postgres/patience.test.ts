// F-23, F-24: the time that callers wait for PostgreSQL, and the state after thousands of errors.
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startProxy } from '../../../test/postgres/cutting-proxy.ts'
import { freshDatabase } from '../../../test/postgres/databases.ts'
import { openStore } from '../../../test/postgres/open-store.ts'
import { aCommit, insert, raw } from '../conformance/rows.ts'
import { type Db, LostRace, OutcomeUnknown, Unavailable } from '../db.ts'
import { type Statement, sql } from '../statement.ts'

const pool = 2
const opened = (url: string) => openStore(url, { pool })

let url: string
let db: Db
let other: Client
beforeEach(async () => {
  url = await freshDatabase()
  db = await opened(url)
  other = new Client({ connectionString: url })
  await other.connect()
})
afterEach(async () => {
  await other.end()
  await db.close()
})

const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })
const groupIds = raw<{ id: number }>(sql`select id from groups order by id`)
const sleeping = (seconds: number) =>
  raw<{ one: number }>(sql`select 1 as one from pg_sleep(${seconds})`)

/** Counts the sessions of the engine in this database for which a condition holds. */
async function sessions(where: string): Promise<number> {
  await other.query('select pg_stat_clear_snapshot()')
  const { rowCount } = await other.query(`select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'attrium' and ${where}`)
  return rowCount ?? 0
}

/** Occupies every connection for reading; returns the reads under way. */
async function exhaust(
  seconds: number,
  last: Statement = groupIds,
): Promise<Promise<readonly unknown[][]>[]> {
  const reads: Promise<readonly unknown[][]>[] = []
  for (let busy = 1; busy <= pool; busy++) {
    reads.push(db.read(sleeping(seconds), last))
    while ((await sessions("wait_event = 'PgSleep'")) < busy) {
      // Waits until it is under way, so that the next one cannot share its connection.
    }
  }
  return reads
}

/** Each has a different text, so each is prepared as a separate statement. */
const failing = (at: number) =>
  raw(sql`select cast(${'x'} as integer) as ${sql.ref(`column_${at}`)}`)
const errorOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

describe('a pool that is exhausted', () => {
  test('makes reads wait, two seconds at most; health and commits have connections of their own', async () => {
    const order: string[] = []
    const told = (what: string) => () => {
      order.push(what)
    }
    const slow = await exhaust(3.5)
    const since = performance.now()
    const refused = Promise.all([errorOf(db.read(groupIds)), errorOf(db.read(groupIds, groupIds))])
    const ends = [
      refused.then(told('refused')),
      Promise.all(slow).then(told('slow')),
      db.probe?.read(groupIds).then(told('health')),
      db.commit(aCommit(group('50'))).then(told('commit')),
    ]
    expect(await refused).toEqual([1, 2].map(() => new Unavailable('no connection is free')))
    expect(performance.now() - since).toBeGreaterThan(1900)
    await Promise.all(ends)
    expect(order.slice(0, 2).sort()).toEqual(['commit', 'health'])
    expect(order.slice(2)).toEqual(['refused', 'slow'])
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }]])
  })

  test('serves who has waited less as soon as a connection is free', async () => {
    const slow = await exhaust(0.5)
    expect(await db.read(groupIds)).toEqual([[{ id: 1 }]])
    const answer = [[{ one: 1 }], [{ id: 1 }]]
    expect(await Promise.all(slow)).toEqual([answer, answer])
  })
})

test('whoever has waited with a commit is not kept waiting as long again by the next one', async () => {
  await other.query('begin')
  await other.query('select pg_advisory_xact_lock(4711001)')
  const first = errorOf(db.commit(aCommit(group('50'))))
  while ((await sessions("wait_event_type = 'Lock'")) === 0) {
    // Waits until it is under way, so that the next one cannot share its transaction.
  }
  const second = errorOf(db.commit(aCommit(group('51'))))
  expect(await first).toBeInstanceOf(Unavailable)
  const soon = new Promise((resolve) => setTimeout(resolve, 500, 'still waiting'))
  expect(await Promise.race([second, soon])).toBeInstanceOf(Unavailable)
  await other.query('commit')
  expect(await db.read(groupIds)).toEqual([[{ id: 1 }]])
})

test('a statement that takes too long is not run again, and those beside it are answered', async () => {
  const late = new Promise((resolve) => setTimeout(resolve, 7000, 'still waiting'))
  const slow = errorOf(db.read(sleeping(6)))
  const beside = db.read(groupIds)
  expect(await Promise.race([slow, late])).toBeInstanceOf(Unavailable)
  expect(await Promise.race([beside, late])).toEqual([[{ id: 1 }]])
})

test('a server that falls silent is given up: nobody waits longer than that takes', async () => {
  const { port } = new URL(url)
  const proxy = await startProxy(Number(port))
  const beyond = await opened(url.replace(`:${port}/`, `:${proxy.port}/`))
  await beyond.read(groupIds)
  await beyond.commit(aCommit(group('50')))
  const silence = proxy.partition(8_000).then(() => 'still waiting')
  const read = errorOf(beyond.read(groupIds))
  const commit = errorOf(beyond.commit(aCommit(group('51'))))
  expect(await Promise.race([read, silence])).toBeInstanceOf(Unavailable)
  expect(await Promise.race([commit, silence])).toBeInstanceOf(OutcomeUnknown)
  await silence
  expect(await beyond.read(groupIds)).toEqual(await db.read(groupIds))
  await beyond.close()
  proxy.close()
})

test('10,000 errors leave no session, transaction, lock or prepared statement behind', async () => {
  await db.commit(aCommit(group('50')))
  const told = { wrong: 0, lost: 0, unavailable: 0, answered: 0 }
  const count = (error: unknown) => {
    if (error instanceof Unavailable) told.unavailable++
    else if (error instanceof LostRace) told.lost++
    else if (error instanceof Error) told.wrong++
    else told.answered++
  }
  for (let round = 0; round < 40; round++) {
    const each = Array.from({ length: 100 }, (_, at) => round * 100 + at)
    const wrong = each.map((at) => db.read(failing(at)))
    const fine = each.map((at) => db.read(raw(sql`select 1 as ${sql.ref(`column_${at}`)}`)))
    const lost = each.map(() => db.commit(aCommit(group('50'))))
    for (const error of await Promise.all([...wrong, ...fine, ...lost].map(errorOf))) count(error)
  }
  const slow = await exhaust(2.5)
  const refused = Array.from({ length: 2_000 }, () => errorOf(db.read(groupIds)))
  for (const error of await Promise.all(refused)) count(error)
  await Promise.all(slow)
  expect(told).toEqual({ wrong: 4_000, lost: 4_000, unavailable: 2_000, answered: 4_000 })
  expect(await sessions('true')).toBeLessThanOrEqual(pool + 1)
  expect(await sessions("state <> 'idle'")).toBe(0)
  const { rows } = await other.query(`select count(*)::int as held from pg_locks
    where pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())`)
  expect(rows).toEqual([{ held: 0 }])
  const prepared = raw<{ held: number }>(sql`select count(*) as held from pg_prepared_statements`)
  for (const [, held] of await Promise.all(await exhaust(0.2, prepared))) {
    expect((held as { held: number }[])[0]?.held).toBeLessThan(520)
  }
  expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }]])
})
