// Users over the API: they are created, changed and deleted.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type People, startPeople } from './people.ts'

let people: People
beforeAll(async () => {
  people = await startPeople()
})
afterAll(() => people.stop())

describe('a new user', () => {
  test('is answered whole, in the recorded order, with nothing but names', async () => {
    const { admin } = people
    const made = await admin('POST', '/users', { first_name: 'Tina', last_name: 'Fey' })
    expect(made.status).toBe(200)
    const { id } = made.json
    expect(Object.keys(made.json).slice(0, 16)).toEqual([
      'avatar_url',
      'avatar_url_without_sizing',
      'credentials_api3',
      'credentials_email',
      'credentials_embed',
      'credentials_google',
      'credentials_ldap',
      'credentials_looker_openid',
      'credentials_oidc',
      'credentials_saml',
      'credentials_totp',
      'email',
      'first_name',
      'id',
      'last_name',
      'locale',
    ])
    expect(made.json).toMatchObject({
      avatar_url:
        'https://gravatar.lookercdn.com/avatar/d41d8cd98f00b204e9800998ecf8427e?s=156&d=blank',
      credentials_api3: [],
      credentials_email: null,
      credentials_embed: [],
      credentials_google: null,
      credentials_totp: null,
      email: '',
      first_name: 'Tina',
      last_name: 'Fey',
      locale: 'en',
      looker_versions: [],
      models_dir_validated: null,
      ui_state: null,
      home_folder_id: '1',
      sessions: [],
      verified_looker_employee: false,
      display_name: 'Tina Fey',
      group_ids: ['1'],
      is_disabled: false,
      role_ids: [],
      url: `${people.running.url}/api/4.0/users/${id}`,
      can: {
        show: true,
        index: true,
        show_details: true,
        index_details: true,
        sudo: true,
        show_creds: true,
        update_creds: true,
      },
    })
    expect((await admin('GET', `/users/${id}`)).json).toEqual(made.json)
  })

  test('may have no body, null names and be disabled from the start', async () => {
    const { admin } = people
    const empty = await admin('POST', '/users')
    expect(empty.json).toMatchObject({ first_name: '', last_name: '', display_name: '' })
    const disabled = await admin('POST', '/users', { first_name: null, is_disabled: true })
    expect(disabled.json).toMatchObject({ first_name: '', is_disabled: true })
  })

  test('has the locale that was asked for as a value of his own', async () => {
    const { admin } = people
    const { json } = await admin('POST', '/users', { locale: 'fr' })
    expect(json.locale).toBe('fr')
    const values = await admin('GET', `/users/${json.id}/attribute_values?user_attribute_ids=11`)
    expect(values.json[0]).toMatchObject({ value: 'fr', source: 'User Setting' })
  })

  test('is refused with a name that is too long, naming the field and not the value', async () => {
    const { status, json } = await people.admin('POST', '/users', { last_name: 'x'.repeat(256) })
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([{ field: 'last_name', code: 'invalid' }])
    expect(JSON.stringify(json)).not.toContain('xxx')
  })

  test('can be made by admins only', async () => {
    const other = await people.signIn(await people.aUser())
    expect((await other('POST', '/users', {})).status).toBe(404)
    expect((await people.stranger('POST', '/users', {})).status).toBe(401)
  })
})

describe('changing a user', () => {
  test('changes only what is given and takes whole objects back', async () => {
    const { admin, aUser } = people
    const id = await aUser({ first_name: 'Before', last_name: 'Kept' })
    const patched = await admin('PATCH', `/users/${id}`, { first_name: 'After' })
    expect(patched.json).toMatchObject({ first_name: 'After', last_name: 'Kept' })
    const whole = (await admin('GET', `/users/${id}`)).json
    const again = await admin('PATCH', `/users/${id}`, { ...whole, last_name: null, extra: 1 })
    expect(again.status).toBe(200)
    expect(again.json).toEqual({ ...whole, last_name: '', display_name: '' })
    const values = await people.rows(
      `select * from user_attribute_user_values where user_id = ${id}`,
    )
    expect(values).toEqual([])
  })

  test('keeps what it was given for interfaces', async () => {
    const { admin, aUser } = people
    const id = await aUser()
    const change = { ui_state: { a: 'b' }, models_dir_validated: true, home_folder_id: 7 }
    const { json } = await admin('PATCH', `/users/${id}`, change)
    expect(json).toMatchObject({ ...change, home_folder_id: '7' })
  })

  test('stores a new locale as a user value, and says so to the audit', async () => {
    const { admin, aUser, rows } = people
    const id = await aUser()
    const { json } = await admin('PATCH', `/users/${id}`, { locale: 'uk' })
    expect(json.locale).toBe('uk')
    const [audit] = await rows(
      `select new_value from audit where user_id = ${id} and operation = 'update_user'`,
    )
    expect(audit.new_value).toBe('uk')
  })

  test('disabling ends the tokens at once', async () => {
    const { admin, aUser, signIn } = people
    const id = await aUser()
    const caller = await signIn(id)
    expect((await caller('GET', '/user')).status).toBe(200)
    expect((await admin('PATCH', `/users/${id}`, { is_disabled: true })).json.is_disabled).toBe(
      true,
    )
    expect((await caller('GET', '/user')).status).toBe(401)
    await admin('PATCH', `/users/${id}`, { is_disabled: false })
    expect((await caller('GET', '/user')).status).toBe(401)
  })

  test('is for admins', async () => {
    const { aUser, signIn, admin } = people
    const id = await aUser()
    const caller = await signIn(id)
    expect((await caller('PATCH', `/users/${id}`, { first_name: 'Me' })).status).toBe(403)
    expect((await admin('PATCH', '/users/999999', {})).status).toBe(404)
    expect((await people.stranger('PATCH', `/users/${id}`, {})).status).toBe(401)
    expect((await admin('PATCH', `/users/${id}`)).status).toBe(400)
    expect((await admin('PATCH', `/users/${id}`, { is_disabled: 'yes' })).status).toBe(422)
  })
})

describe('the last enabled administrator', () => {
  test('can neither be disabled nor deleted, also when he is admin through a group', async () => {
    const others = await startPeople()
    const { admin, aUser, signIn, write } = others
    const disabled = await admin('PATCH', '/users/1', { is_disabled: true })
    expect(disabled.status).toBe(403)
    expect(disabled.json.message).toContain('administrator')
    expect((await admin('DELETE', '/users/1')).status).toBe(403)
    const second = await aUser()
    await write(
      `insert into groups (id, name, name_key) values (60, 'admins', 'admins')`,
      'insert into role_groups (role_id, group_id) values (2, 60)',
      `insert into group_users (group_id, user_id) values (60, ${second})`,
      `update users set authority = authority + 1 where id = ${second}`,
      'update catalogue set version = version + 1',
    )
    const other = await signIn(second)
    expect((await other('PATCH', '/users/1', { is_disabled: true })).status).toBe(200)
    expect((await other('PATCH', `/users/${second}`, { is_disabled: true })).status).toBe(403)
    expect((await other('PATCH', '/users/1', { is_disabled: false })).status).toBe(200)
    await others.stop()
  })
})

describe('deleting a user', () => {
  test('takes everything of his along and frees his address', async () => {
    const { admin, aUser, signIn, rows, stranger } = people
    const id = await aUser()
    await admin('POST', `/users/${id}/credentials_email`, { email: 'Free.Again@testfoo.com' })
    const caller = await signIn(id)
    expect((await stranger('DELETE', `/users/${id}`)).status).toBe(401)
    expect((await caller('DELETE', `/users/${id}`)).status).toBe(403)
    expect((await admin('DELETE', `/users/${id}`)).status).toBe(204)
    expect((await caller('GET', '/user')).status).toBe(401)
    expect((await admin('GET', `/users/${id}`)).status).toBe(404)
    expect((await admin('DELETE', `/users/${id}`)).status).toBe(404)
    for (const table of ['group_users', 'credentials_api3', 'credentials_email', 'access_tokens']) {
      expect(await rows(`select * from ${table} where user_id = ${id}`)).toEqual([])
    }
    const heir = await aUser()
    expect(heir).not.toBe(id)
    const taken = await admin('POST', `/users/${heir}/credentials_email`, {
      email: 'free.again@testfoo.com',
    })
    expect(taken.status).toBe(200)
  })

  test('nobody deletes himself', async () => {
    const { admin, aUser, signIn, write } = people
    const id = await aUser()
    await write(
      `insert into role_users (role_id, user_id) values (2, ${id})`,
      `update users set authority = authority + 1 where id = ${id}`,
    )
    const caller = await signIn(id)
    const refused = await caller('DELETE', `/users/${id}`)
    expect(refused.status).toBe(403)
    expect(refused.json.message).toContain('yourself')
    expect((await admin('DELETE', `/users/${id}`)).status).toBe(204)
  })
})
