// What ends the sessions of a person, at once and everywhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aPassword, aPerson, Browser, linkFor, little, signedIn } from './browser.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
})
afterAll(() => server.stop())

const me = async (browser: Browser) => (await browser.get('/user', { base: '/api/4.0' })).status
const signIn = async (email: string, password = aPassword) =>
  (await new Browser(server).send('POST', '/session', { email, password })).status

describe('a session ends', () => {
  it('when its user is disabled, and stays ended', async () => {
    const person = await aPerson(server)
    const path = `/users/${person.user_id}`
    expect(await me(person.browser)).toBe(200)
    await server.api('PATCH', path, { is_disabled: true })
    expect([await me(person.browser), await signIn(person.email)]).toEqual([401, 401])
    await server.api('PATCH', path, { is_disabled: false })
    expect([await me(person.browser), await signIn(person.email)]).toEqual([401, 200])
  })

  it('when its user is deleted', async () => {
    const person = await aPerson(server)
    expect(await me(person.browser)).toBe(200)
    await server.api('DELETE', `/users/${person.user_id}`)
    expect([await me(person.browser), await signIn(person.email)]).toEqual([401, 401])
  })

  it('when the password is chosen anew with a link, for all browsers', async () => {
    const person = await aPerson(server)
    const other = await signedIn(server, person)
    const token = await linkFor(server, person.user_id)
    const chosen = new Browser(server)
    await chosen.send('PUT', '/link', { token, password: 'another long password' })
    expect([await me(person.browser), await me(other), await me(chosen)]).toEqual([401, 401, 200])
  })

  it('with the tokens by which its person acts as others', async () => {
    const person = await aPerson(server)
    await server.api('PUT', `/users/${person.user_id}/roles`, ['2'])
    const other = await aPerson(server)
    const path = `/login/${other.user_id}`
    const { json } = await person.browser.send('POST', path, undefined, { base: '/api/4.0' })
    const acting = server.callerWith(json.access_token)
    expect((await acting.api('GET', '/user')).json.id).toBe(other.user_id)
    const token = await linkFor(server, person.user_id)
    await new Browser(server).send('PUT', '/link', { token, password: 'another long password' })
    expect((await acting.api('GET', '/user')).status).toBe(401)
    expect(await me(other.browser)).toBe(200)
  })

  it.each(['credentials_email'])('when %s of its user is deleted', async (kind) => {
    const person = await aPerson(server)
    await server.api('DELETE', `/users/${person.user_id}/${kind}`)
    expect([await me(person.browser), await signIn(person.email)]).toEqual([401, 401])
  })
})

describe('a sign-in is not stored', () => {
  /** Does something after the password was found right, before the session is stored. */
  async function meanwhile(person: { email: string }, action: () => Promise<unknown>) {
    const { signIns } = server.running.server
    const { isPassword } = signIns
    signIns.isPassword = async (...asked) => {
      signIns.isPassword = isPassword
      const is = await isPassword.call(signIns, ...asked)
      await action()
      return is
    }
    return signIn(person.email)
  }

  it('when the password is changed while it is under way', async () => {
    const person = await aPerson(server)
    const token = await linkFor(server, person.user_id)
    const change = () =>
      new Browser(server).send('PUT', '/link', { token, password: 'another long password' })
    expect(await meanwhile(person, change)).toBe(401)
  })

  it('when the user is disabled while it is under way', async () => {
    const person = await aPerson(server)
    const disable = () => server.api('PATCH', `/users/${person.user_id}`, { is_disabled: true })
    expect(await meanwhile(person, disable)).toBe(401)
  })
})
