// Roles, permission sets, model sets and permissions (looker 10.16 to 10.20).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownPermissions } from '../../src/domain/permission-list.ts'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, aRole, aUser } from '../support/world.ts'

let server: TestServer
let manager: Caller
let nobody: Caller

beforeAll(async () => {
  server = await startServer()
  const managing = await aRole(server, ['manage_roles', 'see_users', 'explore', 'save_content'])
  manager = await server.signIn(await aUser(server, { roles: [managing] }))
  nobody = await server.signIn(await aUser(server))
})
afterAll(() => server.stop())

let made = 0
const fresh = (noun: string) => `${noun} ${++made}`

async function created(path: string, body: object, by: Caller = server): Promise<string> {
  const { status, json } = await by.api('POST', path, body)
  if (status !== 200) throw new Error(JSON.stringify(json))
  return json.id
}
const aSet = (permissions: string[] = [], by: Caller = server) =>
  created('/permission_sets', { name: fresh('set'), permissions }, by)
const aModelSet = () => created('/model_sets', { name: fresh('models'), models: [] })
const aNewRole = async (permissions: string[] = [], by: Caller = server) =>
  created('/roles', {
    name: fresh('Role'),
    permission_set_id: await aSet(permissions, by),
    model_set_id: '1',
  })

const problems = ({ status, json }: Answer) => [
  status,
  ...(json.errors ?? []).map((error: { field: string; code: string }) => [error.field, error.code]),
]
const names = ({ json }: Answer): string[] => json.map(({ name }: { name: string }) => name)
const idsIn = ({ json }: Answer): string[] => json.map(({ id }: { id: string }) => id)

describe('what an instance is born with', () => {
  it('has the roles Admin, Developer, User and Viewer (looker 10.16, 10.20)', async () => {
    const roles = await server.api('GET', '/roles?ids=2,3,4,5')
    expect(names(roles)).toEqual(['Admin', 'Developer', 'User', 'Viewer'])
    const [admin, developer, user, viewer] = roles.json
    const base = `${server.url}/api/4.0`
    expect(Object.keys(admin)).toEqual([
      ...['id', 'name', 'permission_set', 'model_set', 'url', 'users_url', 'can'],
    ])
    expect(admin).toMatchObject({
      id: '2',
      permission_set: { id: '1', name: 'Admin', all_access: true, built_in: true },
      model_set: { id: '1', name: 'All', all_access: true, built_in: true },
      url: `${base}/roles/2`,
      users_url: `${base}/roles/2/users`,
      can: { show: true, index: true, update: false },
    })
    expect(admin.permission_set.permissions).toEqual(
      knownPermissions.map(({ permission }) => permission).sort(),
    )
    const held = [developer, user, viewer].map((role) => role.permission_set.permissions)
    expect(held.map((permissions) => permissions.length)).toEqual([24, 20, 9])
    const lost = held[0].filter((permission: string) => !held[1].includes(permission))
    expect(lost).toEqual(['deploy', 'develop', 'see_pdts', 'use_sql_runner'])
    expect(developer.can.update).toBe(true)
  })

  it('knows permissions with parents that are known too (looker 10.19)', async () => {
    const { json } = await nobody.api('GET', '/permissions')
    const all = new Map<string, string | null>(
      json.map((row: { permission: string; parent: string | null }) => [
        row.permission,
        row.parent,
      ]),
    )
    expect(all.size).toBe(json.length)
    for (const parent of all.values()) expect(parent === null || all.has(parent)).toBe(true)
    expect(all.get('manage_roles')).toBe('manage_groups')
    expect(all.get('manage_user_attributes')).toBe('see_users')
    expect(json.every((row: { description: string }) => row.description.endsWith('.'))).toBe(true)
  })

  it('cannot change what is built in (looker 10.17)', async () => {
    const role = { name: 'x', permission_set_id: await aSet(), model_set_id: '1' }
    for (const [method, path, body] of [
      ['PATCH', '/roles/2', { name: 'Root' }],
      ['DELETE', '/roles/2', undefined],
      ['PATCH', '/permission_sets/1', { permissions: [] }],
      ['DELETE', '/permission_sets/1', undefined],
      ['PATCH', '/model_sets/1', { models: [] }],
      ['DELETE', '/model_sets/1', undefined],
      ['POST', '/roles', { ...role, permission_set_id: '1' }],
      ['PATCH', `/roles/${await aNewRole()}`, { permission_set_id: 1 }],
    ] as const) {
      expect([path, (await server.api(method, path, body)).status]).toEqual([path, 405])
    }
  })
})

describe('roles', () => {
  it('are created, read, changed and deleted', async () => {
    const sets = { permission_set_id: await aSet(['explore']), model_set_id: await aModelSet() }
    const { json } = await server.api('POST', '/roles', { name: 'Whole', ...sets })
    expect((await server.api('GET', `/roles/${json.id}`)).json).toEqual(json)
    expect(json.permission_set.id).toBe(sets.permission_set_id)
    expect(json.model_set.id).toBe(sets.model_set_id)
    const sent = { ...json, name: 'Whole again', url: 'x', model_set_id: 1 }
    const changed = await server.api('PATCH', `/roles/${json.id}`, sent)
    expect(changed.json).toMatchObject({ name: 'Whole again', model_set: { id: '1' } })
    expect((await server.api('GET', `/roles/${json.id}`)).json).toEqual(changed.json)
    expect((await server.api('DELETE', `/roles/${json.id}`)).status).toBe(204)
    expect((await server.api('GET', `/roles/${json.id}`)).status).toBe(404)
    expect((await server.api('PATCH', `/roles/${json.id}`, {})).status).toBe(404)
    expect((await server.api('DELETE', `/roles/${json.id}`)).status).toBe(404)
  })

  it('say everything that is wrong at once', async () => {
    expect(problems(await server.api('POST', '/roles', {}))).toEqual([
      422,
      ['name', 'missing_field'],
      ['permission_set_id', 'missing_field'],
      ['model_set_id', 'missing_field'],
    ])
    const sets = { permission_set_id: '1x', model_set_id: '999' }
    expect(problems(await server.api('POST', '/roles', { name: 'aDMIN', ...sets }))).toEqual([
      422,
      ['name', 'already_exists'],
      ['permission_set_id', 'invalid'],
      ['model_set_id', 'invalid'],
    ])
    const id = await aNewRole()
    const answer = await server.api('PATCH', `/roles/${id}`, { name: '', model_set_id: 999 })
    expect(problems(answer)).toEqual([422, ['name', 'invalid'], ['model_set_id', 'invalid']])
    expect((await server.api('POST', '/roles', '[')).status).toBe(400)
  })

  it('are searched, and counted with those who have them through groups', async () => {
    const outer = await aGroup(server)
    const inner = await aGroup(server, undefined, [outer])
    const role = await aRole(server, ['explore'], [outer])
    await aUser(server, { roles: [role] })
    await aUser(server, { groups: [inner, outer], roles: [role] })
    await aUser(server, { groups: [inner] })
    const { json } = await server.api('GET', `/roles/search/with_user_count?id=${role}`)
    expect(json[0].user_count).toBe(3)
    expect(Object.keys(json[0]).slice(3)).toEqual([
      ...['model_set', 'user_count', 'url', 'users_url', 'can'],
    ])
    expect(json[0].user_count).toBe((await server.api('GET', `/roles/${role}/users`)).json.length)
    const found = async (query: string) => names(await server.api('GET', `/roles/search?${query}`))
    expect(await found('built_in=true')).toEqual(['Admin'])
    expect(await found('built_in=false&id=2,3')).toEqual(['Developer'])
    expect(await found('name=USER')).toEqual(['User'])
    expect(await found('is_support_role=true')).toEqual([])
    expect(await found('is_support_role=false&id=2')).toEqual(['Admin'])
    expect(await found('sorts=name%20desc&id=2,3,4')).toEqual(['User', 'Developer', 'Admin'])
    const page = await server.api('GET', '/roles/search?limit=1&offset=2')
    expect(idsIn(page)).toEqual(['4'])
    expect(page.headers['x-total-count']).toBe(
      String((await server.api('GET', '/roles')).json.length),
    )
    expect((await server.api('GET', '/roles/search?sorts=url')).status).toBe(400)
    const nested = await server.api('GET', '/roles?ids=2&fields=id,permission_set(id)')
    expect(nested.json).toEqual([{ id: '2', permission_set: { id: '1' } }])
  })

  it('end for everybody when deleted', async () => {
    const role = await aRole(server, ['manage_user_attributes'])
    const caller = await server.signIn(await aUser(server, { roles: [role] }))
    const body = { name: 'of_a_role', label: 'Of a role', type: 'string' }
    expect((await caller.api('POST', '/user_attributes', body)).status).toBe(200)
    await server.api('DELETE', `/roles/${role}`)
    const again = { ...body, name: 'of_no_role', label: 'Of no role' }
    expect((await caller.api('POST', '/user_attributes', again)).status).toBe(404)
  })

  it('bring save_looks and save_dashboards with save_content (looker 10.18)', async () => {
    const weaker = await aSet(['save_looks', 'save_dashboards'], manager)
    const { status } = await manager.api('POST', '/roles', {
      name: fresh('Saving'),
      permission_set_id: weaker,
      model_set_id: '1',
    })
    expect(status).toBe(200)
  })
})

describe('groups and users of a role', () => {
  it('are replaced, and groups answered in the order of ids (looker 10.14)', async () => {
    const role = await aRole(server, ['explore'])
    const [one, other] = [await aGroup(server), await aGroup(server)]
    const path = `/roles/${role}/groups`
    const set = await server.api('PUT', path, [Number(other), one, one])
    expect(idsIn(set)).toEqual([one, other])
    expect((await server.api('GET', path)).json).toEqual(set.json)
    expect((await server.api('PUT', path, [other])).json).toHaveLength(1)
    expect((await server.api('PUT', path, null)).json).toEqual([])
    expect((await server.api('GET', path)).json).toEqual([])
  })

  it('are users too, directly or through groups (looker 10.8)', async () => {
    const group = await aGroup(server)
    const role = await aRole(server, ['explore'], [group])
    const [one, other, through] = [
      await aUser(server),
      await aUser(server),
      await aUser(server, { groups: [group] }),
    ]
    const path = `/roles/${role}/users`
    expect(idsIn(await server.api('PUT', path, [Number(other), one]))).toEqual([one, other])
    expect(idsIn(await server.api('GET', `${path}?direct_association_only=true`))).toEqual([
      one,
      other,
    ])
    expect(idsIn(await server.api('GET', path))).toEqual([one, other, through])
    expect(idsIn(await server.api('PUT', path, [one]))).toEqual([one])
    expect((await server.api('PUT', path, [])).json).toEqual([])
  })

  it('must exist', async () => {
    const role = await aRole(server, [])
    for (const noun of ['groups', 'users']) {
      for (const ids of [['999999'], ['1', '01'], ['x'], [true]]) {
        const { status, json } = await server.api('PUT', `/roles/${role}/${noun}`, ids)
        expect([status, json.errors.length]).toEqual([422, 1])
      }
      expect((await server.api('PUT', `/roles/${role}/${noun}`, {})).status).toBe(400)
      expect((await server.api('PUT', `/roles/999999/${noun}`, [])).status).toBe(404)
      expect((await server.api('GET', `/roles/999999/${noun}`)).status).toBe(404)
      expect((await server.api('GET', `/roles/${role}/${noun}`)).json).toEqual([])
    }
  })

  it('change what a user may do at once', async () => {
    const role = await aRole(server, ['see_users'])
    const id = await aUser(server)
    const caller = await server.signIn(id)
    expect((await caller.api('GET', '/roles')).status).toBe(404)
    await server.api('PUT', `/roles/${role}/users`, [id])
    expect((await caller.api('GET', '/roles')).status).toBe(200)
    await server.api('PUT', `/roles/${role}/users`, [])
    expect((await caller.api('GET', '/roles')).status).toBe(404)
  })
})
