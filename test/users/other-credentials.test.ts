// API keys and read-only kinds of credentials, over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type People, startPeople } from './people.ts'

let people: People
beforeAll(async () => {
  people = await startPeople()
})
afterAll(() => people.stop())

describe('API keys', () => {
  test('show their secret once, sign in, and end their tokens when deleted', async () => {
    const { admin, aUser, logIn, as, rows, running } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_api3`
    const { status, json } = await admin('POST', path)
    expect(status).toBe(200)
    expect(Object.keys(json)).toEqual([
      'id',
      'client_id',
      'created_at',
      'type',
      'client_secret',
      'is_disabled',
      'url',
      'can',
    ])
    const { client_secret, ...shown } = json
    expect(shown).toMatchObject({ type: 'api3', is_disabled: false, can: {} })
    expect(shown.url).toBe(`${running.url}/api/4.0${path}/${json.id}`)
    expect((await admin('GET', `${path}/${json.id}`)).json).toEqual(shown)
    expect((await admin('GET', path)).json).toEqual([shown])
    expect((await admin('GET', `/users/${id}`)).json.credentials_api3).toEqual([shown])
    expect(JSON.stringify(await rows('select * from credentials_api3'))).not.toContain(
      client_secret,
    )
    expect(JSON.stringify(await rows('select * from audit'))).not.toContain(client_secret)
    const { access_token } = (await logIn(json)).json
    const caller = as(access_token)
    expect((await caller('GET', path)).json).toEqual([shown])
    const other = await aUser()
    expect((await admin('DELETE', `/users/${other}/credentials_api3/${json.id}`)).status).toBe(404)
    expect((await admin('DELETE', `${path}/${json.id}`)).status).toBe(204)
    expect((await caller('GET', '/user')).status).toBe(401)
    expect((await logIn(json)).status).toBe(404)
    expect((await admin('GET', `${path}/${json.id}`)).status).toBe(404)
  })

  test('have a purpose, which is shown only where one is set', async () => {
    const { admin, aUser } = people
    const path = `/users/${await aUser()}/credentials_api3`
    const key = (await admin('POST', path)).json
    const url = `${path}/${key.id}`
    const set = await admin('PATCH', url, { ...key, purpose: 'nightly sync', id: '9' })
    expect(set.json).toMatchObject({ id: key.id, purpose: 'nightly sync', is_disabled: false })
    // Read through an operation of 26.12, because 25.10 declares no purpose in its answers.
    expect((await admin('PATCH', url, {})).json).toEqual(set.json)
    const cleared = await admin('PATCH', url, { purpose: null })
    expect('purpose' in cleared.json).toBe(false)
    expect((await admin('PATCH', url, { purpose: 'x'.repeat(256) })).status).toBe(422)
    expect((await admin('PATCH', `${path}/999999`, {})).status).toBe(404)
  })

  test('can be disabled, which ends their tokens, and enabled again', async () => {
    const { admin, aUser, logIn, as, rows } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_api3`
    const [key, other] = [(await admin('POST', path)).json, (await admin('POST', path)).json]
    const url = `${path}/${key.id}`
    const signedIn = async (one: typeof key) => as((await logIn(one)).json.access_token)
    const [caller, untouched] = [await signedIn(key), await signedIn(other)]
    const { json } = await admin('PATCH', url, { is_disabled: true })
    expect(json).toMatchObject({ id: key.id, is_disabled: true })
    expect((await admin('GET', url)).json).toEqual(json)
    expect((await caller('GET', '/user')).status).toBe(401)
    expect((await logIn(key)).status).toBe(404)
    expect((await untouched('GET', '/user')).status).toBe(200)
    // An object that is sent back unchanged changes nothing and leaves no trace.
    const { length } = await rows('select * from audit')
    expect((await admin('PATCH', url, json)).json).toEqual(json)
    expect((await admin('PATCH', url, { is_disabled: null })).json).toEqual(json)
    expect(await rows('select * from audit')).toHaveLength(length)
    expect((await admin('PATCH', url, { is_disabled: false })).json.is_disabled).toBe(false)
    expect((await caller('GET', '/user')).status).toBe(401)
    expect((await (await signedIn(key))('GET', '/user')).status).toBe(200)
    const done = await rows(`select details from audit
      where operation = 'update_user_credentials_api3' and user_id = ${id} order by sequence`)
    const { client_id } = key
    expect(done.map(({ details }) => JSON.parse(details))).toEqual([
      { client_id, is_disabled: true, fingerprints: {}, from: { is_disabled: false } },
      { client_id, is_disabled: false, fingerprints: {}, from: { is_disabled: true } },
    ])
  })

  test('end the tokens of a sudo too when disabled', async () => {
    const { admin, aUser, logIn, as } = people
    const [real, subject] = [await aUser(), await aUser()]
    await admin('PUT', `/users/${real}/roles`, ['2'])
    const path = `/users/${real}/credentials_api3`
    const key = (await admin('POST', path)).json
    const behind = as((await logIn(key)).json.access_token)
    const acting = as((await behind('POST', `/login/${subject}`)).json.access_token)
    expect((await acting('GET', '/user')).json.id).toBe(subject)
    expect((await admin('PATCH', `${path}/${key.id}`, { is_disabled: true })).status).toBe(200)
    expect((await acting('GET', '/user')).status).toBe(401)
  })

  test('are for admins, and to be read by their owner', async () => {
    const { aUser, signIn, stranger, admin } = people
    const id = await aUser()
    const self = await signIn(id)
    const path = `/users/${id}/credentials_api3`
    const [{ id: key }] = (await self('GET', path)).json
    for (const [method, url] of [
      ['POST', path],
      ['PATCH', `${path}/${key}`],
      ['DELETE', `${path}/${key}`],
      ['GET', '/users/1/credentials_api3'],
    ] as const) {
      const body = method === 'PATCH' ? {} : undefined
      expect([method, (await self(method, url, body)).status]).toEqual([method, 403])
      expect([method, (await stranger(method, url, body)).status]).toEqual([method, 401])
    }
    expect((await admin('POST', '/users/999999/credentials_api3')).status).toBe(404)
    expect((await admin('GET', '/users/999999/credentials_api3')).status).toBe(404)
  })
})

const identities = {
  google: { google_user_id: 'G-1', domain: 'detail', email: 'a@b.c' },
  ldap: { ldap_id: 'G-1', ldap_dn: 'detail', email: 'a@b.c' },
  looker_openid: { logged_in_ip: 'detail', email: 'a@b.c' },
  oidc: { oidc_user_id: 'G-1', email: 'a@b.c' },
  saml: { saml_user_id: 'G-1', email: 'a@b.c' },
  totp: { verified: false },
}

describe.each(Object.entries(identities))('the credential of kind %s', (kind, facts) => {
  test('is read and deleted, and shows in the user', async () => {
    const { admin, aUser, write, signIn, stranger } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_${kind}`
    expect((await admin('GET', path)).status).toBe(404)
    await write(`insert into credentials (user_id, kind, identity, email, detail, created_at)
      values (${id}, '${kind}', 'G-1', 'a@b.c', 'detail', 0)`)
    const { json } = await admin('GET', path)
    expect(json).toMatchObject({ ...facts, type: kind, is_disabled: false, can: {} })
    expect((await admin('GET', `/users/${id}`)).json[`credentials_${kind}`]).toEqual(json)
    const self = await signIn(id)
    expect((await self('GET', path)).json).toEqual(json)
    expect((await self('DELETE', path)).status).toBe(403)
    expect((await stranger('GET', path)).status).toBe(401)
    expect((await admin('DELETE', path)).status).toBe(204)
    expect((await admin('DELETE', path)).status).toBe(404)
    expect((await admin('GET', `/users/${id}`)).json[`credentials_${kind}`]).toBeNull()
  })
})

test('identities elsewhere are the values of the system attributes', async () => {
  const { admin, aUser, write } = people
  const id = await aUser()
  for (const kind of ['google', 'ldap', 'oidc', 'saml']) {
    await write(`insert into credentials (user_id, kind, identity, created_at)
      values (${id}, '${kind}', 'sys-${kind}', 0)`)
  }
  const { json } = await admin('GET', `/users/${id}/attribute_values?user_attribute_ids=7,8,9,10`)
  expect(json.map((row: { name: string; value: string }) => [row.name, row.value])).toEqual([
    ['ldap_user_id', 'sys-ldap'],
    ['saml_user_id', 'sys-saml'],
    ['google_user_id', 'sys-google'],
    ['oidc_user_id', 'sys-oidc'],
  ])
})

test('a second factor is asked for once', async () => {
  const { admin, aUser } = people
  const path = `/users/${await aUser()}/credentials_totp`
  expect((await admin('POST', path)).json).toMatchObject({ type: 'totp', verified: false })
  const again = await admin('POST', path, {})
  expect(again.status).toBe(422)
  expect(again.json.errors[0].code).toBe('already_exists')
})

describe('embed users', () => {
  test('are made once per external id and answered by name only', async () => {
    const { admin, aUser, signIn } = people
    const made = await admin('POST', '/users/embed_user', { external_user_id: 'customer-1' })
    expect(made.status).toBe(200)
    expect(Object.keys(made.json)).toEqual([
      'id',
      'first_name',
      'last_name',
      'display_name',
      'avatar_url',
      'url',
      'can',
    ])
    const again = await admin('POST', '/users/embed_user', { external_user_id: 'customer-1' })
    expect(again.json).toEqual(made.json)
    const { id } = made.json
    const path = `/users/${id}/credentials_embed`
    const [credential] = (await admin('GET', path)).json
    expect(credential).toMatchObject({ external_user_id: 'customer-1', type: 'embed' })
    expect((await admin('GET', `${path}/${credential.id}`)).json).toEqual(credential)
    expect((await admin('GET', '/users/search?embed_user=true&fields=id')).json).toEqual([{ id }])
    expect((await admin('GET', '/users/credential/embed/customer-1')).json.id).toBe(id)
    expect((await admin('DELETE', `${path}/${credential.id}`)).status).toBe(204)
    expect((await admin('GET', `${path}/${credential.id}`)).status).toBe(404)
    expect((await admin('POST', '/users/embed_user', {})).status).toBe(400)
    const caller = await signIn(await aUser())
    const body = { external_user_id: 'x' }
    expect((await caller('POST', '/users/embed_user', body)).status).toBe(403)
  })
})

describe('service accounts', () => {
  test('are made, renamed, disabled and deleted by admins', async () => {
    const { admin, aUser, signIn } = people
    const path = '/users/service_accounts'
    const made = await admin('POST', path, { service_account_name: 'nightly' })
    expect(made.json).toMatchObject({
      service_account_name: 'nightly',
      is_service_account: true,
      is_disabled: false,
      group_ids: ['1'],
      role_ids: [],
      credentials_api3: [],
    })
    const url = `${path}/${made.json.id}`
    const asUser = (await admin('GET', `/users/${made.json.id}`)).json
    expect(asUser).toMatchObject({ is_service_account: true, service_account_name: 'nightly' })
    const human = (await admin('GET', '/users/1')).json
    expect([human.is_service_account, 'service_account_name' in human]).toEqual([false, false])
    const renamed = await admin('PATCH', url, { service_account_name: 'hourly', is_disabled: true })
    expect(renamed.json).toMatchObject({ service_account_name: 'hourly', is_disabled: true })
    expect((await admin('POST', path, {})).status).toBe(422)
    expect((await admin('PATCH', url, { service_account_name: '' })).status).toBe(422)
    const person = await aUser()
    expect((await admin('PATCH', `${path}/${person}`, {})).status).toBe(404)
    expect((await admin('DELETE', `${path}/${person}`)).status).toBe(404)
    const caller = await signIn(person)
    expect((await caller('POST', path, { service_account_name: 'x' })).status).toBe(403)
    expect((await caller('PATCH', url, {})).status).toBe(403)
    expect((await caller('DELETE', url)).status).toBe(403)
    expect((await admin('DELETE', url)).status).toBe(204)
    expect((await admin('DELETE', url)).status).toBe(404)
  })
})

describe('replacing every address', () => {
  test('takes a disabled user and an address that is free', async () => {
    const { admin, aUser, write, signIn } = people
    const id = await aUser()
    const path = `/users/${id}/update_emails`
    await admin('POST', `/users/${id}/credentials_email`, { email: 'old@testfoo.com' })
    await write(`insert into credentials (user_id, kind, identity, email, created_at)
      values (${id}, 'saml', 'S-9', 'old@testfoo.com', 0)`)
    const enabled = await admin('POST', path, { email: 'new@testfoo.com' })
    expect(enabled.status).toBe(422)
    expect(enabled.json.errors[0].field).toBe('is_disabled')
    await admin('PATCH', `/users/${id}`, { is_disabled: true })
    const taken = await admin('POST', path, { email: 'ADMIN@attrium.example' })
    expect(taken.json.errors[0].code).toBe('already_exists')
    expect((await admin('POST', path, {})).json.errors[0].code).toBe('missing_field')
    const { status, json } = await admin('POST', path, { email: 'New@testfoo.com' })
    expect(status).toBe(200)
    expect(json.email).toBe('New@testfoo.com')
    expect(json.credentials_saml.email).toBe('New@testfoo.com')
    const caller = await signIn(await aUser())
    expect((await caller('POST', path, { email: 'a@b.cd' })).status).toBe(403)
    expect((await admin('POST', '/users/999999/update_emails', { email: 'a@b.cd' })).status).toBe(
      404,
    )
  })
})
