// The roles of a user over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type People, startPeople } from './people.ts'

let people: People
beforeAll(async () => {
  people = await startPeople()
})
afterAll(() => people.stop())

const idsOf = (roles: { id: string }[]) => roles.map(({ id }) => id)

describe('the roles of a user', () => {
  test('are replaced, and read with and without those through groups', async () => {
    const { admin, aUser, give, write } = people
    const [id, other] = [await aUser(), await aUser()]
    const mine = await give(id, 'explore')
    const wanted = await give(other, 'develop')
    const grouped = await give(other, 'deploy')
    await write(
      `insert into groups (id, name, name_key) values (80, 'roled', 'roled')`,
      `insert into group_users (group_id, user_id) values (80, ${id})`,
      `insert into role_groups (role_id, group_id) values (${grouped}, 80)`,
      'update catalogue set version = version + 1',
    )
    const path = `/users/${id}/roles`
    const { status, json } = await admin('GET', path)
    expect([status, idsOf(json)]).toEqual([200, [mine, grouped]])
    expect(json[0]).toMatchObject({ permission_set: { permissions: ['explore'] } })
    expect(idsOf((await admin('GET', `${path}?direct_association_only=true`)).json)).toEqual([mine])
    const set = await admin('PUT', path, [Number(wanted)])
    expect([set.status, idsOf(set.json)]).toEqual([200, [wanted]])
    expect((await admin('GET', `/users/${id}`)).json.role_ids).toEqual([wanted, grouped])
    expect((await admin('PUT', path, ['999999'])).status).toBe(422)
    expect((await admin('PUT', path, {})).status).toBe(400)
    expect((await admin('PUT', path, [])).json).toEqual([])
    expect((await admin('PUT', '/users/999999/roles', [])).status).toBe(404)
    expect((await admin('GET', '/users/999999/roles')).status).toBe(404)
    expect((await people.stranger('PUT', path, [])).status).toBe(401)
  })

  test('count from the next request of the user on', async () => {
    const { admin, aUser, signIn, give } = people
    const id = await aUser()
    const caller = await signIn(id)
    const readers = await give(await aUser(), 'see_users')
    expect((await caller('GET', '/users/1/roles')).status).toBe(404)
    await admin('PUT', `/users/${id}/roles`, [readers])
    expect((await caller('GET', '/users/1/roles')).status).toBe(200)
    await admin('PUT', `/users/${id}/roles`, [])
    expect((await caller('GET', '/users/1/roles')).status).toBe(404)
    expect((await caller('GET', `/users/${id}/roles`)).status).toBe(200)
  })

  test('are given by managers of roles as far as their own permissions go', async () => {
    const { admin, aUser, signIn, give } = people
    const [manager, id] = [await aUser(), await aUser()]
    await give(manager, 'manage_roles', 'explore')
    const explore = await give(await aUser(), 'explore')
    const sudo = await give(await aUser(), 'explore', 'sudo')
    const caller = await signIn(manager)
    const set = async (roles: string[], user = id) =>
      (await caller('PUT', `/users/${user}/roles`, roles)).status
    expect(await set([explore])).toBe(200)
    expect(await set([explore, sudo])).toBe(403)
    expect(await set(['2'])).toBe(403)
    expect(await set([], '1')).toBe(403)
    expect((await admin('GET', `/users/${id}`)).json.role_ids).toEqual([explore])
    const self = await signIn(id)
    expect((await self('PUT', `/users/${id}/roles`, [])).status).toBe(403)
  })

  test('are read by whoever may replace them', async () => {
    const { admin, aUser, signIn, give } = people
    const [manager, id] = [await aUser(), await aUser()]
    await give(manager, 'manage_roles', 'explore')
    const held = [await give(id, 'explore'), await give(id, 'explore')]
    const caller = await signIn(manager)
    const path = `/users/${id}/roles`
    const read = await caller('GET', `${path}?direct_association_only=true`)
    expect([read.status, idsOf(read.json)]).toEqual([200, held])
    expect((await caller('PUT', path, [held[0]])).status).toBe(200)
    expect((await admin('GET', `/users/${id}`)).json.role_ids).toEqual([held[0]])
    expect((await caller('GET', '/users/999999/roles')).status).toBe(404)
  })

  test('of the last administrator keep the one that makes him one', async () => {
    const { admin, aUser } = people
    const refused = await admin('PUT', '/users/1/roles', [])
    expect(refused.status).toBe(403)
    expect((await admin('GET', '/users/1')).json.role_ids).toEqual(['2'])
    const second = await aUser()
    expect((await admin('PUT', `/users/${second}/roles`, ['2'])).status).toBe(200)
    expect((await admin('PUT', `/users/${second}/roles`, [])).status).toBe(200)
  })
})
