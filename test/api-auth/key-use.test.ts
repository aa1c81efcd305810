// When an API key was used last: noted by a sign-in at most every ten minutes, read by its owner and administrators.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { aUser } from '../support/world.ts'

let server: TestServer
let user_id: string
let key: { client_id: string; client_secret: string }
const minute = 60_000
const start = Date.UTC(2030, 0, 1)
let clock = start
beforeAll(async () => {
  server = await startServer({ now: () => clock })
  user_id = await aUser(server)
  const { json } = await server.api('POST', `/users/${user_id}/credentials_api3`)
  key = { client_id: json.client_id, client_secret: json.client_secret }
})
afterAll(() => server.stop())

const at = (later: number) => new Date(start + later).toISOString()
const keysOf = async (user: string) => {
  const path = `/users/${user}/api_keys`
  return (await server.api('GET', path, undefined, { base: '/api/attrium/1.0' })).json
}
const lastUse = async (): Promise<string | null> => (await keysOf(user_id))[0].last_used_at

it('is unknown before the first sign-in, and not a refused one', async () => {
  expect(await keysOf(user_id)).toEqual([
    {
      id: expect.stringMatching(/^\d+$/),
      client_id: key.client_id,
      created_at: at(0),
      last_used_at: null,
      is_disabled: false,
      purpose: null,
    },
  ])
  const wrong = { ...key, client_secret: 'wrong' }
  expect((await server.stranger('POST', '/login', wrong)).status).toBe(404)
  expect(await lastUse()).toBeNull()
})

it('is noted by a sign-in, again after ten minutes, also by many at once', async () => {
  clock = start + minute
  await server.logIn(key)
  expect(await lastUse()).toBe(at(minute))
  const again = minute + limits.key_use_noted_milliseconds
  clock = start + again - 1
  await server.logIn(key)
  expect(await lastUse()).toBe(at(minute))
  clock = start + again
  await Promise.all(Array.from({ length: 8 }, () => server.logIn(key)))
  expect(await lastUse()).toBe(at(again))
  const [first] = await keysOf('1')
  expect([first.client_id, first.last_used_at]).toEqual([keyIn(server.lookerIni).client_id, at(0)])
})

it('is not part of the Looker API, whose clients know no such field', async () => {
  const { json } = await server.api('GET', `/users/${user_id}/credentials_api3`)
  expect(Object.keys(json[0])).not.toContain('last_used_at')
})
