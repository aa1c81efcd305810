// Claims as values: which fit, which refuse the sign-in, and what trying them shows (decision 73).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserId } from '../../src/ids.ts'
import { limits } from '../../src/limits.ts'
import { storedSignInValues } from '../../src/values/sign-in-values-sql.ts'
import { Browser } from '../sign-in/browser.ts'
import type { TestServer } from '../support/server.ts'
import { anAttribute, hidden } from '../support/world.ts'
import { checksOf } from '../user-attributes/sign-in-checks.ts'
import { type Claims, Forger } from './forger.ts'
import { aUserWithAddress, signOn, startWith, verified, whoIs } from './signing-on.ts'

let server: TestServer
const forger = new Forger()
const names: Record<string, string> = {}
beforeAll(async () => {
  await forger.start()
  const attributes = {
    ...{ r: 'sso_region', n: 'sso_number', y: 'sso_yesno', c: 'sso_choice', h: 'sso_hidden' },
    ...{ 'https://acme.example/u': 'sso_url', missing: 'sso_missing', e: 'email' },
  }
  const issuer = forger.issuer
  const groups = { groups_claim: 'groups', groups: { staff: 'Sso staff' } }
  forger.metadata = { userinfo_endpoint: `${issuer}/userinfo` }
  server = await startWith([
    { id: 'forger', name: 'Forger', issuer, attributes, ...groups },
    { id: 'info', name: 'Info', issuer, userinfo: true },
  ])
  const made = {
    sso_region: {},
    sso_number: { type: 'number' },
    sso_yesno: { type: 'yesno' },
    sso_choice: {},
    sso_hidden: hidden,
    sso_url: { type: 'relative_url' },
  }
  for (const [name, fields] of Object.entries(made)) {
    names[name] = (await anAttribute(server, { name, ...fields })).id
  }
  const choices = { choices: ['one', 'two'] }
  await server.api('PATCH', '/attributes/sso_choice', choices, { base: '/api/attrium/1.0' })
  await server.api('POST', '/groups', { name: 'Sso staff' })
})
afterAll(async () => {
  await forger.stop()
  await server.stop()
})

describe('a claim', () => {
  it.each<[string, Claims, string]>([
    [
      'that is no number',
      { n: 'canary' },
      'The claim n does not fit the user attribute sso_number.',
    ],
    ['that is neither yes nor no', { y: 'canary' }, 'The claim y does not fit'],
    ['that is none of the choices', { c: 'canary' }, 'The claim c does not fit'],
    ['that is a list of two', { r: ['canary', 'EMEA'] }, 'The claim r does not fit'],
    ['that is an object', { r: { canary: 1 } }, 'The claim r does not fit'],
    ['that is too long', { r: 'canary'.repeat(11_000) }, 'The claim r does not fit'],
    [
      'of an attribute that does not exist',
      { missing: 'canary' },
      'gives the claim missing to sso_missing',
    ],
    ['of an attribute that nobody sets', { e: 'canary' }, 'give the claim e to email'],
  ])('%s refuses the sign-in, and is named without its value', async (_, wrong, says) => {
    const { email } = await aUserWithAddress(server)
    const answer = await signOn(server, forger, { claims: verified(email, wrong) })
    expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
    expect(answer.text).toContain(says.replace('gives the claim', 'give the claim'))
    expect(answer.text).not.toMatch(/canary|choices|one|two/)
  })

  it('of userinfo is read where the settings say so, and of this person alone', async () => {
    const { id, email } = await aUserWithAddress(server)
    const [claims, provider] = [{ sub: email }, 'info']
    const answerWith = (more: Claims) =>
      forger.answers.set('/userinfo', (_, reply) => {
        const text = JSON.stringify(verified(email, more))
        reply.writeHead(200, { 'content-type': 'application/json' }).end(text)
      })
    answerWith({ sub: 'another' })
    expect((await signOn(server, forger, { provider, claims })).status).toBe(401)
    answerWith({})
    expect((await signOn(server, forger, { claims })).status).toBe(401)
    expect(await whoIs(server, await signOn(server, forger, { provider, claims }))).toBe(id)
  })
})

describe('the values of a sign-in', () => {
  const storedOf = async (user: string) => {
    const { db } = server.running.server
    const [rows] = await db.read(storedSignInValues({ user_id: user as UserId }))
    return Object.fromEntries(
      rows.map((it) => [nameOf(it.user_attribute_id), it.version === null ? it.value : 'sealed']),
    )
  }
  const nameOf = (id: string) => Object.keys(names).find((name) => names[name] === id)

  it('are exactly what the claims say, beside those that people have set', async () => {
    const { id, email } = await aUserWithAddress(server)
    const path = `/users/${id}/attribute_values/${names['sso_region']}`
    await server.api('PATCH', path, { value: 'by hand' })
    const all = {
      r: 'EMEA',
      n: 7,
      y: false,
      c: ['two'],
      h: 'canary',
      'https://acme.example/u': '/x',
    }
    await signOn(server, forger, { claims: verified(email, all) })
    expect(await storedOf(id)).toEqual({
      ...{ sso_region: 'EMEA', sso_number: '7', sso_yesno: 'no', sso_choice: 'two' },
      ...{ sso_hidden: 'sealed', sso_url: '/x' },
    })
    await signOn(server, forger, { claims: verified(email, { r: '', c: null }) })
    expect(await storedOf(id)).toEqual({ sso_region: '' })
    const refused = await signOn(server, forger, { claims: verified(email, { n: 'x', r: 'AMER' }) })
    expect([refused.status, await storedOf(id)]).toEqual([401, { sso_region: '' }])
    const asked = `/users/${id}/attribute_values?user_attribute_ids=${names['sso_region']}`
    expect((await server.api('GET', asked)).json[0].value).toBe('by hand')
    await server.api('DELETE', path)
    expect((await server.api('GET', asked)).json[0].value).toBe('')
  })

  it('come before those of groups, and go when the claim is gone', async () => {
    const { id, email } = await aUserWithAddress(server)
    const { json: group } = await server.api('POST', '/groups', { name: 'Sso group' })
    await server.api('POST', `/groups/${group.id}/users`, { user_id: id })
    const value = { value: 'of the group' }
    await server.api('PATCH', `/groups/${group.id}/attribute_values/${names['sso_region']}`, value)
    const path = `/users/${id}/attribute_values?user_attribute_ids=${names['sso_region']}`
    const effective = async () => (await server.api('GET', path)).json[0].value
    expect(await effective()).toBe('of the group')
    await signOn(server, forger, { claims: verified(email, { r: 'EMEA' }) })
    expect(await effective()).toBe('EMEA')
    await signOn(server, forger, { claims: verified(email) })
    expect(await effective()).toBe('of the group')
  })
})

it('the audit tells all that these sign-ins have stored', async () => {
  const checks = await checksOf(server)
  expect(await checks.problems()).toEqual([])
  await checks.close()
})

describe('trying claims', () => {
  const attempt = async (body: object, provider = 'forger') => {
    const headers = { authorization: `token ${server.token}`, origin: server.url }
    return server.api('POST', `/sources/${provider}/try`, body, { base: '/web', headers })
  }
  const claimsOf = (claims: Claims) => ({ claims: JSON.stringify(claims) })

  it('says who would sign in, with which values and groups, and stores nothing', async () => {
    const { id, email } = await aUserWithAddress(server)
    const more = { r: 'EMEA', n: 7, y: true, h: 'canary', groups: ['staff', 'other'] }
    const { status, json, text } = await attempt(claimsOf(verified(email, more)))
    expect([status, json.signature, json.refusals]).toEqual([200, 'not checked', []])
    expect(json.user).toEqual({ id, display_name: 'Maya Lindt' })
    expect(json.groups).toEqual(['Sso staff'])
    const values = Object.fromEntries(
      json.values.map((it: { claim: string; value: string }) => [it.claim, it.value]),
    )
    expect(values).toMatchObject({ r: 'EMEA', n: '7', y: 'yes', h: null, c: null })
    const told = json.values.find((it: { claim: string }) => it.claim === 'h')
    expect(told).toMatchObject({ is_given: true, hidden: true, value: null })
    expect(text).not.toContain('canary')
    expect((await server.api('GET', `/users/${id}`)).json.credentials_oidc).toBeNull()
    expect((await server.api('GET', `/users/${id}/sessions`)).json).toEqual([])
  })

  it('takes so many characters, and no more', async () => {
    const short = JSON.stringify({ sub: 'x', more: '' })
    const claims = (characters: number) =>
      short.replace('""', `"${'x'.repeat(characters - short.length)}"`)
    const { tried_token_characters: most } = limits
    expect(claims(most)).toHaveLength(most)
    expect((await attempt({ claims: claims(most) })).status).toBe(200)
    expect((await attempt({ claims: claims(most + 1) })).status).toBe(422)
  })

  it('says why nobody would, and for administrators what is wrong with a value', async () => {
    const { json } = await attempt(claimsOf({ sub: 'x', n: 'canary', missing: 'y' }))
    expect(json.refusals.join(' ')).toMatch(/does not know you here yet.*claim n.*claim missing/)
    expect(json.values.find((it: { claim: string }) => it.claim === 'n').problem).toMatch(/number/)
    expect(JSON.stringify(json)).not.toContain('canary')
    expect([json.user, json.would_create]).toEqual([null, false])
  })

  it('checks the signature of a token', async () => {
    const { email } = await aUserWithAddress(server)
    const all = { ...forger.usual, ...verified(email, { r: 'EMEA' }) }
    const right = await attempt({ token: await forger.signed(all) })
    expect([right.json.signature, right.json.refusals]).toEqual(['checked', []])
    for (const wrong of [
      { aud: 'other' },
      { iss: 'https://x.example' },
      { exp: 1 },
      { azp: 'y' },
    ]) {
      const { json } = await attempt({ token: await forger.signed({ ...all, ...wrong }) })
      expect([json.signature, json.refusals[0]]).toEqual([
        'wrong',
        'The token is not one of Forger for this server, now.',
      ])
    }
    const token = (await forger.signed(all)).replace(/[^.]*$/, 'AAAA')
    expect((await attempt({ token })).json.signature).toBe('wrong')
  })

  it.each([
    [{}, 422],
    [{ token: 'x', claims: '{}' }, 422],
    [{ token: 'canary' }, 422],
    [{ claims: '[canary]' }, 422],
    [{ claims: '"canary"' }, 422],
    [{ claims: JSON.stringify('x'.repeat(70_000)) }, 422],
  ])('with %# is refused, without what was sent', async (body, status) => {
    const answer = await attempt(body)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain('canary')
  })

  it('is for administrators alone, and for providers that there are', async () => {
    expect((await attempt(claimsOf({}), 'nobody')).status).toBe(404)
    const { id } = await aUserWithAddress(server)
    const caller = await server.signIn(id)
    const headers = { authorization: `token ${caller.token}`, origin: server.url }
    for (const [method, path] of [
      ['POST', '/sources/forger/try'],
      ['GET', '/sources'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined
      const answer = await caller.api(method, path, body, { base: '/web', headers })
      expect(answer.status).toBe(404)
    }
  })
})

it('the sources say what the settings say, what is wrong with them, and no secret', async () => {
  const { json, text } = await server.api('GET', '/sources', undefined, { base: '/web' })
  expect(json).toHaveLength(2)
  expect(json[0]).toMatchObject({
    ...{ id: 'forger', name: 'Forger', is_reachable: true, trouble: null },
    callback_address: `${server.url}/sso/forger/callback`,
    groups: [{ claim_value: 'staff', group: 'Sso staff', problem: null }],
  })
  const wrong = json[0].attributes.filter((it: { problem: string | null }) => it.problem !== null)
  expect(wrong.map((it: { attribute: string }) => it.attribute)).toEqual(['sso_missing', 'email'])
  expect(text).not.toContain('the secret of the client')
})

it('the sign-in page learns names and addresses alone', async () => {
  const { json } = await new Browser(server).get('/providers')
  expect(json).toEqual([
    { id: 'forger', name: 'Forger', address: `${server.url}/sso/forger` },
    { id: 'info', name: 'Info', address: `${server.url}/sso/info` },
  ])
})
