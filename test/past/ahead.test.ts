// A question about a time that is a little ahead of the node's clock.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const asOf = async (ahead: number) => {
  const time = new Date(Date.now() + ahead).toISOString()
  const options = { base: '/api/attrium/1.0' }
  return (await server.api('GET', `/users/1/claims?as_of=${time}`, undefined, options)).status
}

it('is answered when that time has come, and refused if it is further away', async () => {
  expect(await asOf(limits.clock_ahead_milliseconds / 4)).toBe(200)
  expect(await asOf(limits.clock_ahead_milliseconds + 5000)).toBe(422)
})
