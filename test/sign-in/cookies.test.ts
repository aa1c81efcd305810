// What a cookie of a session is, and what it is not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSecret } from '../../src/keys/secret-text.ts'
import { limits } from '../../src/limits.ts'
import { idText, statement, writer } from '../../src/store/statement.ts'
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

const secretOf = ({ cookie = '' }: Browser) => cookie.replace('attrium=', '')
const me = (browser: Browser, sent: object = {}) =>
  browser.get('/user', { base: '/api/4.0', ...sent })
const sessionsOf = async (user_id: string) => {
  const [rows] = await server.running.server.db.read(
    statement(
      writer
        .selectFrom('access_tokens')
        .select(['browser', 'extended_count', 'last_used_at', 'expires_at', 'token_digest'])
        .select(idText('session_id').as('id'))
        .where('user_id', '=', user_id)
        .where('credentials_type', 'is not', null)
        .orderBy('session_id'),
    ),
  )
  return rows
}

describe('a cookie', () => {
  it('is stored as a digest only', async () => {
    const browser = await signedIn(server, maya)
    const stored = JSON.stringify(await sessionsOf(maya.user_id))
    expect(stored).toContain(server.running.server.keys.digest(secretOf(browser)))
    expect(stored).not.toContain(secretOf(browser))
  })

  it('is another one after every sign-in, and the one before ends (session fixation)', async () => {
    const planted = await signedIn(server, maya)
    const before = planted.cookie
    expect((await me(planted)).status).toBe(200)
    const { email, password } = maya
    await planted.send('POST', '/session', { email, password })
    expect(planted.cookie).not.toBe(before)
    expect((await me(planted)).status).toBe(200)
    expect((await me(planted, { cookie: before })).status).toBe(401)
  })

  it('that somebody else has made up is not taken over by a sign-in', async () => {
    const made = newSecret('session', server.running.server.random)
    const victim = new Browser(server)
    victim.cookie = `attrium=${made}`
    const { email, password } = maya
    expect((await victim.send('POST', '/session', { email, password })).status).toBe(200)
    expect(secretOf(victim)).not.toBe(made)
    expect((await me(victim, { cookie: `attrium=${made}` })).status).toBe(401)
  })

  it('is refused where there are two of its name (cookie tossing)', async () => {
    const browser = await signedIn(server, maya)
    const attacker = await signedIn(server, await aPerson(server))
    for (const cookie of [
      `${browser.cookie}; ${attacker.cookie}`,
      `${attacker.cookie}; ${browser.cookie}`,
      `${browser.cookie}; ${browser.cookie}`,
    ]) {
      const { status, json } = await me(browser, { cookie })
      expect([status, json.message]).toEqual([401, expect.stringContaining('More than one cookie')])
    }
    expect((await me(browser, { cookie: `other=1; ${browser.cookie}; x=y` })).status).toBe(200)
  })

  it('with the access token of a program is refused', async () => {
    const answer = await me(new Browser(server), { cookie: `attrium=${server.token}` })
    expect(answer.status).toBe(401)
  })

  it('is no access token: not in the header, not with its digest as a token', async () => {
    const browser = await signedIn(server, maya)
    for (const text of [secretOf(browser), browser.cookie, `\u0000${secretOf(browser)}`]) {
      for (const authorization of [`token ${text}`, `Bearer ${text}`, `${text}`]) {
        if (authorization.includes('\u0000')) continue
        const headers = { authorization }
        expect((await me(browser, { headers, cookie: undefined })).status).toBe(401)
      }
    }
    const [{ id = '' } = {}] = await sessionsOf(maya.user_id)
    const headers = { authorization: `token ${id}` }
    expect((await me(browser, { headers, cookie: undefined })).status).toBe(401)
  })

  it('of a row that is no session, and a token of a row that is one, name nobody', async () => {
    const { db, keys, now } = server.running.server
    const change = async (text: string, set: object) =>
      db.commit({
        statements: [
          statement(
            writer
              .updateTable('access_tokens')
              .set(set)
              .where('token_digest', '=', keys.digest(text)),
          ),
        ],
        audit: { ...nobody, at: now() },
        changesAuthority: true,
      })
    const browser = await signedIn(server, maya)
    await change(secretOf(browser), { credentials_type: null })
    expect((await me(browser)).status).toBe(401)
    const program = await server.signIn('1')
    await change(program.token, { credentials_type: 'email', last_used_at: now() })
    expect((await program.api('GET', '/user')).status).toBe(401)
  })
})
const nobody = {
  ...{ request_id: 'test', operation: 'test', actor_id: null, sudo_by: null },
  ...{ credentials_api3_id: null, address: null, user_id: null, group_id: null },
  ...{ user_attribute_id: null, new_value: null, details: null },
}

describe('a session', () => {
  it('is noted as used now and then, not at every request', async () => {
    const person = await aPerson(server)
    const state = async () => {
      const [row] = await sessionsOf(person.user_id)
      return [row?.extended_count, row?.last_used_at, row?.expires_at]
    }
    const begun = clock
    clock += limits.session_noted_milliseconds - 1
    await me(person.browser)
    expect(await state()).toEqual([0, begun, begun + limits.session_idle_milliseconds])
    clock += 1
    await Promise.all([1, 2, 3].map(() => me(person.browser)))
    expect(await state()).toEqual([1, clock, clock + limits.session_idle_milliseconds])
  })

  it('has the name of its browser, as plain text and not too long (header injection)', async () => {
    const person = await aPerson(server)
    clock += 1
    const { email, password } = person
    const hostile = `\u001b[31m<script>é${'x'.repeat(limits.browser_characters)}`
    const latin = Buffer.from(hostile, 'utf8').toString('latin1').replace('\u001b', '\t')
    const headers = { 'user-agent': latin }
    const answer = await new Browser(server).send(
      'POST',
      '/session',
      { email, password },
      { headers },
    )
    expect(answer.status).toBe(200)
    const { browser = '' } = (await sessionsOf(person.user_id)).at(-1) ?? {}
    expect(browser).toMatch(/^[\x20-\x7e]+$/)
    expect(browser).toHaveLength(limits.browser_characters)
  })

  it('ends when its person begins more of them than they may have', async () => {
    const person = await aPerson(server)
    clock += 1
    for (let more = 1; more < limits.sessions_per_user; more++) await signedIn(server, person)
    expect((await me(person.browser)).status).toBe(200)
    await signedIn(server, person)
    expect((await me(person.browser)).status).toBe(401)
    expect(await sessionsOf(person.user_id)).toHaveLength(limits.sessions_per_user)
  })
})

describe('a body', () => {
  it('that is longer than one to sign in with is refused (huge password)', async () => {
    const send = (password: string) =>
      new Browser(server).send('POST', '/session', { email: 'a@b.example', password })
    const empty = JSON.stringify({ email: 'a@b.example', password: '' }).length
    const fits = 'x'.repeat(limits.sign_in_body_bytes - empty)
    expect([(await send(fits)).status, (await send(`${fits}x`)).status]).toEqual([401, 413])
  })
})

describe('over TLS', () => {
  it('the cookie has the prefix that keeps other hosts and plain connections from setting it', async () => {
    const flags = { publicUrl: 'https://attrium.example' }
    const secure = await startServer({ passwordCost: little, flags })
    const person = { ...(await aPersonAt(secure)), ...{ base: '/web' } }
    const { status, headers } = person.answer
    const cookie = String(headers['set-cookie'])
    expect([status, cookie]).toEqual([
      200,
      expect.stringMatching(/^__Host-attrium=lkw_\w+; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ])
    const [pair = ''] = cookie.split(';')
    const browser = new Browser(secure)
    expect((await browser.get('/session', { cookie: pair })).status).toBe(200)
    const plain = pair.replace('__Host-', '')
    expect((await browser.get('/session', { cookie: plain })).status).toBe(401)
    expect((await browser.get('/session', { cookie: `${plain}; ${pair}` })).status).toBe(200)
    await secure.stop()
  })
})

/** A person at a server whose pages are at its public URL, and the answer to their link. */
async function aPersonAt(secure: TestServer) {
  const { json } = await secure.api('POST', '/users', { first_name: 'Ana' })
  const path = `/users/${json.id}/credentials_email`
  await secure.api('POST', path, { email: 'ana@acme.example' })
  const { json: made } = await secure.api('POST', `${path}/password_reset`)
  const token = new URL(made.password_reset_url).hash.replace('#token=', '')
  const body = { token, password: 'a long password of Ana' }
  const headers = { origin: 'https://attrium.example' }
  return { answer: await new Browser(secure).send('PUT', '/link', body, { headers }) }
}
