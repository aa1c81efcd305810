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
