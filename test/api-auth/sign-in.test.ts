// Signing in, acting as somebody else, signing out (looker 7, clients 1 to 5).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { anAdmin, aRole, aUser } from '../support/world.ts'

let server: TestServer
let key: { client_id: string; client_secret: string }
let clock = Date.UTC(2030, 0, 1)
beforeAll(async () => {
  server = await startServer({ now: () => clock })
  key = keyIn(server.lookerIni)
})
afterAll(() => server.stop())

const form = () => new URLSearchParams(key).toString()
const formType = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
const works = async (authorization: string, path = '/user_attributes/1') =>
  (await server.stranger('GET', path, undefined, { headers: { authorization } })).status

describe('login', () => {
  it('answers exactly four keys (looker 7.2, clients 2)', async () => {
    const { status, json } = await server.stranger('POST', '/login', form(), formType)
    expect(status).toBe(200)
    expect(json).toEqual({
      access_token: expect.stringMatching(/^\w{40,}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: null,
    })
    expect(Object.keys(json)).toHaveLength(4)
  })

  it('takes a form, a query, JSON and further fields under any label (looker 7.1, clients 1)', async () => {
    const spellings: Parameters<typeof server.stranger>[] = [
      ['POST', '/login', form(), formType],
      ['POST', '/login', `grant_type=client_credentials&${form()}`, formType],
      ['POST', `/login?${form()}`],
      ['POST', `/login?${form()}`, '', formType],
      ['POST', '/login', key],
      ['POST', '/login', JSON.stringify(key), formType],
      ['POST', '/login', form(), { headers: { 'content-type': 'application/json' } }],
      ['POST', '/login', form()],
      ['POST', '/login', form(), { headers: { 'content-type': '' } }],
      ['POST', '/api/login', form(), { ...formType, base: '' }],
      ['POST', '/login', form(), { ...formType, base: '' }],
    ]
    for (const call of spellings) expect((await server.stranger(...call)).status).toBe(200)
  })

  it('answers wrong credentials with 404 (looker 7.3)', async () => {
    const wrong = [
      { ...key, client_secret: `${key.client_secret}x` },
      { ...key, client_secret: '' },
      { ...key, client_id: 'nobody' },
      { client_id: key.client_id },
      {},
    ]
    for (const body of wrong) {
      const { status, json } = await server.stranger('POST', '/login', body)
      expect([status, json.message]).toEqual([404, 'Not found'])
      expect(json.documentation_url).toMatch(/\/r\/err\/4\.0\/404\/post\/login$/)
    }
  })

  it('answers a body of the wrong shape with 400, which it declares', async () => {
    for (const body of ['{"client_secret":{}}', '{"client_id":[]}', '{']) {
      expect((await server.stranger('POST', '/login', body)).status).toBe(400)
    }
  })

  it('gives a new token each time', async () => {
    const one = await server.logIn(key)
    const other = await server.logIn(key)
    expect(one.token).not.toBe(other.token)
    expect(await works(`token ${one.token}`)).toBe(200)
  })
})

describe('a token', () => {
  it('is taken as token and as Bearer, in any case (looker 7.4, clients 3)', async () => {
    for (const scheme of ['token', 'Bearer', 'bearer', 'TOKEN']) {
      expect(await works(`${scheme} ${server.token}`)).toBe(200)
    }
  })

  it('is 401 when it is none (clients 15)', async () => {
    const half = server.token.slice(0, -1)
    for (const header of [
      '',
      'Bearer',
      `Bearer ${half}`,
      `Bearer ${half}0x`,
      server.token,
      `Basic ${server.token}`,
    ]) {
      expect(await works(header)).toBe(401)
    }
  })

  it('ends after the hour that was said (looker 7.2)', async () => {
    const { token } = await server.logIn(key)
    clock += 3_599_999
    expect(await works(`token ${token}`)).toBe(200)
    clock += 1
    expect(await works(`token ${token}`)).toBe(401)
    server = { ...server, ...(await server.logIn(key)) }
  })
})

describe('logout', () => {
  it.each(['/api/4.0/logout', '/api/logout', '/logout'])(
    'at %s ends this token only (looker 7.5, clients 4)',
    async (path) => {
      const { token, api } = await server.logIn(key)
      const { status, text } = await api('DELETE', path, undefined, { base: '' })
      expect([status, text]).toEqual([204, ''])
      expect(await works(`token ${token}`)).toBe(401)
      expect(await works(`token ${server.token}`)).toBe(200)
    },
  )

  it('answers 404 to a dead token (looker 7.5)', async () => {
    const { api } = await server.logIn(key)
    await api('DELETE', '/logout')
    const { status, json } = await api('DELETE', '/logout')
    expect([status, json.message]).toEqual([404, 'Not found'])
    expect((await server.stranger('DELETE', '/logout')).status).toBe(404)
  })
})

describe('acting as another user', () => {
  const become = async (caller: Pick<TestServer, 'api'>, user: string, query = '') => {
    const answer = await caller.api('POST', `/login/${user}${query}`)
    return { answer, ...server.callerWith(answer.json.access_token) }
  }

  it('works with no body, with associative and with an empty JSON body (looker 7.6, clients 5)', async () => {
    const user = await aUser(server)
    const { answer } = await become(server, user)
    expect(Object.keys(answer.json)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
    ])
    expect((await become(server, user, '?associative=false')).answer.status).toBe(200)
    const labelled = await server.api('POST', `/login/${user}`, undefined, {
      headers: { authorization: `token ${server.token}`, 'content-type': 'application/json' },
    })
    expect(labelled.status).toBe(200)
  })

  it('has the rights of that user and leaves the own token alone (looker 7.6)', async () => {
    const user = await aUser(server)
    const { api } = await become(server, user)
    expect((await api('GET', `/users/${user}/attribute_values`)).status).toBe(200)
    expect((await api('GET', '/users/1/attribute_values')).status).toBe(404)
    expect((await api('DELETE', '/logout')).status).toBe(204)
    expect((await server.api('GET', '/users/1/attribute_values')).status).toBe(200)
  })

  it('is for admins, and for holders of sudo as long as it is no admin (looker 7.6)', async () => {
    const user = await aUser(server)
    const admin = await anAdmin(server)
    const holder = await server.signIn(
      await aUser(server, { roles: [await aRole(server, ['sudo', 'see_users'])] }),
    )
    const nobody = await server.signIn(await aUser(server))
    expect((await become(server, admin)).answer.status).toBe(200)
    expect((await become(holder, user)).answer.status).toBe(200)
    expect((await become(holder, admin)).answer.status).toBe(403)
    expect((await become(holder, '1')).answer.status).toBe(403)
    expect((await become(nobody, user)).answer.status).toBe(403)
  })

  it('is 404 for a user who is disabled or not there (looker 7.6)', async () => {
    const disabled = await aUser(server, { is_disabled: true })
    expect((await become(server, disabled)).answer.status).toBe(404)
    expect((await become(server, '999999')).answer.status).toBe(404)
  })

  it('is refused from within another sudo', async () => {
    const sudo = await become(server, await anAdmin(server))
    expect((await become(sudo, await aUser(server))).answer.status).toBe(403)
  })
})

describe('keys', () => {
  it('are spelled without anything a shell or a URL would change (looker 7.8)', () => {
    expect(key.client_id).toMatch(/^\w{20}$/)
    expect(key.client_secret).toMatch(/^\w{24,}$/)
  })

  it('do not sign a disabled user in (looker 7.8)', async () => {
    const user = await aUser(server, { is_disabled: true })
    await expect(server.signIn(user)).rejects.toThrow('404')
  })
})
