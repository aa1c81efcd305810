// People sign in with a password, and their cookie is taken by all APIs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aPerson, Browser, little, type Person, signedIn } from './browser.ts'

let server: TestServer
let clock = Date.now()
let maya: Person
beforeAll(async () => {
  server = await startServer({ passwordCost: little, now: () => clock })
  maya = await aPerson(server)
})
afterAll(() => server.stop())

describe('a sign-in', () => {
  it('answers the person and sets a cookie that scripts cannot read', async () => {
    const browser = new Browser(server)
    const { email, password, user_id } = maya
    const answer = await browser.send('POST', '/session', { email: email.toUpperCase(), password })
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        user: { id: user_id, display_name: 'Maya Lindt', email },
        expires_at: new Date(clock + limits.session_idle_milliseconds).toISOString(),
      },
    ])
    const [cookie] = [answer.headers['set-cookie'] ?? []].flat()
    expect(cookie).toMatch(/^attrium=lkw_\w{49}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(await browser.get('/session')).toMatchObject({ status: 200, json: answer.json })
  })

  it('is written down on the credential', async () => {
    await signedIn(server, maya)
    const { json } = await server.api('GET', `/users/${maya.user_id}/credentials_email`)
    expect(Date.parse(json.logged_in_at)).toBe(clock)
  })

  it('without a field says which one', async () => {
    const { status, json } = await new Browser(server).send('POST', '/session', {})
    expect([status, json.errors?.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      ['email', 'password'],
    ])
  })
})

describe('a cookie', () => {
  it('is taken by the Looker API and by the Attrium API, with the rights of the person', async () => {
    const browser = await signedIn(server, maya)
    const { json: me } = await browser.get('/user', { base: '/api/4.0' })
    const claims = `/users/${maya.user_id}/claims`
    expect(me.id).toBe(maya.user_id)
    expect((await browser.get(claims, { base: '/api/attrium/1.0' })).status).toBe(200)
    const others = await browser.get('/users/1/claims', { base: '/api/attrium/1.0' })
    expect(others.status).toBe(404)
  })

  it('may change what the person may change', async () => {
    const admin = await aPerson(server)
    await server.api('PUT', `/users/${admin.user_id}/roles`, ['2'])
    const body = { name: `made_by_cookie_${clock}`, label: 'Made by cookie', type: 'string' }
    const path = '/user_attributes'
    const made = await admin.browser.send('POST', path, body, { base: '/api/4.0' })
    expect([made.status, made.json.name]).toEqual([200, body.name])
  })

  it('is ignored where there is a header Authorization', async () => {
    const browser = await signedIn(server, maya)
    const as = (authorization: string) =>
      browser.get('/user', { base: '/api/4.0', headers: { authorization } })
    expect((await as(`token ${server.token}`)).json.id).toBe('1')
    expect((await as('token nonsense')).status).toBe(401)
    expect((await as('')).status).toBe(401)
  })
})

describe('signing out', () => {
  it('ends the session and removes the cookie; a second time changes nothing', async () => {
    const browser = await signedIn(server, maya)
    const { cookie } = browser
    const { status, headers } = await browser.send('DELETE', '/session')
    expect([status, browser.cookie, headers['set-cookie']]).toEqual([
      204,
      undefined,
      ['attrium=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'],
    ])
    expect((await browser.get('/session', { cookie })).status).toBe(401)
    expect((await browser.send('DELETE', '/session', undefined, { cookie })).status).toBe(204)
    expect((await browser.send('DELETE', '/session')).status).toBe(204)
  })
})

describe('a session', () => {
  it('ends eight hours after its last use', async () => {
    const browser = await signedIn(server, maya)
    clock += limits.session_idle_milliseconds - 60_000
    expect((await browser.get('/session')).status).toBe(200)
    clock += limits.session_idle_milliseconds - 1
    expect((await browser.get('/session')).status).toBe(200)
    clock += limits.session_idle_milliseconds
    expect((await browser.get('/session')).status).toBe(401)
  })

  it('ends seven days after the sign-in, however much it is used', async () => {
    const browser = await signedIn(server, maya)
    const end = clock + limits.session_milliseconds
    while (clock + limits.session_idle_milliseconds < end) {
      clock += limits.session_idle_milliseconds - 1
      expect((await browser.get('/session')).status).toBe(200)
    }
    clock = end - 1
    const { status, json } = await browser.get('/session')
    expect([status, Date.parse(json.expires_at)]).toEqual([200, end])
    clock = end
    expect((await browser.get('/session')).status).toBe(401)
  })
})
