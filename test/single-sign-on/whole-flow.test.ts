// People sign in with a real provider: they are found, linked, made, refused, and get what their claims say.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Browser } from '../sign-in/browser.ts'
import { freePort } from '../support/free-port.ts'
import type { Answer, TestServer } from '../support/server.ts'
import { checksOf } from '../user-attributes/sign-in-checks.ts'
import { type RealProvider, signInThere, startRealProvider } from './real-provider.ts'
import { aUserWithAddress, begin, cookiesOf, leadsTo, startWith, whoIs } from './signing-on.ts'

let server: TestServer
let acme: RealProvider
beforeAll(async () => {
  const port = String(await freePort())
  const own = `http://127.0.0.1:${port}`
  acme = await startRealProvider(() => ['acme', 'open'].map((id) => `${own}/sso/${id}/callback`))
  const usual = { issuer: acme.issuer, scopes: ['openid', 'profile'] }
  server = await startWith(
    [
      { id: 'acme', name: 'Acme', ...usual, required_claims: { hd: 'acme.example' } },
      { id: 'open', name: 'Open', ...usual, create_users: true },
    ],
    { flags: { port } },
  )
})
afterAll(async () => {
  await acme.stop()
  await server.stop()
})

const hd = 'acme.example'
const person = (email: string, more: object = {}) => ({
  ...{ email, email_verified: true, given_name: 'Maya', family_name: 'Lindt', hd },
  ...more,
})

/** A browser goes to the provider, signs in by name, and comes back. */
async function signIn(
  name: string,
  { provider = 'acme', to }: { provider?: string; to?: string } = {},
) {
  const { cookie, address } = await begin(server, provider, to === undefined ? {} : { to })
  const back = await signInThere(address.href, name)
  expect(back.origin + back.pathname).toBe(`${server.url}/sso/${provider}/callback`)
  return new Browser(server).get(back.pathname.slice('/sso'.length) + back.search, {
    ...{ base: '/sso', cookie },
  })
}

const account = async (answer: Answer) => [answer.status, await whoIs(server, answer)]

it('a user is found by their verified address, linked, and then known by the subject', async () => {
  const { id, email } = await aUserWithAddress(server)
  acme.people = { maya: person(email.toUpperCase()) }
  const answer = await signIn('maya', { to: '/users' })
  expect(leadsTo(answer).href).toBe(`${server.url}/users`)
  expect(await account(answer)).toEqual([302, id])
  const { json } = await server.api('GET', `/users/${id}/credentials_oidc`)
  expect(json).toMatchObject({ oidc_user_id: `${acme.issuer}#maya`, is_disabled: false })
  expect(Date.parse(json.logged_in_at)).toBeGreaterThan(0)
  acme.people = { maya: { hd } }
  expect(await account(await signIn('maya'))).toEqual([302, id])
  const sessions = (await server.api('GET', `/users/${id}/sessions`)).json
  expect(sessions.map((it: { credentials_type: string }) => it.credentials_type)).toEqual([
    'oidc',
    'oidc',
  ])
})

it('the session is one like any other', async () => {
  const { id, email } = await aUserWithAddress(server)
  acme.people = { sam: person(email) }
  const answer = await signIn('sam')
  const browser = new Browser(server)
  browser.cookie = cookiesOf(answer)[0]
  const [session] = (await browser.get('/sessions')).json
  expect(session).toMatchObject({ current: true, browser: 'Test Browser 1.0' })
  expect((await browser.get('/user', { base: '/api/4.0' })).json.id).toBe(id)
  await browser.send('DELETE', '/session')
  expect(await whoIs(server, answer)).toBeUndefined()
})

it('whoever loses the identity is signed out, and found by their address again', async () => {
  const { id, email } = await aUserWithAddress(server)
  acme.people = { tom: person(email) }
  const answer = await signIn('tom')
  expect(await whoIs(server, answer)).toBe(id)
  await server.api('DELETE', `/users/${id}/credentials_oidc`)
  expect(await whoIs(server, answer)).toBeUndefined()
  expect(await account(await signIn('tom'))).toEqual([302, id])
})

describe('somebody whom nobody knows', () => {
  it('becomes a user where the settings say so, with their names and address', async () => {
    acme.people = { new: person('new@acme.example') }
    const answer = await signIn('new', { provider: 'open' })
    const id = await whoIs(server, answer)
    const { json } = await server.api('GET', `/users/${id}`)
    expect(json).toMatchObject({
      ...{ first_name: 'Maya', last_name: 'Lindt', email: 'new@acme.example' },
      credentials_oidc: { oidc_user_id: `${acme.issuer}#new` },
      credentials_email: { email: 'new@acme.example' },
    })
    expect(await account(await signIn('new', { provider: 'open' }))).toEqual([302, id])
  })

  it('is refused elsewhere, and nothing is made', async () => {
    acme.people = { who: person('who@acme.example') }
    const answer = await signIn('who')
    expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
    expect((await server.api('GET', '/users?email=who@acme.example')).json).toEqual([])
  })

  it('does not become a user with an address that nobody has verified', async () => {
    acme.people = { x: person('unverified@acme.example', { email_verified: false }) }
    expect((await signIn('x', { provider: 'open' })).status).toBe(401)
    expect((await server.api('GET', '/users?email=unverified@acme.example')).json).toEqual([])
  })
})

it('a required claim that is missing or different refuses, and is named without its value', async () => {
  const { email } = await aUserWithAddress(server)
  for (const other of [undefined, 'canary.example']) {
    acme.people = { eve: person(email, { hd: other }) }
    const answer = await signIn('eve')
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('The claim hd is not what Acme has to say')
    expect(answer.text).not.toMatch(/canary|acme\.example/)
  }
})

it('the history says who signed in, and with which provider; failures say why, without a claim', async () => {
  const { id, email } = await aUserWithAddress(server)
  acme.people = { ann: person(email), eve: person(email, { hd: 'canary.example' }) }
  await signIn('ann')
  await signIn('eve')
  const { json, text } = await server.api('GET', '/history?limit=20', undefined, {
    base: '/api/attrium/1.0',
  })
  const found = (operation: string) =>
    json.history.find((it: { operation: string }) => it.operation === operation)
  expect(JSON.stringify(found('single_sign_on'))).toContain(`"${id}"`)
  expect(JSON.stringify(found('sign_in_failed'))).toContain('claims')
  expect(text).not.toContain('canary')
})

it('an unknown provider is a 404, and a page of people', async () => {
  const answer = await new Browser(server).get('/nobody', { base: '/sso' })
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
})

it('the audit tells all that these sign-ins have stored', async () => {
  const checks = await checksOf(server)
  expect(await checks.problems()).toEqual([])
  await checks.close()
})
