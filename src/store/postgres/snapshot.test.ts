// Which connection a snapshot takes, and what becomes of it.
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/postgres/databases.ts'
import { openStore } from '../../../test/postgres/open-store.ts'
import { raw } from '../conformance/rows.ts'
import { type Db, Unavailable } from '../db.ts'
import { sql } from '../statement.ts'

let db: Db
let other: Client
beforeEach(async () => {
  const url = await freshDatabase()
  db = await openStore(url, { warn: () => {} })
  other = new Client({ connectionString: url })
  await other.connect()
})
afterEach(async () => {
  await other.end()
  await db.close()
})

const session = raw<{ pid: number }>(sql`select pg_backend_pid() as pid`)
const pidIn = async (read: Db['read']) => (await read(session))[0][0]?.pid
/** Waits until the session has ended its transaction, as it does beside the answer. */
async function rests(pid: number | undefined): Promise<void> {
  for (let look = 0; look < 10_000; look++) {
    const { rows } = await other.query('select state from pg_stat_activity where pid = $1', [pid])
    if (rows.length === 0 || rows[0].state === 'idle') return
  }
  throw new Error('it is still in a transaction')
}
async function pidOfNext(): Promise<number | undefined> {
  const pid = await db.snapshot(pidIn)
  await rests(pid)
  return pid
}

test('the next snapshot takes the connection of the last one, and two at once have their own', async () => {
  const first = await pidOfNext()
  expect(await pidOfNext()).toBe(first)
  const both = await Promise.all([db.snapshot(pidIn), db.snapshot(pidIn)])
  expect(new Set(both).size).toBe(2)
  expect(both).toContain(first)
})

test('a snapshot on a connection of before sees what was committed since', async () => {
  const groups = raw<{ n: number }>(sql`select count(*) as n from groups`)
  const count = async (read: Db['read']) => (await read(groups))[0][0]?.n
  const before = Number(await db.snapshot(count))
  await rests(await pidOfNext())
  await other.query(`insert into groups (id, name, name_key) values (77, 'x', 'x')`)
  expect(await db.snapshot(count)).toBe(before + 1)
})

test('a connection that was lost meanwhile is replaced, noticed or not', async () => {
  const first = await pidOfNext()
  await other.query('select pg_terminate_backend($1)', [first])
  // The socket has not told yet that it is closed.
  const second = await pidOfNext()
  expect(second).not.toBe(first)
  await other.query('select pg_terminate_backend($1)', [second])
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  const third = await pidOfNext()
  expect([first, second]).not.toContain(third)
})

test('a connection whose snapshot has failed or left a read behind is not used again', async () => {
  const wrong = raw(sql`select 1 / (select count(*) from groups where id = -1)`)
  let first: number | undefined
  const failing = db.snapshot(async (read) => {
    first = await pidIn(read)
    await read(wrong)
  })
  await expect(failing).rejects.toThrow()
  await rests(first)
  expect(await pidOfNext()).not.toBe(first)
  let second: number | undefined
  let left: Promise<unknown> | undefined
  let late: Db['read'] | undefined
  await db.snapshot(async (read) => {
    second = await pidIn(read)
    left = read(raw(sql`select pg_sleep(0.2)`)).catch(() => undefined)
    late = read
  })
  await expect(late?.(session)).rejects.toThrow(Unavailable)
  await left
  await rests(second)
  expect(await pidOfNext()).not.toBe(second)
})
