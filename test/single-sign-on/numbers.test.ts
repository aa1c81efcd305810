// Numbers in claims become the values that were sent, digit for digit (decision 41).
import { CompactSign, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'
import { type Claims, Forger } from './forger.ts'
import { aUserWithAddress, signOn, startWith, verified, whoIs } from './signing-on.ts'

let server: TestServer
let attribute_id = ''
const forger = new Forger()
beforeAll(async () => {
  const { issuer } = await forger.start()
  forger.metadata = {
    userinfo_endpoint: `${issuer}/userinfo`,
    userinfo_signing_alg_values_supported: ['RS256'],
  }
  const usual = { issuer, attributes: { n: 'sso_text' } }
  const groups = { groups_claim: 'groups', groups: { '7': 'Sso seven' } }
  server = await startWith([
    { id: 'forger', name: 'Forger', ...usual, ...groups },
    { id: 'info', name: 'Info', ...usual, userinfo: true },
    { id: 'strict', name: 'Strict', ...usual, required_claims: { level: '7' } },
  ])
  attribute_id = (await anAttribute(server, { name: 'sso_text' })).id
  await server.api('POST', '/groups', { name: 'Sso seven' })
})
afterAll(async () => {
  await forger.stop()
  await server.stop()
})

/** The JSON of the claims, with one more whose number is written so. */
const textWith = (claims: Claims, number: string, claim = 'n') =>
  JSON.stringify({ ...claims, [claim]: 'HERE' }).replace('"HERE"', number)
const tokenWith =
  (number: string, claim = 'n') =>
  (claims: Claims) =>
    new CompactSign(new TextEncoder().encode(textWith(claims, number, claim)))
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(forger.key)

const ownValue = async (user: string) => {
  const path = `/users/${user}/attribute_values?user_attribute_ids=${attribute_id}`
  return (await server.api('GET', path)).json[0].value
}
const triedWith = async (body: object) => {
  const headers = { authorization: `token ${server.token}`, origin: server.url }
  const { json } = await server.api('POST', '/sources/forger/try', body, { base: '/web', headers })
  return json.values[0].value
}

describe('a number that is written as', () => {
  it.each([
    ...['9007199254740993', '12345678901234567890', '1.10', '1e21', '1E+2', '-0', '0.1e-7', '7'],
    ...['[1.10]', '5.0'],
  ])('%s is the value', async (number) => {
    const sent = number.replace(/[[\]]/g, '')
    const { id, email } = await aUserWithAddress(server)
    const answer = await signOn(server, forger, {
      ...{ claims: verified(email), token: tokenWith(number) },
    })
    expect([await whoIs(server, answer), await ownValue(id)]).toEqual([id, sent])

    forger.answers.set('/userinfo', (_, reply) => {
      reply.writeHead(200, { 'content-type': 'application/json' })
      reply.end(textWith(verified(email), number))
    })
    const other = { provider: 'info', claims: { sub: email } }
    await signOn(server, forger, { claims: verified(email, { n: 'between' }) })
    expect(await whoIs(server, await signOn(server, forger, other))).toBe(id)
    expect(await ownValue(id)).toBe(sent)

    expect(await triedWith({ claims: textWith(verified(email), number) })).toBe(sent)
    const all = { ...forger.usual, ...verified(email) }
    expect(await triedWith({ token: await tokenWith(number)(all) })).toBe(sent)
  })
})

it('a number in a signed answer of userinfo refuses the sign-in, and is named without it', async () => {
  const { id, email } = await aUserWithAddress(server)
  const answerWith = (more: Claims) =>
    forger.answers.set('/userinfo', async (_, reply) => {
      const claims = { iss: forger.issuer, aud: 'attrium', ...verified(email, more) }
      const header = { alg: 'RS256', kid: 'one' }
      const token = await new SignJWT(claims).setProtectedHeader(header).sign(forger.key)
      reply.writeHead(200, { 'content-type': 'application/jwt' }).end(token)
    })
  const provider = { provider: 'info', claims: { sub: email } }
  answerWith({ n: '42' })
  expect(await whoIs(server, await signOn(server, forger, provider))).toBe(id)
  expect(await ownValue(id)).toBe('42')
  answerWith({ n: 4_300_917_261 })
  const answer = await signOn(server, forger, provider)
  expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
  expect(answer.text).toContain('The claim n does not fit the user attribute sso_text.')
  expect([answer.text.includes('4300917261'), await ownValue(id)]).toEqual([false, '42'])
})

it('a number is no text: it is no subject, no group and no claim that is required', async () => {
  const { id, email } = await aUserWithAddress(server)
  const claims = verified(email)
  const subject = await signOn(server, forger, { claims, token: tokenWith('7', 'sub') })
  expect([subject.status, await whoIs(server, subject)]).toEqual([401, undefined])
  const level = { provider: 'strict', claims, token: tokenWith('7', 'level') }
  expect((await signOn(server, forger, level)).status).toBe(401)
  await signOn(server, forger, { claims, token: tokenWith('[7]', 'groups') })
  const groupsOf = async () => (await server.api('GET', `/users/${id}`)).json.group_ids
  expect(await groupsOf()).toEqual(['1'])
  await signOn(server, forger, { claims, token: tokenWith('["7"]', 'groups') })
  expect(await groupsOf()).toHaveLength(2)
})
