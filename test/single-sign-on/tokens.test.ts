// A token of a provider is believed only if it is signed by the provider, for this server and this question, now.
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import type { Answer, TestServer } from '../support/server.ts'
import { type Claims, Forger } from './forger.ts'
import { aUserWithAddress, signOn, startWith, verified, whoIs } from './signing-on.ts'

let server: TestServer
let clock = 0
const forger = new Forger()
beforeAll(async () => {
  await forger.start()
  const provider = { id: 'forger', name: 'Forger', issuer: forger.issuer }
  server = await startWith([provider], { now: () => Date.now() + clock })
})
// Failures from one network are counted, and some seconds make up for those of a test.
beforeEach(() => {
  clock += 20_000
})
afterAll(async () => {
  await forger.stop()
  await server.stop()
})

const untrusted = /has signed nobody in, or its answer is not one to this sign-in/
const refused = async (answer: Answer) => {
  expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
  expect(answer.text).toMatch(untrusted)
}

const claimsOf = async (more: Claims = {}) => {
  const { email, id } = await aUserWithAddress(server)
  return { id, claims: verified(email, more) }
}

const now = () => Math.floor(Date.now() / 1000)
const skew = limits.provider_skew_milliseconds / 1000
const wrongClaims: [string, () => Claims][] = [
  ['a nonce of another sign-in', () => ({ nonce: 'another' })],
  ['no nonce', () => ({ nonce: undefined })],
  ['another audience', () => ({ aud: 'another' })],
  ['several audiences and no party', () => ({ aud: ['attrium', 'another'] })],
  ['another party', () => ({ aud: 'attrium', azp: 'another' })],
  ['an end in the past', () => ({ exp: now() - skew - 1 })],
  ['no end', () => ({ exp: undefined })],
  ['a beginning in the future', () => ({ nbf: now() + 90 })],
  ['an issue in the future', () => ({ iat: now() + 90 })],
  ['an issue long ago', () => ({ iat: now() - 3600 })],
  ['no subject', () => ({ sub: undefined })],
]
describe('a token with', () => {
  it.each(wrongClaims)('%s is refused', async (_, wrong) => {
    const { claims } = await claimsOf(wrong())
    await refused(await signOn(server, forger, { claims }))
  })

  it('times that are off by less than a minute is taken', async () => {
    const { claims, id } = await claimsOf({ iat: now() + 30, exp: now() - 30 })
    expect(await whoIs(server, await signOn(server, forger, { claims }))).toBe(id)
  })

  const base64 = (it: object) => Buffer.from(JSON.stringify(it)).toString('base64url')
  const text = (claims: Claims) => base64(Object.fromEntries(Object.entries(claims)))
  it.each<[string, (claims: Claims) => string | Promise<string>]>([
    ['no algorithm', (claims) => `${base64({ alg: 'none' })}.${text(claims)}.`],
    ['no signature', (claims) => `${base64({ alg: 'RS256', kid: 'one' })}.${text(claims)}.`],
    [
      'the public key as a shared secret (HS256)',
      (claims) => {
        const signed = `${base64({ alg: 'HS256', kid: 'one' })}.${text(claims)}`
        const pem = forger.publicKey.export({ type: 'spki', format: 'pem' })
        return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`
      },
    ],
    [
      'the secret of the client (HS256)',
      (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from('the secret of the client')),
    ],
    [
      'the key of somebody else',
      (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    ],
    [
      'a key of its own in the header',
      async (claims) => {
        const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
        const jwk = publicKey.export({ format: 'jwk' })
        return new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid: 'two', jwk } as never)
          .sign(privateKey)
      },
    ],
  ])('%s is refused', async (_, token) => {
    const { claims } = await claimsOf()
    await refused(await signOn(server, forger, { claims, token }))
  })
})
