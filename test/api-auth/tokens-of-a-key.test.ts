// The limit of valid tokens of a key: a new token is refused and no other token ends (decision 52).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addToken } from '../../src/api-auth/sql.ts'
import type { CredentialsApi3Id, UserId } from '../../src/ids.ts'
import { newSecret } from '../../src/keys/secret-text.ts'
import { limits } from '../../src/limits.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { anAdmin, aUser, change } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const read = async ({ api }: Caller) => (await api('GET', '/user_attributes/1')).status

describe('a token', () => {
  const { access_tokens_per_credential: most, acting_tokens_per_credential: acting } = limits
  const hour = 3_600_000

  interface Planted {
    readonly user_id: string
    readonly sudo_by?: string
    readonly credentials_api3_id?: string
    readonly created_at: number
  }
  function planted(count: number, { user_id, sudo_by, credentials_api3_id, created_at }: Planted) {
    const { random, keys } = server.running.server
    return Array.from({ length: count }, () => {
      const text = newSecret('access_token', random)
      const row = addToken({
        ...{ token_digest: keys.digest(text), address: '', user_id: user_id as UserId },
        ...{ sudo_by: (sudo_by ?? null) as UserId | null, session_id: '1' },
        credentials_api3_id: (credentials_api3_id ?? null) as CredentialsApi3Id | null,
        ...{ created_at, expires_at: created_at + hour },
      })
      return { text, row }
    })
  }
  const plant = (tokens: ReturnType<typeof planted>) =>
    change(
      server,
      tokens.map(({ row }) => row),
    )

  /** An administrator's key with this many valid tokens of its own and for acting, and a caller with one of them. */
  async function crowdedKey(tokens: { own?: number; acting?: number; ended?: number }) {
    const owner = await anAdmin(server)
    const { json: key } = await server.api('POST', `/users/${owner}/credentials_api3`)
    const own = await server.logIn(key)
    const { now } = server.running.server
    const ofKey = { user_id: owner, credentials_api3_id: key.id, created_at: now() - hour + 60_000 }
    await plant([
      ...planted(tokens.own ?? 0, ofKey),
      ...planted(tokens.acting ?? 0, { ...ofKey, sudo_by: owner }),
      ...planted(tokens.ended ?? 0, { ...ofKey, created_at: now() - hour - 1 }),
    ])
    const signIn = () =>
      server.stranger('POST', '/login', new URLSearchParams({ ...key }).toString())
    return { own, signIn }
  }

  it('is refused when its key has as many as it may, and none of those ends (D-03)', async () => {
    const { own, signIn } = await crowdedKey({ own: most - 2 })
    const { json: last } = await signIn()
    const refused = await signIn()
    expect(refused.status).toBe(429)
    expect(refused.json.message).toMatch(/this API key has 10000 living access tokens.*sign out/)
    const wait = Number(refused.headers['retry-after'])
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(60)
    const acts = await own.api('POST', `/login/${await aUser(server)}`)
    expect(acts.status).toBe(429)
    expect([await read(own), await read(server.callerWith(last.access_token))]).toEqual([200, 200])
    expect((await server.callerWith(last.access_token).api('DELETE', '/logout')).status).toBe(204)
    expect((await signIn()).status).toBe(200)
  })

  it('that has ended leaves its place', async () => {
    const { signIn } = await crowdedKey({ ended: most })
    expect((await signIn()).status).toBe(200)
  })

  it('for acting as somebody else counts, and never ends or keeps out one that the key is used for itself', async () => {
    const { own, signIn } = await crowdedKey({ acting: acting - 1 })
    const user = await aUser(server)
    const { json } = await own.api('POST', `/login/${user}`)
    const refused = await own.api('POST', `/login/${user}`)
    expect([refused.status, refused.json.message]).toEqual([
      429,
      expect.stringContaining('5000 living access tokens for acting as others'),
    ])
    const second = await signIn()
    const alive = [own, server.callerWith(json.access_token)]
    alive.push(server.callerWith(second.json.access_token))
    expect(await Promise.all(alive.map(read))).toEqual([200, 200, 200])
  })

  it('for acting as somebody else counts without a key, too', async () => {
    const user_id = await anAdmin(server)
    const created_at = server.running.server.now()
    const [own] = planted(1, { user_id, created_at })
    if (own === undefined) throw new Error('no token')
    await plant([own, ...planted(acting - 1, { user_id, sudo_by: user_id, created_at })])
    const caller = server.callerWith(own.text)
    const other = await aUser(server)
    const { json } = await caller.api('POST', `/login/${other}`)
    const refused = await caller.api('POST', `/login/${other}`)
    expect([refused.status, refused.json.message]).toEqual([
      429,
      expect.stringContaining('you have 5000 living access tokens for acting as others'),
    ])
    const alive = [caller, server.callerWith(json.access_token)]
    expect(await Promise.all(alive.map(read))).toEqual([200, 200])
  })
})
