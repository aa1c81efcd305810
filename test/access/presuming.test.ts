// A value is set without a read before it; a refusal never rests on remembered data alone.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'

let server: TestServer
let attribute: string
let reads = 0
const counting = (db: Db): Db => {
  const read = db.read.bind(db) as Db['read']
  db.read = (...statements) => {
    reads++
    return read(...statements)
  }
  return db
}

beforeAll(async () => {
  server = await startServer({ wrapDb: counting })
  attribute = (await anAttribute(server, { type: 'number' })).id
})
afterAll(() => server.stop())

/** Sets a value; returns the status and the number of reads of the store. */
async function set(user_id: string, value: string): Promise<[number, number]> {
  const before = reads
  const path = `/users/${user_id}/attribute_values/${attribute}`
  const { status } = await server.api('PATCH', path, { value })
  return [status, reads - before]
}

it('a value that fits is stored without a read', async () => {
  await set('1', '1')
  expect(await set('1', '2')).toEqual([200, 0])
})

it('a value of a user who is not there is a 404, after a read', async () => {
  const [status, read] = await set('999999', '1')
  expect([status, read > 0]).toEqual([404, true])
})

it('a value that does not fit is a 422, after a read', async () => {
  const [status, read] = await set('1', 'one')
  expect([status, read > 0]).toEqual([422, true])
})
