// Reading users over the API as each kind of caller.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type People, startPeople } from './people.ts'

let people: People
beforeAll(async () => {
  people = await startPeople()
})
afterAll(() => people.stop())

describe('reading users', () => {
  test('me reads the same after another sign-in', async () => {
    const id = await people.aUser({ first_name: 'Same', last_name: 'Same' })
    const caller = await people.signIn(id)
    const before = (await caller('GET', '/user')).json
    await people.admin('POST', `/login/${id}`)
    expect((await caller('GET', '/user')).json).toEqual(before)
    expect(before.credentials_api3).toHaveLength(1)
    expect((await people.stranger('GET', '/user')).status).toBe(401)
  })

  test('shows others by name only to whoever may not see users', async () => {
    const { admin, aUser, signIn, give } = people
    const seen = await aUser({ first_name: 'Seen', last_name: 'One' })
    await admin('POST', `/users/${seen}/credentials_email`, { email: 'seen@example.com' })
    const reader = await aUser({})
    const caller = await signIn(reader)
    const { json } = await caller('GET', `/users/${seen}`)
    expect(Object.keys(json).sort()).toEqual(
      ['avatar_url', 'can', 'display_name', 'first_name', 'id', 'last_name', 'url'].sort(),
    )
    expect(json.avatar_url).toContain('d41d8cd98f00b204e9800998ecf8427e')
    expect(json.can).toMatchObject({ show: true, show_details: false, sudo: false })
    const list = (await caller('GET', '/users')).json
    expect(list.find((user: { id: string }) => user.id === seen)).toEqual(json)
    await give(reader, 'see_users')
    const details = (await caller('GET', `/users/${seen}`)).json
    expect(details).toMatchObject({ email: 'seen@example.com', credentials_email: null })
    expect(details.can).toMatchObject({ show_details: true, show_creds: false })
  })

  test('a user nobody has is 404', async () => {
    expect((await people.admin('GET', '/users/999999')).status).toBe(404)
    expect((await people.admin('GET', '/users/none')).status).toBe(404)
  })

  test('counts roles that come through nested groups', async () => {
    const { aUser, write, give, admin } = people
    const id = await aUser()
    const role = await give('1')
    await write(
      `insert into groups (id, name, name_key) values (50, 'outer', 'outer'), (51, 'inner', 'inner')`,
      'insert into group_groups (parent_group_id, group_id) values (50, 51)',
      `insert into group_users (group_id, user_id) values (51, ${id})`,
      `insert into role_groups (role_id, group_id) values (${role}, 50)`,
      'update catalogue set version = version + 1',
    )
    const { json } = await admin('GET', `/users/${id}`)
    expect(json.group_ids).toEqual(['1', '51'])
    expect(json.role_ids).toEqual([role])
  })

  test('pages with Link and X-Total-Count, and fields read nothing else', async () => {
    const { admin } = people
    const { headers, json } = await admin('GET', '/users?limit=2&offset=2&fields=id,group_ids')
    expect(json).toHaveLength(2)
    expect(Object.keys(json[0])).toEqual(['id', 'group_ids'])
    expect(Number(headers['x-total-count'])).toBeGreaterThan(4)
    expect(headers['link']).toMatch(/rel="first".*rel="last".*rel="next".*rel="prev"/)
    const none = await admin('GET', '/users?fields=id&limit=0')
    expect([none.json, none.headers['link']]).toEqual([[], expect.stringContaining('rel="first"')])
    expect((await admin('GET', '/users')).headers).not.toHaveProperty('link')
  })

  test('sorts by name without case, and refuses other fields', async () => {
    const { admin, aUser } = people
    for (const first_name of ['zora', 'Älva', 'ADA', 'Bob'])
      await aUser({ first_name, last_name: 'Sort' })
    const path = '/users/search?last_name=sort&fields=first_name'
    const names = (await admin('GET', `${path}&sorts=first_name`)).json
    expect(names.map((it: { first_name: string }) => it.first_name)).toEqual([
      'ADA',
      'Bob',
      'zora',
      'Älva',
    ])
    const down = (await admin('GET', `${path}&sorts=first_name desc`)).json
    expect(down[0].first_name).toBe('Älva')
    expect((await admin('GET', '/users?sorts=secret')).status).toBe(400)
  })
})

type Row = Record<string, unknown>

describe('the ids of folders', () => {
  const digits = /^[1-9]\d*$/
  /** The ids of users whose folders are not digits, and of none if the answer shows nobody. */
  const wrongIn = (json: Row | Row[]) => {
    const rows = [json].flat()
    const isWrong = (row: Row) =>
      [row['home_folder_id'], row['personal_folder_id']].some(
        (id) => typeof id !== 'string' || !digits.test(id),
      )
    return rows.length === 0 ? ['nobody'] : rows.filter(isWrong).map((row) => row['id'])
  }

  test('are digits in every answer that shows a user (clients 21)', async () => {
    const { admin, aUser, signIn, give, write } = people
    const plain = await aUser({ first_name: 'Folder' })
    const chosen = await aUser({ home_folder_id: 7 })
    const disabled = await aUser({ is_disabled: true })
    const role = await give(plain, 'see_users')
    const account = { service_account_name: 'folders' }
    const { id: program } = (await admin('POST', '/users/service_accounts', account)).json
    const embed = { external_user_id: 'folders' }
    const { id: embedded } = (await admin('POST', '/users/embed_user', embed)).json
    await admin('POST', `/users/${plain}/credentials_email`, { email: 'folder@example.com' })
    const self = await signIn(plain)
    const { id: group } = (await admin('POST', '/groups', { name: 'Of folders' })).json
    const emails = { email: 'folders@example.com' }
    const calls: [string, string, unknown?][] = [
      ...[plain, chosen, disabled, program, embedded].map((id): [string, string] => [
        'GET',
        `/users/${id}`,
      ]),
      ['GET', '/users'],
      ['GET', '/users?fields=id,home_folder_id,personal_folder_id'],
      ['GET', '/users/search'],
      ['GET', '/users/search?is_service_account=true'],
      ['GET', '/users/search/names/folder'],
      ['GET', '/users/credential/email/folder@example.com'],
      ['GET', '/groups/1/users'],
      ['GET', `/roles/${role}/users`],
      ['POST', '/users', {}],
      ['PATCH', `/users/${chosen}`, { home_folder_id: '8' }],
      ['PATCH', `/users/${chosen}`, { home_folder_id: null }],
      ['PATCH', `/users/${chosen}`, { first_name: 'Chosen' }],
      ['POST', `/groups/${group}/users`, { user_id: chosen }],
      ['PUT', `/roles/${role}/users`, [plain, chosen]],
      ['POST', `/users/${disabled}/update_emails`, emails],
    ]
    for (const [method, path, sent] of calls) {
      const { status, json } = await admin(method, path, sent)
      expect([method, path, status, wrongIn(json)]).toEqual([method, path, 200, []])
    }
    expect(wrongIn((await self('GET', '/user')).json)).toEqual([])
    expect(wrongIn((await self('GET', '/users')).json)).toEqual([])
    // An id that a number cannot hold.
    const large = '9007199254740993'
    await write(
      `insert into users (id, first_name, last_name, created_at) values (${large}, '', '', 1)`,
    )
    const { json } = await admin('GET', `/users/${large}`)
    await admin('DELETE', `/users/${large}`)
    expect(json).toMatchObject({ home_folder_id: '1', personal_folder_id: '9007199254740994' })
  })

  test('of others are not shown to those who see names only', async () => {
    const { aUser, signIn } = people
    const id = await aUser()
    const caller = await signIn(id)
    const rows: Row[] = (await caller('GET', '/users')).json
    expect(wrongIn(rows.filter((row) => row['id'] === id))).toEqual([])
    for (const row of rows.filter((other) => other['id'] !== id)) {
      expect(Object.keys(row)).not.toContain('home_folder_id')
      expect(Object.keys(row)).not.toContain('personal_folder_id')
    }
  })
})
