// People look after their own account: their sessions, and their password.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aPassword, aPerson, Browser, little, signedIn } from './browser.ts'

let server: TestServer
let clock = Date.now()
beforeAll(async () => {
  server = await startServer({ passwordCost: little, now: () => clock })
})
afterAll(() => server.stop())

const isIn = async (browser: Browser) => (await browser.get('/session')).status

describe('my sessions', () => {
  it('are listed with the one that asks', async () => {
    const person = await aPerson(server)
    clock += 1000
    const other = await signedIn(server, person)
    const { json } = await other.get('/sessions')
    expect(json).toMatchObject([
      { browser: 'Test Browser 1.0', address: '127.0.0.1', current: false },
      { created_at: new Date(clock).toISOString(), current: true },
    ])
    expect(Object.keys(json[0])).toEqual([
      ...['id', 'created_at', 'last_used_at', 'address', 'browser', 'current'],
    ])
  })

  it('end one by one, and those of others do not', async () => {
    const [person, stranger] = [await aPerson(server), await aPerson(server)]
    const other = await signedIn(server, person)
    const { json } = await other.get('/sessions')
    const [{ id }] = json.filter(({ current }: { current: boolean }) => !current)
    expect((await stranger.browser.send('DELETE', `/sessions/${id}`)).status).toBe(404)
    expect(await isIn(person.browser)).toBe(200)
    expect((await other.send('DELETE', `/sessions/${id}`)).status).toBe(204)
    expect((await other.send('DELETE', `/sessions/${id}`)).status).toBe(404)
    expect([await isIn(person.browser), await isIn(other)]).toEqual([401, 200])
  })

  it('end all but the one that asks', async () => {
    const person = await aPerson(server)
    const stranger = await aPerson(server)
    const others = [await signedIn(server, person), await signedIn(server, person)]
    expect((await person.browser.send('DELETE', '/sessions')).status).toBe(204)
    expect(await Promise.all([person.browser, ...others, stranger.browser].map(isIn))).toEqual([
      200, 401, 401, 200,
    ])
  })

  it('are seen and ended by administrators as the sessions of the user', async () => {
    const person = await aPerson(server)
    const path = `/users/${person.user_id}/sessions`
    const { json } = await server.api('GET', path)
    expect(json).toMatchObject([
      {
        ...{ ip_address: '127.0.0.1', browser: 'Test Browser 1.0', credentials_type: 'email' },
        ...{ extended_count: 0, extended_at: null, operating_system: null },
      },
    ])
    const [{ id }] = json
    expect((await server.api('GET', `/users/${person.user_id}`)).json.sessions).toEqual(json)
    expect((await server.api('GET', `${path}/${id}`)).json).toEqual(json[0])
    const looker = { base: '/api/4.0' }
    expect((await person.browser.get(path, looker)).json).toEqual(json)
    const nosy = await aPerson(server)
    expect((await nosy.browser.get(path, looker)).status).toBe(403)
    expect((await nosy.browser.send('DELETE', `${path}/${id}`, undefined, looker)).status).toBe(403)
    expect((await server.api('DELETE', `${path}/${id}`)).status).toBe(204)
    expect([await isIn(person.browser), (await server.api('GET', path)).json]).toEqual([401, []])
  })

  it('are not shown to those who only see users', async () => {
    const [person, viewer] = [await aPerson(server), await aPerson(server)]
    const { json: set } = await server.api('POST', '/permission_sets', {
      name: 'sees users',
      permissions: ['see_users'],
    })
    const role = { name: 'sees users', permission_set_id: set.id, model_set_id: '1' }
    const { json: made } = await server.api('POST', '/roles', role)
    await server.api('PUT', `/users/${viewer.user_id}/roles`, [made.id])
    const { json } = await viewer.browser.get(`/users/${person.user_id}`, { base: '/api/4.0' })
    expect([json.email, json.sessions]).toEqual([person.email, []])
  })
})

describe('my password', () => {
  const other = 'another long password'

  it('changes with the present one, and my other sessions end', async () => {
    const person = await aPerson(server)
    const elsewhere = await signedIn(server, person)
    const change = (current_password: string, password: string) =>
      person.browser.send('PUT', '/password', { current_password, password })
    const wrong = await change('a wrong password', other)
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([422, 'current_password'])
    expect((await change(aPassword, 'administrator')).json.errors[0].field).toBe('password')
    expect((await change(aPassword, other)).status).toBe(204)
    expect([await isIn(person.browser), await isIn(elsewhere)]).toEqual([200, 401])
    const signIn = async (password: string) =>
      (await new Browser(server).send('POST', '/session', { email: person.email, password })).status
    expect([await signIn(aPassword), await signIn(other)]).toEqual([401, 200])
  })

  it('cannot be guessed in a browser that was left open', async () => {
    const person = await aPerson(server)
    const guess = (current_password: string) =>
      person.browser.send('PUT', '/password', { current_password, password: other })
    for (let at = 0; at < 10; at++) expect((await guess(`wrong guess ${at}`)).status).toBe(422)
    expect((await guess(aPassword)).status).toBe(429)
    expect(await isIn(person.browser)).toBe(200)
    expect(await isIn(await signedIn(server, person))).toBe(200)
  })

  it('is not there for somebody who signs in with an API key alone', async () => {
    const { json } = await server.api('POST', '/users', {})
    const { api } = await server.signIn(json.id)
    const answer = await api(
      'PUT',
      '/password',
      { current_password: 'x', password: other },
      {
        base: '/web',
        headers: {
          origin: server.url,
          authorization: `token ${(await server.signIn(json.id)).token}`,
        },
      },
    )
    expect(answer.status).toBe(404)
  })

  it('that has to be chosen anew signs nobody in, until it is', async () => {
    const person = await aPerson(server)
    const path = `/users/${person.user_id}/credentials_email`
    await server.api('PATCH', path, { forced_password_reset_at_next_login: true })
    const { email, password } = person
    const answer = await new Browser(server).send('POST', '/session', { email, password })
    expect([answer.status, answer.json.errors[0].field]).toEqual([401, 'password'])
    const wrong = { email, password: 'a wrong password' }
    expect((await new Browser(server).send('POST', '/session', wrong)).json.errors).toBeUndefined()
    const change = { current_password: password, password: other }
    expect((await person.browser.send('PUT', '/password', change)).status).toBe(204)
    expect(await isIn(await signedIn(server, { ...person, password: other }))).toBe(200)
  })
})
