// Searching users over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, type People, startPeople } from './people.ts'

let people: People
const ids: Record<string, string> = {}
beforeAll(async () => {
  people = await startPeople()
  for (const [first_name, last_name] of [
    ['Danger', 'Mouse'],
    ['Danzig', 'Mouse'],
    ['David', 'Dump'],
    ['Ölaf', 'Snow'],
  ]) {
    ids[first_name ?? ''] = await people.aUser({ first_name, last_name })
  }
  const mail = (name: string, email: string) =>
    people.admin('POST', `/users/${ids[name]}/credentials_email`, { email })
  await mail('Danger', 'Danger.Mouse+test@testfoo.com')
  await mail('Danzig', 'a_b@testfoo.com')
  await mail('David', 'axb@testfoo.com')
  await people.admin('PATCH', `/users/${ids['David']}`, { is_disabled: true })
})
afterAll(() => people.stop())

const names = async (query: string, caller: Caller = people.admin) => {
  const { status, json } = await caller('GET', `/users/search?${query}`)
  expect(status).toBe(200)
  return json.map((user: { first_name: string }) => user.first_name)
}

describe('searching users', () => {
  test('matches whole texts in any case, and wildcards', async () => {
    expect(await names('first_name=dan%25')).toEqual(['Danger', 'Danzig'])
    expect(await names('first_name=dan')).toEqual([])
    expect(await names('last_name=D_m%25')).toEqual(['David'])
    expect(await names(`first_name=${encodeURIComponent('ÖLAF')}`)).toEqual(['Ölaf'])
    expect(await names('email=danger.mouse%2Btest@TESTFOO.com')).toEqual(['Danger'])
  })

  test('combines terms with and, or with filter_or', async () => {
    expect(await names('last_name=mouse&first_name=danger')).toEqual(['Danger'])
    expect(await names('last_name=snow&first_name=danger&filter_or=true')).toEqual([
      'Danger',
      'Ölaf',
    ])
  })

  test('takes ids with commas, nulls and flags', async () => {
    const { Danger, David } = ids
    expect(await names(`id=${Danger},${David}`)).toEqual(['Danger', 'David'])
    expect(await names('id=99999999999999999999')).toEqual([])
    expect(await names('is_disabled=true')).toEqual(['David'])
    expect(await names('email=IS NULL')).toEqual(['Ölaf'])
    expect(await names('last_name=NOT NULL&first_name=D%25')).toHaveLength(3)
    expect(await names('verified_looker_employee=true')).toEqual([])
    expect(await names('content_metadata_id=1')).toEqual([])
    expect(await names(`content_metadata_id=1&id=${David}&filter_or=true`)).toEqual(['David'])
  })

  test('finds direct members of groups', async () => {
    await people.write(
      `insert into groups (id, name, name_key) values (70, 'mice', 'mice')`,
      `insert into group_users (group_id, user_id) values (70, ${ids['Danger']})`,
      'update catalogue set version = version + 1',
    )
    expect(await names('group_id=70')).toEqual(['Danger'])
    expect(await names(`group_id=70&id=${ids['David']}`)).toEqual([])
    expect(await names('group_id=1,70')).toHaveLength(5)
  })

  test('refuses what it cannot read, and patterns that cost too much', async () => {
    const status = async (query: string) =>
      (await people.admin('GET', `/users/search?${query}`)).status
    expect(await status('id=abc')).toBe(400)
    expect(await status('is_disabled=maybe')).toBe(400)
    expect(await status(`first_name=${'%25a'.repeat(9)}`)).toBe(400)
    expect(await status(`first_name=${'%25a'.repeat(8)}`)).toBe(200)
    expect(await status(`first_name=${'a'.repeat(513)}`)).toBe(400)
    expect((await people.stranger('GET', '/users/search')).status).toBe(401)
  })

  test('by names matches first name, last name or address, and other terms too', async () => {
    const search = async (path: string) =>
      (await people.admin('GET', `/users/search/names/${path}`)).json.map(
        (user: { first_name: string }) => user.first_name,
      )
    expect(await search('d%25')).toEqual(['Danger', 'Danzig', 'David'])
    expect(await search('%25testfoo%25?is_disabled=false')).toEqual(['Danger', 'Danzig'])
    expect((await people.admin('GET', '/users/search/names/%00')).status).toBe(400)
  })

  test('an address given to all_users is no pattern', async () => {
    const { json } = await people.admin('GET', '/users?email=A_B@testfoo.com&limit=1')
    expect(json).toHaveLength(1)
    expect(json[0].id).toBe(ids['Danzig'])
    expect((await people.admin('GET', '/users?email=nobody@testfoo.com')).json).toEqual([])
    const some = await people.admin('GET', `/users?ids=${ids['David']},x&fields=id`)
    expect(some.json).toEqual([{ id: ids['David'] }])
  })

  test('tells callers who see names only nothing else by way of terms', async () => {
    const reader = await people.aUser({ first_name: 'Reader' })
    const caller = await people.signIn(reader)
    expect(await names('first_name=dan%25', caller)).toEqual(['Danger', 'Danzig'])
    expect(await names('email=%25testfoo%25', caller)).toEqual([])
    expect(await names('is_disabled=true', caller)).toEqual([])
    expect(await names('group_id=70', caller)).toEqual([])
    expect((await caller('GET', '/users?email=a_b@testfoo.com')).json).toEqual([])
    expect((await caller('GET', '/users/search/names/%25testfoo%25')).json).toEqual([])
    expect((await caller('GET', '/users?sorts=email')).status).toBe(400)
    expect(await names(`id=${reader}&is_disabled=false`, caller)).toEqual(['Reader'])
  })
})

describe('service accounts', () => {
  let id: string
  beforeAll(async () => {
    const body = { service_account_name: 'Nightly' }
    id = (await people.admin('POST', '/users/service_accounts', body)).json.id
  })
  // The other tests count the members of All Users.
  afterAll(() => people.admin('DELETE', `/users/service_accounts/${id}`))

  test('are searched alone, or left out', async () => {
    const all = await names('')
    expect(await names('is_service_account=true')).toEqual(['Nightly'])
    expect(await names('is_service_account=false')).toEqual(
      all.filter((it: string) => it !== 'Nightly'),
    )
    expect(all).toContain('Nightly')
    expect(await names('is_service_account=true&first_name=dan%25')).toEqual([])
    expect(await names('is_service_account=true&first_name=night%25')).toEqual(['Nightly'])
    expect(await names('is_service_account=true&first_name=danger&filter_or=true')).toEqual([
      'Danger',
      'Nightly',
    ])
    const { headers } = await people.admin('GET', '/users/search?is_service_account=true&limit=1')
    expect(headers['x-total-count']).toBe('1')
    const odd = await people.admin('GET', '/users/search?is_service_account=maybe')
    expect(odd.status).toBe(400)
  })

  test('are shown as what they are in every list', async () => {
    for (const path of [
      '/users',
      `/users?ids=${id}`,
      '/users/search?first_name=nightly',
      '/users/search?is_service_account=true',
      '/users/search/names/nightly',
      '/groups/1/users',
    ]) {
      const { json } = await people.admin('GET', path)
      const accounts = json.filter((it: { is_service_account: boolean }) => it.is_service_account)
      expect([path, accounts]).toMatchObject([path, [{ id, service_account_name: 'Nightly' }]])
    }
  })

  test('are not told apart by those who see names only', async () => {
    const reader = await people.aUser({ first_name: 'Reader of names' })
    const caller = await people.signIn(reader)
    expect(await names('is_service_account=true', caller)).toEqual([])
    expect(await names('is_service_account=false', caller)).toEqual(['Reader of names'])
    expect(await names('first_name=nightly', caller)).toEqual(['Nightly'])
  })
})

describe('finding a user by credential', () => {
  test('knows addresses, API keys and identities elsewhere', async () => {
    const { admin, write } = people
    const id = ids['Danger']
    const { client_id } = (await admin('POST', `/users/${id}/credentials_api3`)).json
    await write(
      `insert into credentials (user_id, kind, identity, email, created_at)
        values (${id}, 'saml', 'S-1', 'x@y.z', 0), (${id}, 'looker_openid', 'x@y.z', 'X@y.z', 0)`,
    )
    for (const path of [
      'email/DANGER.MOUSE%2Btest@testfoo.com',
      `api3/${client_id}`,
      'saml/S-1',
      'looker_openid/X@Y.Z',
    ]) {
      const { status, json } = await admin('GET', `/users/credential/${path}`)
      expect([path, status, json.id]).toEqual([path, 200, id])
    }
    for (const path of [
      'email/none@x.y',
      'saml/s-1',
      'api/1',
      'totp/1',
      'nonsense/1',
      'saml/%00',
    ]) {
      expect([path, (await admin('GET', `/users/credential/${path}`)).status]).toEqual([path, 404])
    }
  })

  test('takes see_users', async () => {
    const reader = await people.aUser()
    const caller = await people.signIn(reader)
    const path = '/users/credential/email/a_b@testfoo.com'
    expect((await caller('GET', path)).status).toBe(403)
    await people.give(reader, 'see_users')
    expect((await caller('GET', path)).json.id).toBe(ids['Danzig'])
    expect((await people.stranger('GET', path)).status).toBe(401)
  })
})

describe('searching e-mail credentials', () => {
  test('finds by pattern, list and id, for admins', async () => {
    const search = async (query: string) =>
      (await people.admin('GET', `/credentials_email/search?${query}`)).json.map(
        (row: { email: string }) => row.email,
      )
    expect(await search('email=%25testfoo%25&sorts=email')).toEqual([
      'a_b@testfoo.com',
      'axb@testfoo.com',
      'Danger.Mouse+test@testfoo.com',
    ])
    expect(await search('emails=AXB@testfoo.com, none@x.y')).toEqual(['axb@testfoo.com'])
    expect(await search(`id=${ids['David']}`)).toEqual(['axb@testfoo.com'])
    expect(await search(`id=${ids['David']}&email=a_b@testfoo.com&filter_or=true`)).toHaveLength(2)
    const page = await people.admin('GET', '/credentials_email/search?limit=1')
    expect(page.headers['x-total-count']).toBe('4')
    const caller = await people.signIn(await people.aUser())
    expect((await caller('GET', '/credentials_email/search')).status).toBe(403)
    expect((await people.stranger('GET', '/credentials_email/search')).status).toBe(401)
    expect((await people.admin('GET', '/credentials_email/search?id=x')).status).toBe(400)
  })
})
