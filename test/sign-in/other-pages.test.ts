// Attacks by pages of others: they cannot use the cookie of their visitors, nor give them one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aPerson, Browser, little, type Person, type Sent, signedIn } from './browser.ts'

let server: TestServer
let victim: Person
let browser: Browser
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  victim = await aPerson(server)
  await server.api('PUT', `/users/${victim.user_id}/roles`, ['2'])
  browser = await signedIn(server, victim)
})
afterAll(() => server.stop())

const origins = {
  'no Origin': () => undefined,
  'the Origin null': () => 'null',
  'another Origin': () => 'https://evil.example',
  'the Origin of a sub-domain': () => server.url.replace('127.0.0.1', 'evil.127.0.0.1'),
  'the Origin of another port': () => server.url.replace(/\d+$/, '1'),
  'the Origin of another scheme': () => server.url.replace('http:', 'https:'),
  'its own Origin and another one': () => `${server.url}, https://evil.example`,
  'an Origin that begins like its own': () => `${server.url}.evil.example`,
}

describe.each(Object.entries(origins))('with %s', (_, origin) => {
  const sent = (base: string): Sent => ({ base, headers: { origin: origin() } })

  it('a cookie changes nothing in the Looker API (CSRF)', async () => {
    const { status, json } = await browser.send('POST', '/groups', { name: 'x' }, sent('/api/4.0'))
    expect([status, json.message]).toEqual([403, expect.stringContaining('Origin')])
  })

  it('nor in the Attrium API', async () => {
    const change = { changes: [{ op: 'create_group', name: 'x' }] }
    const answer = await browser.send('POST', '/changes', change, sent('/api/attrium/1.0'))
    expect(answer.status).toBe(403)
  })

  it('nobody is signed in or out (login CSRF)', async () => {
    const { email, password } = victim
    const other = new Browser(server)
    const answer = await other.send('POST', '/session', { email, password }, sent('/web'))
    expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined])
    expect((await browser.send('DELETE', '/session', undefined, sent('/web'))).status).toBe(403)
    expect((await browser.get('/session')).status).toBe(200)
  })
})

describe('a page of somebody who is no longer signed in with its browser', () => {
  const whose = (person: string | undefined, base: string): Sent => ({
    ...{ base, headers: { 'x-attrium-person': person } },
  })
  const create = { changes: [{ op: 'create_group', name: 'Not hers' }] }

  it('neither stores nor reads anything in the name of whoever is', async () => {
    const other = await aPerson(server)
    const past = [
      await browser.send('POST', '/changes', create, whose(other.user_id, '/api/attrium/1.0')),
      await browser.send('POST', '/groups', { name: 'x' }, whose(other.user_id, '/api/4.0')),
      await browser.send('DELETE', '/sessions', undefined, whose(other.user_id, '/web')),
      await browser.get('/user', whose(other.user_id, '/api/4.0')),
      await browser.get('/user', whose(`${victim.user_id}, ${other.user_id}`, '/api/4.0')),
      await browser.get('/user', whose('', '/api/4.0')),
    ]
    for (const { status, json } of past) {
      expect([status, json.message]).toEqual([401, expect.stringContaining('no longer signed in')])
    }
    const { json: groups } = await server.api('GET', '/groups/search?name=Not hers')
    expect(groups).toEqual([])
    expect((await browser.get('/session')).status).toBe(200)
  })

  it('is answered for its own person', async () => {
    const own = whose(victim.user_id, '/api/attrium/1.0')
    expect((await browser.send('POST', '/changes', create, own)).status).toBe(200)
  })
})

describe('a page of another site', () => {
  it('cannot sign anybody in with a body that needs no permission to be sent', async () => {
    const body = JSON.stringify({ email: victim.email, password: victim.password })
    for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': type }
      const answer = await new Browser(server).send('POST', '/session', body, { headers })
      expect([type, answer.status, answer.headers['set-cookie']]).toEqual([type, 415, undefined])
    }
  })

  it.each(['cross-site', 'same-site'])('cannot read with the cookie: %s', async (site) => {
    const read = (mode: string) =>
      browser.get('/user', {
        base: '/api/4.0',
        headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode },
      })
    expect((await read('no-cors')).status).toBe(403)
    expect((await read('cors')).status).toBe(403)
    expect((await read('navigate')).status).toBe(200)
  })

  it('is no matter where a token is presented', async () => {
    const headers = { origin: 'https://evil.example', authorization: `token ${server.token}` }
    const body = { name: 'by token' }
    const answer = await browser.send('POST', '/groups', body, { base: '/api/4.0', headers })
    expect(answer.status).toBe(200)
  })
})

describe('a page of this server', () => {
  it('reads and changes', async () => {
    const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }
    const sent = { base: '/api/4.0', headers }
    expect((await browser.get('/user', sent)).status).toBe(200)
    expect((await browser.send('POST', '/groups', { name: 'by page' }, sent)).status).toBe(200)
  })
})
