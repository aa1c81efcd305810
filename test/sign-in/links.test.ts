// People choose their password with a link that an administrator gets from the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAddress, aPassword, aPerson, Browser, linkFor, little, signedIn } from './browser.ts'

let server: TestServer
let clock = Date.now()
beforeAll(async () => {
  server = await startServer({ passwordCost: little, now: () => clock })
})
afterAll(() => server.stop())

/** A user with an address, without a password. */
async function newcomer() {
  const { json } = await server.api('POST', '/users', { first_name: 'Noor' })
  const email = anAddress()
  await server.api('POST', `/users/${json.id}/credentials_email`, { email })
  return { user_id: json.id as string, email }
}

const look = (token: string) => new Browser(server).send('POST', '/link', { token })
const use = (token: string, password: string = aPassword) =>
  new Browser(server).send('PUT', '/link', { token, password })
const signIn = (email: string, password: string = aPassword) =>
  new Browser(server).send('POST', '/session', { email, password })

describe('the address of a link', () => {
  it('is that of the page, with the token where no log and no other site sees it', async () => {
    const { user_id } = await newcomer()
    const path = `/users/${user_id}/credentials_email`
    const { json } = await server.api('POST', `${path}/password_reset?expires=true`)
    for (const address of [json.password_reset_url, json.account_setup_url]) {
      expect(address).toMatch(
        new RegExp(`^${server.url}/setup#token=${user_id}\\.[A-Za-z0-9_-]{43}$`),
      )
    }
    expect(json.password_reset_url).not.toBe(json.account_setup_url)
    const { json: seen } = await server.api('GET', path)
    expect(seen.password_reset_url).toBe(json.password_reset_url)
  })
})

describe('a link', () => {
  it('tells whom it is for, and sets the account up', async () => {
    const { user_id, email } = await newcomer()
    const { json } = await server.api(
      'POST',
      `/users/${user_id}/credentials_email/send_password_reset`,
    )
    const [setup = '', reset = ''] = [json.account_setup_url, json.password_reset_url].map(
      (address) => new URL(address).hash.slice('#token='.length),
    )
    const user = { email, display_name: 'Noor' }
    expect((await look(setup)).json).toEqual({ kind: 'setup', user, expires_at: null })
    const ends = new Date(clock + 3_600_000).toISOString()
    expect((await look(reset)).json).toEqual({ kind: 'setup', user, expires_at: ends })

    expect((await signIn(email)).status).toBe(401)
    const { status, json: begun, headers } = await use(setup)
    expect([status, begun.user]).toEqual([200, { id: user_id, ...user }])
    expect(headers['set-cookie']).toBeDefined()
    expect((await signIn(email)).status).toBe(200)
    const { json: held } = await server.api('GET', `/users/${user_id}/credentials_email`)
    expect([held.is_disabled, held.account_setup_url, held.password_reset_url]).toEqual([
      false,
      '',
      '',
    ])
  })

  it('with a new password ends every session of the person, and the old password', async () => {
    const person = await aPerson(server)
    const before = await signedIn(server, person)
    const token = await linkFor(server, person.user_id)
    expect((await use(token, 'another long password')).status).toBe(200)
    expect((await before.get('/session')).status).toBe(401)
    expect((await signIn(person.email)).status).toBe(401)
    expect((await signIn(person.email, 'another long password')).status).toBe(200)
  })

  it.each([
    ['', 'missing_field'],
    ['eleven char', 'invalid'],
    ['x'.repeat(257), 'invalid'],
  ])('refuses the password %j, and works on', async (password, code) => {
    const { user_id } = await newcomer()
    const token = await linkFor(server, user_id)
    const { status, json } = await use(token, password)
    const [{ field, code: given }] = json.errors
    expect([status, field, given]).toEqual([422, 'password', code])
    expect(json.message + JSON.stringify(json.errors)).not.toContain(password || 'eleven')
    expect((await look(token)).status).toBe(200)
  })

  it.each(['', '1', 'x', '0.x', '1.', '999999999999999999999.x', '1.x.y'])(
    'that is none is not found: %j',
    async (token) => {
      expect([(await look(token)).status, (await use(token)).status]).toEqual([404, 404])
    },
  )
})

describe('a link does not work (404)', () => {
  const refused = async (token: string) => {
    const answers = [await look(token), await use(token)]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(new Set(answers.map(({ json }) => json.message)).size).toBe(1)
  }

  it('a second time', async () => {
    const { user_id } = await newcomer()
    const token = await linkFor(server, user_id)
    expect((await use(token)).status).toBe(200)
    await refused(token)
  })

  it('when it was used twice at once', async () => {
    const { user_id } = await newcomer()
    const token = await linkFor(server, user_id)
    const answers = await Promise.all([1, 2, 3, 4].map(() => use(token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404])
  })

  it('while its user is disabled', async () => {
    const { user_id } = await newcomer()
    const token = await linkFor(server, user_id)
    await server.api('PATCH', `/users/${user_id}`, { is_disabled: true })
    await refused(token)
    await server.api('PATCH', `/users/${user_id}`, { is_disabled: false })
    expect((await look(token)).status).toBe(200)
  })

  it('after another one was made, and for another user', async () => {
    const [one, other] = [await newcomer(), await newcomer()]
    const first = await linkFor(server, one.user_id)
    const token = await linkFor(server, one.user_id)
    await refused(first)
    await refused(token.replace(/^\d+/, other.user_id))
    expect((await look(token)).status).toBe(200)
  })

  it('from the moment at which it ends', async () => {
    const { user_id } = await newcomer()
    const token = await linkFor(server, user_id, true)
    clock += 3_600_000 - 1
    expect((await look(token)).status).toBe(200)
    clock += 1
    await refused(token)
  })
})
