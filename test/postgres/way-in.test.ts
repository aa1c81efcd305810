// Two nodes on one PostgreSQL database: together they leave an administrator who can sign in (T-45).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { anAdmin } from '../support/world.ts'

let one: TestServer
let other: TestServer
beforeAll(async () => {
  one = await startServer()
  other = await startServer({ beside: one })
})
afterAll(async () => {
  await other.stop()
  await one.stop()
})

it('keeps the key of one of two administrators who give theirs up at once, each on a node', async () => {
  for (let round = 0; round < 20; round++) {
    const id = await anAdmin(one)
    const second = await other.signIn(id)
    const key = async (user: string) =>
      `/users/${user}/credentials_api3/${(await one.api('GET', `/users/${user}/credentials_api3`)).json[0].id}`
    const [own, theirs] = [await key('1'), await key(id)]
    const answers = await Promise.all([
      one.api('PATCH', own, { is_disabled: true }),
      second.api('DELETE', theirs),
    ])
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status < 300)).toHaveLength(1)
    expect(statuses.filter((status) => status === 403)).toHaveLength(1)
    if (statuses[0] === 200) {
      // The second administrator is left, and lets the first one in again.
      expect((await second.api('PATCH', own, { is_disabled: false })).status).toBe(200)
      one = { ...one, ...(await one.logIn(keyIn(one.lookerIni))) }
    }
    expect((await one.api('DELETE', `/users/${id}`)).status).toBe(204)
  }
})
