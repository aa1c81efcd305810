// No single caller can fill the disk: each may write a limited number of bytes an hour (decision 49).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAdmin, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { writeBudget: '1' } })
})
afterAll(() => server.stop())

it('long values are stored up to the budget of their caller, and nobody else waits', async () => {
  const { id } = await anAttribute(server)
  const user_id = await aUser(server)
  const path = `/users/${user_id}/attribute_values/${id}`
  const statuses: number[] = []
  for (let n = 0; n < 18; n++) {
    const { status, headers, json } = await server.api('PATCH', path, { value: 'x'.repeat(64_000) })
    statuses.push(status)
    if (status !== 429) continue
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(json.message).toContain('Too many bytes')
    break
  }
  expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([17, 429])
  expect((await server.api('GET', `/users/${user_id}`)).status).toBe(200)
  const other = await server.signIn(await anAdmin(server))
  expect((await other.api('PATCH', path, { value: 'short' })).status).toBe(200)
})
