// An object that a caller may not see answers like one that does not exist: status, headers and bytes (T-20).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Operation, permissionTable } from '../../src/domain/permissions.ts'
import type { Row } from '../../src/domain/rule.ts'
import type { AnyRoute } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'

let server: TestServer
/** By the one permission that each caller has. */
const callers: Record<string, Caller> = {}
/** By path parameter, the id of an object that exists but that the caller may not see. */
let there: Record<string, string>
/** The same kinds of objects, which the caller may see. */
let visible: Record<string, string>

beforeAll(async () => {
  server = await startServer()
  const group = await aGroup(server)
  const inner = await aGroup(server, undefined, [group])
  const user = await aUser(server, { groups: [group], email: 'one@example.com' })
  const attribute = (await anAttribute(server, hidden)).id
  const role = await aRole(server, ['explore'], [group])
  await server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value: 'x' })
  await server.api('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value: 'x' })
  await server.signIn(user)
  const [key] = (await server.api('GET', `/users/${user}/credentials_api3`)).json
  const { permission_set } = (await server.api('GET', `/roles/${role}`)).json
  const models = (await server.api('POST', '/model_sets', { name: 'm', models: [] })).json
  const application = { redirect_uri: 'https://app.example/back', display_name: 'There' }
  await server.api('POST', '/oauth_client_apps/there', { ...application, description: 'x' })
  there = {
    client_guid: 'there',
    group_id: group,
    deleting_group_id: inner,
    user_id: user,
    user_attribute_id: attribute,
    role_id: role,
    permission_set_id: permission_set.id,
    model_set_id: models.id,
    credentials_api3_id: key.id,
    session_id: '1',
    credentials_embed_id: '1',
    credential_type: 'email',
    credential_id: 'one@example.com',
  }
  const self = await aUser(server)
  callers['none'] = await server.signIn(self)
  for (const permission of Object.keys(known)) {
    const roles = [await aRole(server, [permission])]
    callers[permission] = await server.signIn(await aUser(server, { roles }))
  }
  visible = {
    group_id: '1',
    user_attribute_id: (await anAttribute(server, { user_can_edit: true })).id,
    user_id: self,
  }
})
afterAll(() => server.stop())

const bodyOf = ({ method, body }: AnyRoute<unknown>) =>
  body === undefined ? undefined : method === 'PUT' ? [] : {}

const seen = ({ status, headers, text }: Answer) => ({
  status,
  headers: Object.keys(headers).sort(),
  text,
})

const callerWith = (permission: string): Caller => {
  const caller = callers[permission]
  if (caller === undefined) throw new Error(`nobody has ${permission}`)
  return caller
}

const absent = '987654321'

/** The objects that a holder of the permission may know of for other reasons (looker 5.3 to 5.5). */
const known: Record<string, RegExp> = {
  see_users: /^(user|group|deleting_group|role|permission_set|model_set)_id$/,
  manage_user_attributes: /^(user_attribute|group|deleting_group)_id$/,
  manage_groups: /^(group|deleting_group)_id$/,
  manage_roles: /^(role|permission_set|model_set)_id$/,
}

/** Everybody may know of every user (looker 5.6), but not of everything that belongs to one. */
const isHidden = (permission: string, name: string, { operation }: AnyRoute<unknown>) => {
  const { who, otherwise }: Row = permissionTable[operation as Operation]
  // Everybody may be activated for an application, and learns of it on the page that asks them.
  if (name === 'client_guid' && /_app_user$/.test(String(operation))) return false
  const may = ['signed_in', 'anyone', permission]
  const forAll = who.some((it) => may.includes(it)) || known[permission]?.test(name)
  return name === 'user_id' ? otherwise === 404 && !forAll : !forAll
}

const cases = ['none', ...Object.keys(known)].flatMap((permission) =>
  (routes as unknown as AnyRoute<unknown>[]).flatMap((route) =>
    [...route.path.matchAll(/\{(\w+)\}/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => isHidden(permission, name, route))
      .map((name) => [route.method, route.path as string, name, permission, route] as const),
  ),
)

describe('what is hidden from the caller is answered as what is not there', () => {
  it.each(cases)('%s %s: %s, with %s', async (method, path, name, permission, route) => {
    // The other objects in the path are hidden in one run and visible in the other.
    for (const beside of [there, { ...there, ...visible }]) {
      const call = async (id: string) => {
        const ids: Record<string, string> = { ...beside, [name]: id }
        const target = path.replace(/\{(\w+)\}/g, (_, each: string) =>
          encodeURIComponent(ids[each] ?? ''),
        )
        return seen(await callerWith(permission).api(method, target, bodyOf(route)))
      }
      expect(await call(there[name] ?? '')).toEqual(await call(absent))
    }
  })
})
