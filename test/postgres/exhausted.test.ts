// F-23: requests that wait use every connection of a node.
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { databaseOf, startServer, type TestServer } from '../support/server.ts'
import { aUser } from '../support/world.ts'

let server: TestServer
let other: Client
beforeAll(async () => {
  server = await startServer()
  other = new Client({ connectionString: databaseOf(server) })
  await other.connect()
})
afterAll(async () => {
  await other.end()
  await server.stop()
})

it('whoever has waited two seconds is told to come again; the health checks are not kept waiting', async () => {
  const user = await aUser(server)
  await other.query('begin')
  await other.query('lock table user_attribute_user_values in access exclusive mode')
  const order: string[] = []
  const asks = async () => {
    const path = `/users/${user}/attribute_values`
    const answer = await server.api('GET', path, undefined, { unchecked: true })
    order.push('values')
    return answer
  }
  const asked: ReturnType<typeof asks>[] = []
  let waiting = 0
  while (waiting < 10) {
    asked.push(asks())
    // Requests of the same moment would share a connection.
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { rows } = await other.query(`select count(*)::int as count from pg_locks
      where not granted and relation = 'user_attribute_user_values'::regclass`)
    waiting = rows[0].count
  }
  // On a busy machine, the first ones are told before the last connection waits.
  order.length = 0
  const health = fetch(`${server.url}/readyz`).then(({ status }) => {
    order.push('health')
    return status
  })
  expect(await health).toBe(200)
  for (const { status, headers, json } of await Promise.all(asked)) {
    expect([status, headers['retry-after']]).toEqual([503, '1'])
    expect(json.message).toMatch(/cannot answer now/)
  }
  expect(order[0]).toBe('health')
  await other.query('commit')
  expect((await server.api('GET', `/users/${user}/attribute_values`)).status).toBe(200)
})
