// Groups: their shape, their names, All Users, searches and their visibility.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
let manager: Caller
let reader: Caller
let nobody: Caller
let user: string

beforeAll(async () => {
  server = await startServer()
  const role = await aRole(server, ['manage_groups'])
  manager = await server.signIn(await aUser(server, { roles: [role] }))
  reader = await server.signIn(await aUser(server, { roles: [await aRole(server, ['see_users'])] }))
  user = await aUser(server)
  nobody = await server.signIn(user)
})
afterAll(() => server.stop())

const created = async (name: string, by: Caller = server): Promise<string> => {
  const { status, json } = await by.api('POST', '/groups', { name })
  expect(status).toBe(200)
  return json.id
}
const idsIn = ({ json }: Answer): string[] => json.map(({ id }: { id: string }) => id)
const problems = ({ status, json }: Answer) => [
  status,
  ...(json.errors ?? []).map((error: { field: string; code: string }) => [error.field, error.code]),
]

describe('a new group', () => {
  it('is answered with every key in the recorded order (looker 10.10)', async () => {
    const { text, json } = await server.api('POST', '/groups', { name: 'Order of keys' })
    expect(text).toBe(
      `{"can_add_to_content_metadata":true,"external_group_id":null,"id":"${json.id}",` +
        '"name":"Order of keys","user_count":0,"externally_managed":false,' +
        '"include_by_default":false,"contains_current_user":false,"can":{"show":true,' +
        '"create":true,"index":true,"update":true,"delete":true,"edit_in_ui":true,' +
        '"add_to_content_metadata":true}}',
    )
    const again = await server.api('GET', `/groups/${json.id}`)
    expect(again.text).toBe(text)
  })

  it('is a child of All Users (looker 10.12)', async () => {
    const id = await created('Child of all')
    const { json } = await server.api('GET', `/groups/search/with_hierarchy?id=${id}`)
    expect(json).toHaveLength(1)
    expect(json[0]).toMatchObject({ id, parent_group_ids: ['1'], role_ids: [] })
    expect(Object.keys(json[0]).slice(-3)).toEqual(['parent_group_ids', 'role_ids', 'can'])
    expect(idsIn(await server.api('GET', '/groups/1/groups'))).toContain(id)
  })

  it('answers only the fields asked for', async () => {
    const { json } = await server.api('POST', '/groups?fields=id,name', { name: 'Two fields' })
    expect(Object.keys(json)).toEqual(['id', 'name'])
  })

  it('needs a name that no other group has in any case (looker 10.15)', async () => {
    await created('Ünique')
    for (const [body, field, code] of [
      [{}, 'name', 'missing_field'],
      [{ name: null }, 'name', 'missing_field'],
      [{ name: '  ' }, 'name', 'invalid'],
      [{ name: 'x'.repeat(256) }, 'name', 'invalid'],
      [{ name: 'üNIQUE' }, 'name', 'already_exists'],
      [{ name: 7 }, 'name', 'invalid'],
    ] as const) {
      expect(problems(await server.api('POST', '/groups', body))).toEqual([422, [field, code]])
    }
    expect((await server.api('POST', '/groups', 'no json')).status).toBe(400)
  })

  it('gets one of many equal names only once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => server.api('POST', '/groups', { name: 'Raced for' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(422)])
  })

  it('takes whole objects back and ignores what is read only (clients 12)', async () => {
    const id = await created('Sent back')
    const { json } = await server.api('GET', `/groups/${id}`)
    const sent = { ...json, id: '99', user_count: 5, name: 'Sent again', unknown: { a: 1 } }
    const answer = await server.api('PATCH', `/groups/${id}`, sent)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({ ...json, name: 'Sent again' })
    expect((await server.api('GET', `/groups/${id}`)).json).toEqual(answer.json)
  })
})

describe('a group that stands', () => {
  it('is renamed, but not to the name of another, and may keep its own', async () => {
    const [one, other] = [await created('One'), await created('Other')]
    const taken = await server.api('PATCH', `/groups/${one}`, { name: 'OTHER' })
    expect(problems(taken)).toEqual([422, ['name', 'already_exists']])
    const kept = await server.api('PATCH', `/groups/${other}`, { name: 'OTHER' })
    expect(kept.json.name).toBe('OTHER')
    const empty = await server.api('PATCH', `/groups/${other}`, { name: '' })
    expect(problems(empty)).toEqual([422, ['name', 'invalid']])
  })

  it('is gone with 404 once deleted', async () => {
    const id = await created('Short-lived')
    expect((await server.api('DELETE', `/groups/${id}`)).status).toBe(204)
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      expect((await server.api(method, `/groups/${id}`, { name: 5 })).status).toBe(404)
    }
    await created('short-LIVED')
  })

  it('takes its values along and closes the gaps in their ranks', async () => {
    const groups = await Promise.all(['r1', 'r2', 'r3'].map((name) => created(name)))
    const attribute = await anAttribute(server)
    const path = `/user_attributes/${attribute.id}/group_values`
    const values = groups.map((group_id) => ({ group_id, value: `of ${group_id}` }))
    await server.api('POST', path, values.reverse())
    await server.api('DELETE', `/groups/${groups[1]}`)
    const { json } = await server.api('GET', path)
    const left = json.map((row: { group_id: string; rank: number }) => [row.group_id, row.rank])
    expect(left).toEqual([
      [groups[2], 1],
      [groups[0], 2],
    ])
  })

  it('takes what its members could do along at once', async () => {
    const id = await created('With rights')
    const role = await aRole(server, ['manage_user_attributes'])
    const member = await aUser(server)
    const caller = await server.signIn(member)
    await server.api('PUT', `/roles/${role}/groups`, [id])
    await server.api('POST', `/groups/${id}/users`, { user_id: member })
    const attribute = await anAttribute(server)
    const path = `/user_attributes/${attribute.id}`
    expect((await caller.api('PATCH', path, { label: 'Mine now' })).status).toBe(200)
    await server.api('DELETE', `/groups/${id}`)
    expect((await caller.api('PATCH', path, { label: 'No more' })).status).toBe(404)
  })
})

describe('All Users', () => {
  it('is what was recorded (looker 10.11)', async () => {
    const { json } = await server.api('GET', '/groups/search?name=All+Users')
    expect(json).toHaveLength(1)
    expect(json[0]).toMatchObject({
      can_add_to_content_metadata: true,
      id: '1',
      name: 'All Users',
      externally_managed: true,
      include_by_default: true,
      contains_current_user: true,
      can: { show: true, create: true, update: false, delete: false, edit_in_ui: false },
    })
    expect(json[0].user_count).toBe((await server.api('GET', '/users')).json.length)
  })

  it('cannot be changed, deleted or left by anybody', async () => {
    const child = await created('Stays in All Users')
    const before = (await server.api('GET', '/groups/1')).json
    for (const [method, path, body] of [
      ['PATCH', '/groups/1', { name: 'Renamed' }],
      // The check of rights comes before the check of the body (looker 6.9).
      ['PATCH', '/groups/1', { name: 5 }],
      ['DELETE', '/groups/1', undefined],
      ['DELETE', `/groups/1/users/${user}`, undefined],
      ['DELETE', `/groups/1/groups/${child}`, undefined],
    ] as const) {
      const { status, json } = await server.api(method, path, body)
      expect([status, json.message]).toEqual([403, expect.stringContaining('All Users')])
    }
    expect((await server.api('GET', '/groups/1')).json).toEqual({ ...before })
  })
})

describe('who sees and changes groups', () => {
  it('is nobody without a token', async () => {
    const calls = [
      ['GET', '/groups'],
      ['POST', '/groups'],
      ['GET', '/groups/search'],
      ['GET', '/groups/search/with_roles'],
      ['GET', '/groups/search/with_hierarchy'],
      ['GET', '/groups/1'],
      ['PATCH', '/groups/1'],
      ['DELETE', '/groups/1'],
      ['GET', '/groups/1/groups'],
      ['POST', '/groups/1/groups'],
      ['DELETE', '/groups/1/groups/2'],
      ['GET', '/groups/1/users'],
      ['POST', '/groups/1/users'],
      ['DELETE', '/groups/1/users/1'],
    ] as const
    for (const [method, path] of calls) {
      expect((await server.stranger(method, path, {})).status).toBe(401)
    }
  })

  it('is for others what they are in themselves; the rest does not exist (looker 5.5)', async () => {
    const parent = await aGroup(server)
    const mine = await aGroup(server, undefined, [parent])
    const foreign = await aGroup(server)
    const caller = await server.signIn(await aUser(server, { groups: [mine] }))
    expect(idsIn(await caller.api('GET', '/groups'))).toEqual(['1', parent, mine])
    expect(idsIn(await caller.api('GET', `/groups/search?name=%25`))).toEqual(['1', parent, mine])
    expect(idsIn(await caller.api('GET', `/groups/${parent}/groups`))).toEqual([mine])
    const shown = await caller.api('GET', `/groups/${mine}`)
    expect(shown.json).toMatchObject({
      contains_current_user: true,
      can: { show: true, create: false, index: true, update: false, delete: false },
    })
    const absent = await caller.api('GET', '/groups/999999')
    for (const path of ['', '/groups', '/users']) {
      const answer = await caller.api('GET', `/groups/${foreign}${path}`)
      expect([answer.status, answer.json.message]).toEqual([404, absent.json.message])
    }
    const hierarchy = await caller.api('GET', `/groups/search/with_hierarchy?id=${mine}`)
    expect(hierarchy.json[0]).toMatchObject({ parent_group_ids: [parent], role_ids: null })
    const roles = await caller.api('GET', `/groups/search/with_roles?id=${mine}`)
    expect(roles.json[0].roles).toBeNull()
  })

  it('is changed by managers of groups, not by readers', async () => {
    const id = await created('Managed', manager)
    expect((await manager.api('PATCH', `/groups/${id}`, { name: 'Managed!' })).status).toBe(200)
    expect((await reader.api('GET', `/groups/${id}`)).json.can).toMatchObject({ update: false })
    for (const [caller, seen] of [
      [reader, 403],
      [nobody, 404],
    ] as const) {
      expect((await caller.api('POST', '/groups', { name: 'No' })).status).toBe(404)
      expect((await caller.api('PATCH', `/groups/${id}`, { name: 'No' })).status).toBe(seen)
      expect((await caller.api('DELETE', `/groups/${id}`)).status).toBe(seen)
    }
    expect((await manager.api('DELETE', `/groups/${id}`)).status).toBe(204)
  })
})
