// A second factor: codes of an app by time, and what attackers try with them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/keys/totp.ts'
import { idText, statement, writer } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aPassword, aPerson, Browser, linkFor, little, type Person } from './browser.ts'

let server: TestServer
let clock = Math.floor(Date.now() / 30_000) * 30_000
beforeAll(async () => {
  const flags = { trustedProxies: '127.0.0.1', rateLimit: '0' }
  server = await startServer({ passwordCost: little, flags, now: () => clock })
})
afterAll(() => server.stop())

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const bytesIn = (secret: string) => {
  const bits = [...secret].map((it) => base32.indexOf(it).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
const codeFor = (secret: string, away = 0) => codeOf(bytesIn(secret), stepAt(clock) + away)

interface Protected extends Person {
  readonly secret: string
  readonly recovery: readonly string[]
}

/** A person with a second factor; the codes of the present are used up. */
async function protectedPerson(): Promise<Protected> {
  const person = await aPerson(server)
  const { json: begun } = await person.browser.send('POST', '/totp', { password: aPassword })
  const code = codeFor(begun.secret)
  const { status, json } = await person.browser.send('PUT', '/totp', { code })
  if (status !== 200) throw new Error(`a code was answered ${status}`)
  clock += 60_000
  return { ...person, secret: begun.secret, recovery: json.recovery_codes }
}

let networks = 0
const signIn = (
  { email, password }: Person,
  code?: string | null,
  from = `10.8.${networks >> 8}.${networks++ & 255}`,
) =>
  new Browser(server).send(
    'POST',
    '/session',
    { email, password, ...(code === undefined ? {} : { code }) },
    { headers: { 'x-forwarded-for': from } },
  )
const asked = async (answer: ReturnType<typeof signIn>) => {
  const { status, json } = await answer
  const [{ field = '', code = '' } = {}] = json?.errors ?? []
  return [status, field, code]
}

describe('setting a second factor up', () => {
  it('takes the password, then a code, and gives ten recovery codes once', async () => {
    const { browser, user_id, email } = await aPerson(server)
    const wrong = await browser.send('POST', '/totp', { password: 'a wrong password' })
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([422, 'password'])
    expect((await browser.send('PUT', '/totp', { code: '123456' })).status).toBe(404)
    const { json } = await browser.send('POST', '/totp', { password: aPassword })
    expect(json.uri).toBe(
      `otpauth://totp/Attrium:${encodeURIComponent(email)}?secret=${json.secret}&issuer=Attrium&algorithm=SHA1&digits=6&period=30`,
    )
    const path = `/users/${user_id}/credentials_totp`
    expect((await server.api('GET', path)).json).toMatchObject({ verified: false, type: 'totp' })
    const bad = await browser.send('PUT', '/totp', { code: codeFor(json.secret, 5) })
    expect([bad.status, bad.json.errors[0].field]).toEqual([422, 'code'])
    const { status, json: made } = await browser.send('PUT', '/totp', {
      code: codeFor(json.secret),
    })
    expect([status, new Set(made.recovery_codes).size]).toEqual([200, 10])
    expect((await server.api('GET', path)).json).toMatchObject({ verified: true })
    const again = await browser.send('POST', '/totp', { password: aPassword })
    expect([again.status, again.json.errors[0].field]).toEqual([422, 'totp'])
    expect((await browser.send('PUT', '/totp', { code: codeFor(json.secret) })).status).toBe(404)
    const stored = JSON.stringify(await rowOf(user_id))
    for (const secret of [json.secret, ...made.recovery_codes]) expect(stored).not.toContain(secret)
  })

  it('that an administrator has asked for begins in the same way', async () => {
    const person = await aPerson(server)
    await server.api('POST', `/users/${person.user_id}/credentials_totp`, {})
    expect((await signIn(person)).status).toBe(200)
    const { json } = await person.browser.send('POST', '/totp', { password: aPassword })
    const code = codeFor(json.secret)
    expect((await person.browser.send('PUT', '/totp', { code })).status).toBe(200)
    expect(await asked(signIn(person))).toEqual([401, 'code', 'missing'])
  })

  it('ends with the password, or by an administrator', async () => {
    const one = await protectedPerson()
    const end = (password: string) => one.browser.send('DELETE', '/totp', { password })
    expect((await end('a wrong password')).status).toBe(422)
    expect([(await end(aPassword)).status, (await end(aPassword)).status]).toEqual([204, 404])
    expect((await signIn(one)).status).toBe(200)
    const other = await protectedPerson()
    await server.api('DELETE', `/users/${other.user_id}/credentials_totp`)
    expect((await signIn(other)).status).toBe(200)
  })
})

describe('a sign-in with a second factor', () => {
  it('asks for a code once the password is right, and never before', async () => {
    const person = await protectedPerson()
    expect(await asked(signIn(person))).toEqual([401, 'code', 'missing'])
    expect(await asked(signIn(person, null))).toEqual([401, 'code', 'missing'])
    expect(await asked(signIn(person, codeFor(person.secret, 5)))).toEqual([401, 'code', 'invalid'])
    const wrong = { ...person, password: 'a wrong password' }
    expect(await asked(signIn(wrong, codeFor(person.secret)))).toEqual([401, '', ''])
    expect((await signIn(person, codeFor(person.secret))).status).toBe(200)
  })

  it.each([-1, 0, 1])('takes the code of the step %i away', async (away) => {
    const person = await protectedPerson()
    expect((await signIn(person, codeFor(person.secret, away))).status).toBe(200)
  })

  it('takes a code once (replay), and none from before it', async () => {
    const person = await protectedPerson()
    const [earlier, code] = [codeFor(person.secret, -1), codeFor(person.secret)]
    expect((await signIn(person, code)).status).toBe(200)
    expect(await asked(signIn(person, code))).toEqual([401, 'code', 'invalid'])
    expect(await asked(signIn(person, earlier))).toEqual([401, 'code', 'invalid'])
    clock += 30_000
    expect((await signIn(person, codeFor(person.secret))).status).toBe(200)
  })

  it('takes the code that confirmed the second factor no more', async () => {
    const person = await aPerson(server)
    const { json } = await person.browser.send('POST', '/totp', { password: aPassword })
    const code = codeFor(json.secret)
    await person.browser.send('PUT', '/totp', { code })
    expect(await asked(signIn(person, code))).toEqual([401, 'code', 'invalid'])
  })

  it('takes a code once if many send it at once (race)', async () => {
    const person = await protectedPerson()
    const code = codeFor(person.secret)
    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(person, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401])
  })

  it('takes a recovery code once, however it is typed', async () => {
    const person = await protectedPerson()
    const [first = '', second = ''] = person.recovery
    expect((await signIn(person, ` ${first.toUpperCase().replace('-', ' ')}`)).status).toBe(200)
    expect(await asked(signIn(person, first))).toEqual([401, 'code', 'invalid'])
    const answers = await Promise.all([1, 2, 3].map(() => signIn(person, second)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
  })

  it('is slowed down after twenty wrong codes, from wherever they come (brute force)', async () => {
    const person = await protectedPerson()
    const wrong = codeFor(person.secret, 7)
    for (let guess = 0; guess < 20; guess++) {
      expect((await signIn(person, wrong)).status).toBe(401)
    }
    const { status, headers } = await signIn(person, codeFor(person.secret))
    expect([status, Number(headers['retry-after']) > 0]).toEqual([429, true])
    // Whoever has a recovery code is not locked out by somebody who knows the password.
    expect((await signIn(person, person.recovery[0])).status).toBe(200)
    clock += Number(headers['retry-after']) * 1000
    expect((await signIn(person, codeFor(person.secret))).status).toBe(200)
  })

  it('is slowed down for recovery codes, too', async () => {
    const person = await protectedPerson()
    for (let guess = 0; guess < 10; guess++) {
      expect((await signIn(person, 'aaaaa-aaaaa', '10.7.0.1')).status).toBe(401)
    }
    expect((await signIn(person, person.recovery[0], '10.7.0.1')).status).toBe(429)
  })
})

describe('a link of a person with a second factor', () => {
  it('asks for a code, and is not used up before', async () => {
    const person = await protectedPerson()
    const token = await linkFor(server, person.user_id)
    const password = 'another long password'
    const use = (code?: string) =>
      new Browser(server).send('PUT', '/link', { token, password, code })
    expect(await asked(use())).toEqual([401, 'code', 'missing'])
    expect(await asked(use(codeFor(person.secret, 5)))).toEqual([401, 'code', 'invalid'])
    expect((await use(codeFor(person.secret))).status).toBe(200)
    clock += 60_000
    expect((await signIn({ ...person, password }, codeFor(person.secret))).status).toBe(200)
  })
})

async function rowOf(user_id: string) {
  const [rows] = await server.running.server.db.read(
    statement(
      writer
        .selectFrom('credentials')
        .select(['nonce', 'last_step', 'recovery_digests', 'detail'])
        .select(idText('id').as('id'))
        .where('user_id', '=', user_id),
    ),
  )
  return rows
}
