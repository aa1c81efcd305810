// Fields that published clients read without checking them (docs/looker/clients.md), unless another test cites them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const answered = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await server.api(method, path, body)
  expect([method, path, status]).toEqual([method, path, 200])
  return json
}

describe('signing in', () => {
  it('around every call leaves me as it is and is never taken for guessing (clients 6, 7)', async () => {
    const key = keyIn(server.lookerIni)
    const before = await answered('GET', '/user')
    for (let call = 0; call < 100; call++) {
      const caller = await server.logIn(key)
      const acting = await caller.api('POST', `/login/${before.id}`)
      await server.callerWith(acting.json.access_token).api('DELETE', '/logout')
      expect((await caller.api('DELETE', '/logout')).status).toBe(204)
    }
    expect(await answered('GET', '/user')).toEqual(before)
  })

  it('needs nothing but the base URL: what versions says leads back to it (clients 8)', async () => {
    const { json } = await server.stranger('GET', '/versions')
    expect(json).toMatchObject({ api_server_url: server.url, web_server_url: server.url })
    expect(json.current_version.swagger_url.startsWith(server.url)).toBe(true)
  })

  it('shows a session in production and a user before anything else (clients 9, 27)', async () => {
    expect(await answered('GET', '/session')).toMatchObject({
      workspace_id: 'production',
      sudo_user_id: null,
    })
    const { credentials_email, ...me } = await answered('GET', '/user')
    expect(me).toMatchObject({ id: '1', is_disabled: false })
    expect(credentials_email).toMatchObject({ type: 'email' })
    const user = await answered('GET', `/users/${await aUser(server)}`)
    expect(user.credentials_email).toBeNull()
    const { json } = await server.api('POST', `/login/${user.id}`)
    const session = await server.callerWith(json.access_token).api('GET', '/session')
    expect(session.json.sudo_user_id).toMatch(/^\d+$/)
  })
})

describe('bodies', () => {
  it('of null take the last group and user from a role (clients 11)', async () => {
    const group = await aGroup(server)
    const role = await aRole(server, [], [group])
    await answered('PUT', `/roles/${role}/users`, [await aUser(server)])
    expect(await answered('PUT', `/roles/${role}/groups`, 'null')).toEqual([])
    expect(await answered('PUT', `/roles/${role}/users`, 'null')).toEqual([])
    expect(await answered('GET', `/roles/${role}/users`)).toEqual([])
  })

  it('that are whole answers come back and change nothing (clients 12)', async () => {
    const user = await aUser(server, { email: 'Whole.Object@testfoo.com' })
    const role = await aRole(server, ['see_users'])
    const { permission_set, model_set } = await answered('GET', `/roles/${role}`)
    const models = await answered('POST', '/model_sets', { name: 'Whole', models: ['test'] })
    for (const path of [
      `/users/${user}`,
      `/users/${user}/credentials_email`,
      `/groups/${await aGroup(server)}`,
      `/roles/${role}`,
      `/permission_sets/${permission_set.id}`,
      `/model_sets/${models.id}`,
      `/user_attributes/${(await anAttribute(server, { default_value: 'x' })).id}`,
      '/session',
    ]) {
      const whole = await answered('GET', path)
      const sent = { ...whole, id: '999', url: null, can: null, foreign: { deep: [1] } }
      expect(await answered('PATCH', path, sent)).toEqual(whole)
    }
    expect(model_set.id).toBe('1')
  })
})

describe('lists and searches', () => {
  it('understand fields with spaces, nesting and nothing, on POST too (clients 17)', async () => {
    const role = await answered('GET', '/roles?fields=name, permission_set(id, name )&ids=2')
    expect(role).toEqual([{ name: 'Admin', permission_set: { id: '1', name: 'Admin' } }])
    const whole = await answered('GET', '/roles?fields=&ids=2')
    expect(whole[0]).toMatchObject({ id: '2', model_set: { id: '1' } })
    const made = await answered('POST', '/users?fields=id, display_name', { first_name: 'Posted' })
    expect(Object.keys(made)).toEqual(['id', 'display_name'])
    const short = await answered('GET', '/users?limit=64&offset=0&fields=id')
    expect(short.length).toBeLessThan(64)
  })

  it('find a whole name, spelled with a plus for its space, in any case (clients 18)', async () => {
    for (const name of ['All+Users', 'ALL%20users']) {
      expect(await answered('GET', `/groups/search?name=${name}`)).toMatchObject([{ id: '1' }])
    }
    expect(await answered('GET', '/groups/search?name=All')).toEqual([])
    const id = await aUser(server, { email: 'Plus+Sign@testfoo.com' })
    const address = 'plus%2Bsign@testfoo.com'
    expect(await answered('GET', `/users/search?email=${address}`)).toMatchObject([{ id }])
    expect(await answered('GET', `/users/credential/email/${address}`)).toMatchObject({ id })
  })

  it('name the one user of an address, and nobody for an unknown one (clients 19)', async () => {
    const id = await aUser(server, { email: 'Sought@testfoo.com' })
    const sought = await answered('GET', '/users?email=sought@testfoo.com&limit=1')
    expect(sought).toMatchObject([{ id }])
    expect(await answered('GET', '/users?email=unknown@testfoo.com&limit=1')).toEqual([])
  })

  it('find exactly the one group of an id with its place (clients 20)', async () => {
    const [group] = [await aGroup(server), await aGroup(server)]
    const found = await answered('GET', `/groups/search/with_hierarchy?id=${group}`)
    expect(found.map(({ id }: { id: string }) => id)).toEqual([group])
  })
})

describe('fields that clients read without looking', () => {
  it('of users are texts, flags and lists, never null (clients 21)', async () => {
    const { id } = await answered('POST', '/users', { first_name: null, last_name: null })
    const bare = {
      ...{ email: '', first_name: '', last_name: '', is_disabled: false },
      ...{ credentials_api3: [], group_ids: ['1'], role_ids: [] },
    }
    expect(await answered('GET', `/users/${id}`)).toMatchObject(bare)
    const me = await answered('GET', '/user')
    expect([me.first_name, me.last_name]).not.toContain('')
    const used = keyIn(server.lookerIni).client_id
    const keys = me.credentials_api3.map(({ client_id }: { client_id: string }) => client_id)
    expect(keys).toContain(used)
  })

  it('of groups and definitions have their types (clients 23, 24)', async () => {
    for (const group of await answered('GET', '/groups')) {
      expect(group).toMatchObject({
        external_group_id: null,
        user_count: expect.any(Number),
        externally_managed: expect.any(Boolean),
        include_by_default: expect.any(Boolean),
        contains_current_user: expect.any(Boolean),
      })
    }
    for (const definition of await answered('GET', '/user_attributes')) {
      expect(definition).toMatchObject({
        is_system: expect.any(Boolean),
        ...{ name: expect.any(String), label: expect.any(String), type: expect.any(String) },
      })
      expect(['string', 'object']).toContain(typeof definition.default_value)
    }
  })

  it('of values are what clients compare (clients 25, 26)', async () => {
    const { id } = await anAttribute(server, { default_value: 'd' })
    const rows = (query = '') => `/users/1/attribute_values?user_attribute_ids=${id}${query}`
    const known = { user_attribute_id: id, user_id: '1' }
    expect(await answered('GET', rows())).toMatchObject([{ ...known, source: 'Default' }])
    const set = await answered('PATCH', `/users/1/attribute_values/${id}`, { value: 'own' })
    expect(['Default', 'No Value']).not.toContain(set.source)
    const { id: unset } = await anAttribute(server)
    const none = `/users/1/attribute_values?user_attribute_ids=${unset}`
    expect(await answered('GET', none)).toMatchObject([{ source: 'No Value', value: '' }])
    const group_id = await aGroup(server)
    const values = [
      { group_id: '1', value: 'one' },
      { group_id, value: 'two' },
    ]
    await answered('POST', `/user_attributes/${id}/group_values`, values)
    const listed = await answered('GET', `/user_attributes/${id}/group_values`)
    expect(listed).toMatchObject(values.map((row, at) => ({ ...row, rank: at + 1 })))
    const secret = await anAttribute(server, hidden)
    await answered('PATCH', `/groups/${group_id}/attribute_values/${secret.id}`, { value: 'x' })
    const shown = await answered('GET', `/user_attributes/${secret.id}/group_values`)
    expect(shown).toMatchObject([{ value: null, value_is_hidden: true }])
  })

  it('of what is gone are a 404 that says so in digits (clients 29)', async () => {
    for (const path of ['/users/9999', '/groups/9999', '/roles/9999', '/user_attributes/9999']) {
      const { status, json } = await server.api('GET', path)
      expect([status, json.message]).toEqual([
        404,
        expect.stringMatching(/^Not found: there is no /),
      ])
      expect(json.documentation_url).toContain('/404/')
    }
  })
})

describe('life cycles', () => {
  it('free the address of a deleted user at once and keep its case (clients 33)', async () => {
    const email = 'First.Last@testfoo.com'
    for (let life = 0; life < 2; life++) {
      const { id } = await answered('POST', '/users', {})
      const made = await answered('POST', `/users/${id}/credentials_email`, { email })
      expect(made.email).toBe(email)
      await server.api('DELETE', `/users/${id}`)
    }
  })

  it('send a password reset without a mail server (clients 34)', async () => {
    const path = `/users/${await aUser(server, { email: 'reset@testfoo.com' })}/credentials_email`
    const sent = await answered('POST', `${path}/send_password_reset`)
    expect(sent.account_setup_url).toContain('/setup#token=')
  })

  it('take locales and disabled users from the start (clients 35)', async () => {
    for (const locale of ['fr', 'uk']) {
      const made = await answered('POST', '/users', { locale, is_disabled: true })
      expect(await answered('GET', `/users/${made.id}`)).toMatchObject({
        locale,
        is_disabled: true,
      })
    }
  })

  it('clear group values, and refuse a second group of a name (clients 37)', async () => {
    const { id } = await anAttribute(server)
    const group = await answered('POST', '/groups', { name: 'Lmanage' })
    await answered('PATCH', `/groups/${group.id}/attribute_values/${id}`, { value: 'made' })
    expect(await answered('POST', `/user_attributes/${id}/group_values`, [])).toEqual([])
    expect((await server.api('POST', '/groups', { name: 'Lmanage' })).status).toBe(422)
    expect(await answered('GET', '/groups/search?name=lmanage')).toMatchObject([{ id: group.id }])
  })
})

/** 38 asks nothing of the server, and 39 only of the kit: the tests of the SDK make their own users. */
const elsewhere = [38, 39]

it('every need of clients is cited by a test', () => {
  const files = ['src', 'test', 'proof'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(repository, folder, name), 'utf8')),
  )
  const cited = files.flatMap((text) =>
    [...text.matchAll(/clients ((?:\d+(?:, )?)+)/g)].flatMap(([, list = '']) =>
      list.split(', ').map(Number),
    ),
  )
  const all = Array.from({ length: 39 }, (_, at) => at + 1)
  expect(all.filter((need) => ![...cited, ...elsewhere].includes(need))).toEqual([])
})
