// Attacks by guessing: who is here, and what their password is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../support/server.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAddress, aPassword, aPerson, Browser, little } from './browser.ts'

let server: TestServer
let clock = Date.now()
beforeAll(async () => {
  const flags = { trustedProxies: '127.0.0.1', rateLimit: '0' }
  server = await startServer({ passwordCost: little, flags, now: () => clock })
})
afterAll(() => server.stop())

let networks = 0
/** An address from which nobody has called. */
const anotherNetwork = () => `10.9.${networks >> 8}.${networks++ & 255}`

const signIn = (email: string, password: string, from = anotherNetwork()) =>
  new Browser(server).send(
    'POST',
    '/session',
    { email, password },
    {
      headers: { 'x-forwarded-for': from },
    },
  )

/** Everything of an answer that could tell something. */
const told = ({ status, json, headers }: Answer) => {
  const { 'x-request-id': _, date: __, ...others } = headers
  return { status, json, others }
}

describe('a failed sign-in (enumeration)', () => {
  it('has the same answer, whatever was wrong', async () => {
    const [known, disabled] = [await aPerson(server), await aPerson(server)]
    await server.api('PATCH', `/users/${disabled.user_id}`, { is_disabled: true })
    const { json } = await server.api('POST', '/users', {})
    const fresh = anAddress()
    await server.api('POST', `/users/${json.id}/credentials_email`, { email: fresh })
    const answers = [
      await signIn(known.email, 'a wrong password'),
      await signIn('nobody@acme.example', 'a wrong password'),
      await signIn(disabled.email, aPassword),
      await signIn(fresh, aPassword),
      await signIn('no address', 'a wrong password'),
    ].map(told)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({
      status: 401,
      json: { message: 'The e-mail address or the password is wrong.' },
    })
  })

  it('costs one hash, whatever was wrong', async () => {
    const known = await aPerson(server)
    const { signIns } = server.running.server
    const hashed: (string | undefined)[] = []
    const { isPassword } = signIns
    signIns.isPassword = (held, ...others) => {
      hashed.push(held?.user_id)
      return isPassword.call(signIns, held, ...others)
    }
    await signIn(known.email, 'a wrong password')
    await signIn('nobody@acme.example', 'a wrong password')
    signIns.isPassword = isPassword
    expect(hashed).toEqual([known.user_id, undefined])
  })
})

describe('guessing', () => {
  it('is slowed down for an account and a network, and locks nobody else out', async () => {
    const [victim, colleague] = [await aPerson(server), await aPerson(server)]
    const attacker = anotherNetwork()
    for (let guess = 0; guess < 10; guess++) {
      expect((await signIn(victim.email, `guess number ${guess}`, attacker)).status).toBe(401)
    }
    const { status, headers } = await signIn(victim.email, aPassword, attacker)
    expect(status).toBe(429)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    const others = [
      await signIn(victim.email, aPassword),
      await signIn(colleague.email, aPassword, attacker),
    ]
    expect(others.map(({ status }) => status)).toEqual([200, 200])
    clock += Number(headers['retry-after']) * 1000
    expect((await signIn(victim.email, aPassword, attacker)).status).toBe(200)
  })

  it('costs no hash once it is slowed down', async () => {
    const victim = await aPerson(server)
    const attacker = anotherNetwork()
    for (let guess = 0; guess < 10; guess++) await signIn(victim.email, `guess ${guess}`, attacker)
    const { signIns } = server.running.server
    const { isPassword } = signIns
    signIns.isPassword = () => Promise.reject(new Error('a hash'))
    const answer = await signIn(victim.email, aPassword, attacker)
    signIns.isPassword = isPassword
    expect(answer.status).toBe(429)
  })

  it('is slowed down for an account, however its address is spelled', async () => {
    const { user_id } = await aPerson(server)
    const email = 'zoë.müller@acme.example'
    await server.api('PATCH', `/users/${user_id}/credentials_email`, { email })
    const attacker = anotherNetwork()
    const spellings = [
      email,
      email.toUpperCase(),
      email.normalize('NFD'),
      'zoe\u0308.müller@acme.example',
    ]
    for (let guess = 0; guess < 10; guess++) {
      const spelling = spellings[guess % spellings.length] ?? ''
      expect((await signIn(spelling, `guess number ${guess}`, attacker)).status).toBe(401)
    }
    for (const spelling of spellings) {
      expect((await signIn(spelling, aPassword, attacker)).status).toBe(429)
    }
  })

  it('in many sign-ins at once is no more guesses than one after the other', async () => {
    const victim = await aPerson(server)
    const attacker = anotherNetwork()
    const { signIns } = server.running.server
    const { isPassword } = signIns
    const wrong = Array.from({ length: 12 }, (_, at) => `guess ${at}`)
    let [waiting, hash]: [number, () => void] = [0, () => {}]
    const all = new Promise<void>((resolve) => {
      hash = resolve
    })
    // All have been let in before the first is found wrong, and the right one is looked at last.
    signIns.isPassword = async (held, password, address) => {
      if (++waiting > wrong.length) hash()
      await all
      const is = await isPassword.call(signIns, held, password, address)
      if (is) await new Promise((resume) => setTimeout(resume, 500))
      return is
    }
    const answers = await Promise.all(
      [...wrong, aPassword].map((password) => signIn(victim.email, password, attacker)),
    )
    signIns.isPassword = isPassword
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 10 }, () => 401),
      ...[429, 429, 429],
    ])
  })

  it('is slowed down for addresses that nobody has, too', async () => {
    const attacker = anotherNetwork()
    const answers = []
    for (let guess = 0; guess < 11; guess++) {
      answers.push((await signIn('nobody@acme.example', 'a wrong password', attacker)).status)
    }
    expect(answers.slice(-2)).toEqual([401, 429])
  })

  it('is in the audit as far as there is room, never with what was sent', async () => {
    const victim = await aPerson(server)
    await signIn(victim.email, 'canary password')
    await signIn('canary@address.example', 'canary password')
    const path = '/history?operation=sign_in_failed&limit=2'
    const { json } = await server.api('GET', path, undefined, { base: '/api/attrium/1.0' })
    expect(json.history.map((entry: { channel: string; user: unknown }) => entry.channel)).toEqual([
      'web',
      'web',
    ])
    expect(json.history.map(({ user }: { user: unknown }) => user !== null)).toEqual([false, true])
    expect(JSON.stringify(json)).not.toContain('canary')
    const count = async () => (await rows()).length
    const before = await count()
    const { signIns } = server.running.server
    while (signIns.mayAudit(clock)) {}
    expect((await signIn(victim.email, 'a wrong password')).status).toBe(401)
    expect(await count()).toBe(before)
  })
})

async function rows() {
  const path = '/history?operation=sign_in_failed&limit=1000'
  const { json } = await server.api('GET', path, undefined, { base: '/api/attrium/1.0' })
  return json.history as unknown[]
}
