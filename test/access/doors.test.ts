// One object looks the same through every operation that returns it, for each caller (T-32).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
let callers: Record<string, Caller>
/** The objects that the doors lead to, by kind. */
let id: Record<'user' | 'group' | 'outer' | 'role' | 'attribute' | 'set' | 'models', string>

/** Ids of the caller's own. */
let own: string

beforeAll(async () => {
  server = await startServer()
  const outer = await aGroup(server, 'Outer')
  const group = await aGroup(server, 'Inner', [outer])
  const user = await aUser(server, {
    first_name: 'Ada',
    last_name: 'Test',
    email: 'ada@example.com',
    groups: [group],
  })
  const role = await aRole(server, ['explore'], [group])
  await server.api('PUT', `/roles/${role}/users`, [user])
  const models = await server.api('POST', '/model_sets', { name: 'Models', models: ['m'] })
  const { json } = await server.api('PATCH', `/roles/${role}`, { model_set_id: models.json.id })
  const attribute = (await anAttribute(server, { user_can_view: true })).id
  id = { user, group, outer, role, attribute, set: json.permission_set.id, models: models.json.id }
  const withPermission = async (...permissions: string[]) =>
    server.signIn(await aUser(server, { roles: [await aRole(server, permissions)] }))
  callers = {
    admin: server,
    'a reader of users': await withPermission('see_users'),
    'a manager of roles': await withPermission('manage_roles'),
    'a manager of groups': await withPermission('manage_groups'),
    'a definer': await withPermission('manage_user_attributes'),
    himself: await server.signIn(user),
    'a fellow member': await server.signIn(await aUser(server, { groups: [group] })),
    nobody: await server.signIn(await aUser(server)),
  }
})
afterAll(() => server.stop())

type Thing = Record<string, unknown>

/** A way to an object: an address, and how to find the object in the answer. */
interface Door {
  readonly path: string
  readonly find: (json: never) => unknown
  /** Fields that only this door has. */
  readonly more?: readonly string[]
}

const itself = (json: unknown) => json
const among = (wanted: string) => (json: Thing[]) => json.find((item) => item['id'] === wanted)
const keys = async () => (await server.api('GET', `/users/${id.user}/credentials_api3`)).json[0].id

const doors: Record<string, () => Door[] | Promise<Door[]>> = {
  'a user': () => [
    { path: `/users/${id.user}`, find: itself },
    { path: '/users', find: among(id.user) },
    { path: `/users?ids=${id.user}`, find: among(id.user) },
    { path: '/users/search?first_name=ada', find: among(id.user) },
    { path: '/users/search/names/ada', find: among(id.user) },
    { path: `/groups/${id.group}/users`, find: among(id.user) },
    { path: `/roles/${id.role}/users`, find: among(id.user) },
    { path: '/users/credential/email/ada@example.com', find: itself },
  ],
  oneself: () => [
    { path: '/user', find: itself },
    { path: '/users?sorts=id', find: (json: Thing[]) => json.find((it) => it['url'] === own) },
  ],
  'a group': () => [
    { path: `/groups/${id.group}`, find: itself },
    { path: '/groups', find: among(id.group) },
    { path: '/groups/search?name=inner', find: among(id.group) },
    {
      path: '/groups/search/with_hierarchy?name=inner',
      find: among(id.group),
      more: ['parent_group_ids', 'role_ids'],
    },
    { path: '/groups/search/with_roles?name=inner', find: among(id.group), more: ['roles'] },
    { path: `/groups/${id.outer}/groups`, find: among(id.group) },
    { path: `/roles/${id.role}/groups`, find: among(id.group) },
  ],
  'a role': () => [
    { path: `/roles/${id.role}`, find: itself },
    { path: '/roles', find: among(id.role) },
    { path: `/roles/search?id=${id.role}`, find: among(id.role) },
    {
      path: `/roles/search/with_user_count?id=${id.role}`,
      find: among(id.role),
      more: ['user_count'],
    },
    { path: `/users/${id.user}/roles`, find: among(id.role) },
  ],
  'a permission set': () => [
    { path: `/permission_sets/${id.set}`, find: itself },
    { path: '/permission_sets', find: among(id.set) },
    { path: `/permission_sets/search?id=${id.set}`, find: among(id.set) },
    { path: `/roles/${id.role}`, find: (json: Thing) => json['permission_set'] },
  ],
  'a model set': () => [
    { path: `/model_sets/${id.models}`, find: itself },
    { path: '/model_sets', find: among(id.models) },
    { path: `/model_sets/search?id=${id.models}`, find: among(id.models) },
    { path: `/roles/${id.role}`, find: (json: Thing) => json['model_set'] },
  ],
  'an attribute': () => [
    { path: `/user_attributes/${id.attribute}`, find: itself },
    { path: '/user_attributes', find: among(id.attribute) },
  ],
  'an address': () => [
    { path: `/users/${id.user}/credentials_email`, find: itself },
    { path: `/users/${id.user}`, find: (json: Thing) => json['credentials_email'] },
    {
      path: '/credentials_email/search?email=ada@example.com',
      find: ([only]: Thing[]) => only,
    },
  ],
  'an API key': async () => {
    const key = await keys()
    return [
      { path: `/users/${id.user}/credentials_api3/${key}`, find: itself },
      { path: `/users/${id.user}/credentials_api3`, find: among(key) },
      {
        path: `/users/${id.user}`,
        find: (json: Thing) => among(key)((json['credentials_api3'] ?? []) as Thing[]),
      },
    ]
  },
}

describe.each(Object.keys(doors))('%s', (kind) => {
  it('looks the same by every door that is open to a caller', async () => {
    let compared = 0
    for (const [who, { api }] of Object.entries(callers)) {
      own = (await api('GET', '/user')).json.url
      let first: Thing | undefined
      for (const { path, find, more = [] } of (await doors[kind]?.()) ?? []) {
        const { status, json } = await api('GET', path)
        const found = status === 200 ? (find(json as never) as Thing | null | undefined) : undefined
        if (found == null) continue
        const shared = Object.fromEntries(
          Object.entries(found).filter(([field]) => !more.includes(field)),
        )
        if (first !== undefined) compared++
        first ??= shared
        expect([who, path, shared]).toEqual([who, path, first])
      }
    }
    expect(compared).toBeGreaterThan(0)
  })
})
