// Roles, permission sets, model sets and permissions (semantics.md 10.16 to 10.20).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownPermissions } from '../../src/roles/permission-list.ts'
import { type Answer, type Caller, startServer, type TestServer } from '../server.ts'
import { aGroup, aRole, aUser } from '../world.ts'

let server: TestServer
let manager: Caller
let reader: Caller
let nobody: Caller

beforeAll(async () => {
  server = await startServer()
  const managing = await aRole(server, ['manage_roles', 'see_users', 'explore', 'save_content'])
  manager = await server.signIn(await aUser(server, { roles: [managing] }))
  const seeing = await aRole(server, ['see_users'])
  reader = await server.signIn(await aUser(server, { roles: [seeing] }))
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
  it('has the roles Admin, Developer, User and Viewer (10.16, 10.20)', async () => {
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

  it('knows permissions with parents that are known too (10.19)', async () => {
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

  it('cannot change what is built in (10.17)', async () => {
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

describe('permission sets and model sets', () => {
  it('are answered in the recorded order, names sorted (10.16)', async () => {
    const permissions = ['see_lookml_dashboards', 'access_data', 'see_lookml', 'access_data']
    const set = await server.api('POST', '/permission_sets', { name: 'Recorded', permissions })
    expect(set.text).toBe(
      `{"built_in":false,"id":"${set.json.id}","all_access":false,"name":"Recorded",` +
        '"permissions":["access_data","see_lookml","see_lookml_dashboards"],' +
        `"url":"${server.url}/api/4.0/permission_sets/${set.json.id}",` +
        '"can":{"show":true,"index":true,"update":true}}',
    )
    const models = await server.api('POST', '/model_sets', { name: 'Two', models: ['b', 'a'] })
    expect(models.text).toBe(
      `{"built_in":false,"id":"${models.json.id}","all_access":false,"models":["a","b"],` +
        `"name":"Two","url":"${server.url}/api/4.0/model_sets/${models.json.id}",` +
        '"can":{"show":true,"index":true,"update":true}}',
    )
    const fields = await server.api('GET', `/model_sets/${models.json.id}?fields=id,models`)
    expect(fields.json).toEqual({ id: models.json.id, models: ['a', 'b'] })
  })

  it('take names that nobody knows (client-needs.md 22)', async () => {
    const set = await server.api('POST', '/permission_sets', { name: 'T', permissions: ['test'] })
    expect(set.json.permissions).toEqual(['test'])
    const models = await server.api('POST', '/model_sets', { name: 'T', models: ['test'] })
    expect(models.json.models).toEqual(['test'])
  })

  it('change in place; a parent may go while its children stay', async () => {
    const id = await aSet(['access_data', 'see_looks'])
    const before = (await server.api('GET', `/permission_sets/${id}`)).json
    const sent = { ...before, permissions: ['see_looks'], built_in: true, all_access: true }
    const { json } = await server.api('PATCH', `/permission_sets/${id}`, sent)
    expect(json).toEqual({ ...before, permissions: ['see_looks'] })
    const nulls = { name: null, permissions: null }
    expect((await server.api('PATCH', `/permission_sets/${id}`, nulls)).json).toEqual(json)
  })

  it('need a name of their own, and names in their lists', async () => {
    for (const [path, list] of [
      ['/permission_sets', 'permissions'],
      ['/model_sets', 'models'],
    ] as const) {
      const name = fresh('Taken')
      const id = await created(path, { name })
      expect(problems(await server.api('POST', path, {}))).toEqual([422, ['name', 'missing_field']])
      const taken = await server.api('POST', path, { name: name.toUpperCase() })
      expect(problems(taken)).toEqual([422, ['name', 'already_exists']])
      const other = await created(path, { name: fresh('Other') })
      const renamed = await server.api('PATCH', `${path}/${other}`, { name })
      expect(problems(renamed)).toEqual([422, ['name', 'already_exists']])
      for (const bad of [[''], ['x'.repeat(256)], 'text', [{}]]) {
        const answer = await server.api('PATCH', `${path}/${id}`, { [list]: bad })
        expect(problems(answer)).toEqual([422, [list, 'invalid']])
      }
      expect((await server.api('POST', path, 'no json')).status).toBe(400)
      expect((await server.api('PATCH', `${path}/999`, {})).status).toBe(404)
      expect((await server.api('GET', `${path}/999`)).status).toBe(404)
      expect((await server.api('DELETE', `${path}/999`)).status).toBe(404)
    }
  })

  it('are deleted, but not while roles use them', async () => {
    const [permission_set_id, model_set_id] = [await aSet(), await aModelSet()]
    const role = await created('/roles', { name: fresh('Uses'), permission_set_id, model_set_id })
    const paths = [`/permission_sets/${permission_set_id}`, `/model_sets/${model_set_id}`]
    for (const path of paths) {
      const { status, json } = await server.api('DELETE', path)
      expect([status, json.message]).toEqual([405, expect.stringContaining('Roles use this set')])
    }
    expect((await server.api('DELETE', `/roles/${role}`)).status).toBe(204)
    for (const path of paths) {
      expect((await server.api('DELETE', path)).status).toBe(204)
      expect((await server.api('GET', path)).status).toBe(404)
    }
  })

  it('are searched by name and by what they are (8.5)', async () => {
    const found = async (path: string) => names(await server.api('GET', path))
    expect(await found('/permission_sets/search?name=vIEW%25')).toEqual(['Viewer'])
    expect(await found('/permission_sets/search?built_in=true')).toEqual(['Admin'])
    expect(await found('/permission_sets/search?all_access=true&id=2,3')).toEqual([])
    const either = '/permission_sets/search?all_access=true&id=2,3&filter_or=true&sorts=name%20desc'
    expect(await found(either)).toEqual(['User', 'Developer', 'Admin'])
    expect(await found('/model_sets/search?name=all')).toEqual(['All'])
    const page = await server.api('GET', '/permission_sets/search?limit=1&offset=1')
    expect(idsIn(page)).toEqual(['2'])
    const all = await server.api('GET', '/permission_sets')
    expect(page.headers['x-total-count']).toBe(String(all.json.length))
    expect((await server.api('GET', '/model_sets/search?built_in=no')).status).toBe(400)
    expect((await server.api('GET', '/model_sets/search?sorts=models')).status).toBe(400)
    expect((await server.api('GET', '/model_sets?fields=id')).json).toContainEqual({ id: '1' })
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

  it('bring save_looks and save_dashboards with save_content (10.18)', async () => {
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
  it('are replaced, and groups answered in the order of ids (10.14)', async () => {
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

  it('are users too, directly or through groups (10.8)', async () => {
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
    expect((await server.api('PUT', path)).json).toEqual([])
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

describe('who may do what with roles', () => {
  it('is nobody without a token, and little without permissions', async () => {
    const [role, set, models] = [await aNewRole(), await aSet(), await aModelSet()]
    const calls = [
      ['GET', '/roles', 404],
      ['GET', '/roles/search', 404],
      ['GET', '/roles/search/with_user_count', 404],
      ['GET', `/roles/${role}`, 404],
      ['GET', `/roles/${role}/groups`, 404],
      ['GET', `/roles/${role}/users`, 404],
      ['GET', '/permission_sets', 404],
      ['GET', '/permission_sets/search', 404],
      ['GET', `/permission_sets/${set}`, 404],
      ['GET', '/model_sets', 404],
      ['GET', '/model_sets/search', 404],
      ['GET', `/model_sets/${models}`, 404],
      ['POST', '/roles', 404],
      ['PATCH', `/roles/${role}`, 404],
      ['DELETE', `/roles/${role}`, 404],
      ['POST', '/permission_sets', 404],
      ['PATCH', `/permission_sets/${set}`, 404],
      ['DELETE', `/permission_sets/${set}`, 404],
      ['POST', '/model_sets', 404],
      ['PATCH', `/model_sets/${models}`, 403],
      ['DELETE', `/model_sets/${models}`, 404],
      ['PUT', `/roles/${role}/groups`, 403],
      ['PUT', `/roles/${role}/users`, 403],
    ] as const
    for (const [method, path, refused] of calls) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : method === 'PUT' ? [] : {}
      const stranger = await server.stranger(method, path, body, { unchecked: true })
      expect([path, stranger.status]).toEqual([path, 401])
      expect([path, (await nobody.api(method, path, body)).status]).toEqual([path, refused])
      const read = method === 'GET' ? 200 : refused
      expect([path, (await reader.api(method, path, body)).status]).toEqual([path, read])
    }
    expect(
      (await server.stranger('GET', '/permissions', undefined, { unchecked: true })).status,
    ).toBe(401)
    expect((await reader.api('GET', `/roles/${role}`)).json.can.update).toBe(false)
  })

  it('lets a manager of roles make no more of permissions than he has (T-26)', async () => {
    const own = await aSet(['explore'], manager)
    const path = `/permission_sets/${own}`
    const lacking = await manager.api('PATCH', path, { permissions: ['explore', 'sudo'] })
    expect(problems(lacking)).toEqual([422, ['permissions', 'invalid']])
    const body = { name: fresh('Strong'), permissions: ['sudo'] }
    const stronger = await manager.api('POST', '/permission_sets', body)
    expect(problems(stronger)).toEqual([422, ['permissions', 'invalid']])

    const strong = await aSet(['sudo', 'explore'])
    const fewer = await manager.api('PATCH', `/permission_sets/${strong}`, {
      permissions: ['sudo'],
    })
    expect(fewer.status).toBe(200)
    const role = { name: fresh('Mine'), permission_set_id: strong, model_set_id: '1' }
    const combined = await manager.api('POST', '/roles', role)
    expect(problems(combined)).toEqual([422, ['permission_set_id', 'invalid']])
    const mine = await created('/roles', { ...role, permission_set_id: own }, manager)
    const moved = await manager.api('PATCH', `/roles/${mine}`, { permission_set_id: strong })
    expect(problems(moved)).toEqual([422, ['permission_set_id', 'invalid']])
    const admin = await manager.api('PATCH', `/roles/${mine}`, { permission_set_id: '1' })
    expect(admin.status).toBe(405)
  })

  it('lets a manager of roles give what he has, never Admin (T-26)', async () => {
    const [user, group] = [await aUser(server), await aGroup(server)]
    const [weak, strong] = [await aRole(server, ['explore']), await aRole(server, ['sudo'])]
    for (const [role, status] of [
      [weak, 200],
      [strong, 403],
      ['2', 403],
    ] as const) {
      expect((await manager.api('PUT', `/roles/${role}/users`, [user])).status).toBe(status)
      expect((await manager.api('PUT', `/roles/${role}/groups`, [group])).status).toBe(status)
    }
    expect(idsIn(await server.api('GET', '/roles/2/users'))).toEqual(['1'])
  })
})
