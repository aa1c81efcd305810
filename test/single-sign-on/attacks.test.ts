// Whoever comes back from a provider is believed only if all of the answer is right (decision 73).
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { aPerson, Browser } from '../sign-in/browser.ts'
import type { Answer, TestServer } from '../support/server.ts'
import { type Claims, Forger } from './forger.ts'
import {
  aUserWithAddress,
  begin,
  comeBack,
  cookiesOf,
  leadsTo,
  signOn,
  startWith,
  verified,
  whoIs,
} from './signing-on.ts'

let server: TestServer
let clock = 0
const forger = new Forger()
const other = new Forger()
/** Each test has a network of its own to fail from. */
beforeAll(async () => {
  await Promise.all([forger.start(), other.start()])
  server = await startWith(
    [
      { id: 'forger', name: 'Forger', issuer: forger.issuer },
      { id: 'other', name: 'Other', issuer: other.issuer },
      { id: 'third', name: 'Third', issuer: other.issuer, client_id: 'third' },
      { id: 'lax', name: 'Lax', issuer: forger.issuer, require_verified_email: false },
    ],
    { now: () => Date.now() + clock },
  )
})
// Failures from one network are counted, and some seconds make up for those of a test.
beforeEach(() => {
  clock += 20_000
})
afterAll(async () => {
  await Promise.all([forger.stop(), other.stop()])
  await server.stop()
})

const refused = async (answer: Answer, says: RegExp) => {
  expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
  expect(answer.text).toMatch(says)
}
const untrusted = /has signed nobody in, or its answer is not one to this sign-in/
const notBegun = /was not begun in this browser, was used, or took too long/

const claimsOf = async (more: Claims = {}) => {
  const { email, id } = await aUserWithAddress(server)
  return { id, claims: verified(email, more) }
}

it('signs in with a right answer', async () => {
  const { id, claims } = await claimsOf()
  const answer = await signOn(server, forger, { claims })
  expect([answer.status, await whoIs(server, answer)]).toEqual([302, id])
})

describe('the browser', () => {
  it('has to be the one that began: a state without its cookie is refused (login CSRF)', async () => {
    const { claims } = await claimsOf()
    const { state } = await begin(server, 'forger', { forger })
    forger.forging = { claims }
    await refused(await comeBack(server, 'forger', { code: 'x', state }), notBegun)
  })

  it('cannot be given the state of somebody else (state fixation)', async () => {
    const { claims } = await claimsOf()
    const thief = await begin(server, 'forger', { forger })
    forger.forging = { claims }
    const { cookie } = await begin(server, 'forger')
    await refused(
      await comeBack(server, 'forger', { cookie, code: 'x', state: thief.state }),
      notBegun,
    )
  })

  it('has one cookie: a second one, which another host has set, is refused (cookie tossing)', async () => {
    const { claims } = await claimsOf()
    const tossed = await begin(server, 'forger')
    const { cookie, state } = await begin(server, 'forger', { forger })
    forger.forging = { claims }
    const cookies = `${tossed.cookie}; ${cookie}`
    await refused(await comeBack(server, 'forger', { cookie: cookies, code: 'x', state }), notBegun)
  })

  it('comes back once: the same answer again is refused (replay)', async () => {
    const { id, claims } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger })
    forger.forging = { claims }
    const first = await comeBack(server, 'forger', { cookie, code: 'x', state })
    expect(await whoIs(server, first)).toBe(id)
    await refused(await comeBack(server, 'forger', { cookie, code: 'x', state }), notBegun)
    await refused(await comeBack(server, 'forger', { cookie, code: 'y', state }), notBegun)
  })

  it('of two that come back at once, only one signs in', async () => {
    const { id, claims } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger })
    forger.forging = { claims }
    const both = await Promise.all(
      ['x', 'y'].map((code) => comeBack(server, 'forger', { cookie, code, state })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([302, 401])
    expect(await Promise.all(both.map((one) => whoIs(server, one)))).toContain(id)
  })

  it('has ten minutes', async () => {
    const { claims } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger })
    forger.forging = { claims }
    clock += limits.sign_in_attempt_milliseconds
    await refused(await comeBack(server, 'forger', { cookie, code: 'x', state }), notBegun)
  })

  it('cannot change where the sign-in leads, nor when it ends', async () => {
    const { claims } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger, to: '/users' })
    forger.forging = { claims }
    const [name, value = ''] = cookie.split('=')
    const [secret, end] = value.split('.')
    for (const changed of [
      `${secret}.${end}.${Buffer.from('//evil.example').toString('base64url')}`,
      `${secret}.${Number(end) + 1}.${Buffer.from('/users').toString('base64url')}`,
    ]) {
      const sent = { cookie: `${name}=${changed}`, code: 'x', state }
      await refused(await comeBack(server, 'forger', sent), notBegun)
    }
  })

  it.each([
    ['//evil.example'],
    ['/\\evil.example'],
    ['https://evil.example/'],
    ['/\t/evil.example'],
    ['/%0d/x\n/evil.example'],
    ['javascript:alert(1)'],
    ['evil.example'],
    [`/${'x'.repeat(limits.return_characters)}`],
  ])('is led to no other server (open redirect): %#', async (to) => {
    const { claims } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger, to })
    forger.forging = { claims }
    const answer = await comeBack(server, 'forger', { cookie, code: 'x', state })
    expect(leadsTo(answer).href).toBe(`${server.url}/`)
  })

  it('goes back to where it wanted to go, with a new cookie', async () => {
    const { claims, id } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger, to: '/users?search=x&y=%20' })
    forger.forging = { claims }
    const before = (await aPerson(server)).browser.cookie
    const answer = await comeBack(server, 'forger', {
      cookie: `${cookie}; ${before}`,
      code: 'x',
      state,
    })
    expect(leadsTo(answer).href).toBe(`${server.url}/users?search=x&y=%20`)
    expect(await whoIs(server, answer)).toBe(id)
    // What the browser had before is over: nobody can have given it that (fixation).
    expect((await new Browser(server).get('/session', { cookie: before })).status).toBe(401)
    expect(cookiesOf(answer)).not.toContain(before)
  })
})

describe('a provider', () => {
  it('answers for itself alone (mix-up)', async () => {
    const { claims } = await claimsOf()
    const { cookie, state } = await begin(server, 'forger', { forger })
    Object.assign(other, { nonce: forger.nonce, forging: { claims } })
    await refused(await comeBack(server, 'other', { cookie, code: 'x', state }), notBegun)
    const iss = other.issuer
    forger.forging = { claims }
    await refused(await comeBack(server, 'forger', { cookie, code: 'x', state, iss }), untrusted)
  })

  it('names itself as issuer of the token', async () => {
    const { claims } = await claimsOf({ iss: other.issuer })
    await refused(await signOn(server, forger, { claims }), untrusted)
  })

  it('gets the verifier that belongs to the challenge, never another', async () => {
    const { claims } = await claimsOf()
    await signOn(server, forger, { claims })
    const verifier = forger.redeemed.at(-1)?.get('code_verifier') ?? ''
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(forger.challenge)
    expect(verifier.length).toBeGreaterThanOrEqual(43)
  })

  it('that says the person has not signed in signs nobody in', async () => {
    const { cookie, state } = await begin(server, 'forger')
    const sent = { cookie, state, error: 'access_denied' }
    const answer = await comeBack(server, 'forger', sent)
    await refused(answer, untrusted)
    expect(answer.text).not.toContain('access_denied')
  })
})

describe('an account', () => {
  it('is not taken over with an address that nobody has verified', async () => {
    const { claims, id } = await claimsOf()
    for (const email_verified of [false, undefined, 'false', null, 1]) {
      const answer = await signOn(server, forger, { claims: { ...claims, email_verified } })
      await refused(answer, /gives no verified address in the claim email/)
    }
    const lax = { ...claims, email_verified: undefined }
    expect(
      await whoIs(server, await signOn(server, forger, { provider: 'lax', claims: lax })),
    ).toBe(id)
  })

  it('is found by the subject, also when that has another address', async () => {
    const [one, two] = [await claimsOf(), await claimsOf()]
    await signOn(server, forger, { claims: one.claims })
    const claims = { ...one.claims, email: two.claims['email'] }
    expect(await whoIs(server, await signOn(server, forger, { claims }))).toBe(one.id)
  })

  it('is not that of another subject with its address', async () => {
    const { claims } = await claimsOf()
    await signOn(server, forger, { claims })
    const answer = await signOn(server, forger, { claims: { ...claims, sub: 'somebody else' } })
    await refused(answer, /belongs to another person of Forger/)
  })

  it('of one provider is not that of the same subject at another', async () => {
    const [one, two] = [await claimsOf({ sub: 'same' }), await claimsOf({ sub: 'same' })]
    expect(await whoIs(server, await signOn(server, forger, { claims: one.claims }))).toBe(one.id)
    const answer = await signOn(server, other, { provider: 'other', claims: two.claims })
    expect(await whoIs(server, answer)).toBe(two.id)
  })

  it('that is disabled is refused', async () => {
    const { claims, id } = await claimsOf()
    await signOn(server, forger, { claims })
    await server.api('PATCH', `/users/${id}`, { is_disabled: true })
    await refused(await signOn(server, forger, { claims }), /Your account here is disabled/)
  })

  it('that nobody has is refused, and made only where the settings say so', async () => {
    const claims = verified('nobody-here@acme.example')
    await refused(await signOn(server, forger, { claims }), /Nobody here has the address/)
    const { json } = await server.api('GET', '/users?email=nobody-here@acme.example')
    expect(json).toEqual([])
  })
})

it('failures from one network are counted, and others are not slowed down', async () => {
  const tries = []
  for (let at = 0; at < 65; at++) {
    tries.push((await comeBack(server, 'forger', { code: 'x', state: `s${at}` })).status)
  }
  expect([...new Set(tries)]).toEqual([401, 429])
})
