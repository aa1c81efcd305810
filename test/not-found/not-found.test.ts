// A 404 names the missing object to callers who may know of it, and to nobody else (decision 30).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnyRoute } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
let attribute: string
let user: string
let group: string
beforeAll(async () => {
  server = await startServer()
  attribute = (await anAttribute(server)).id
  user = await aUser(server)
  group = await aGroup(server)
})
afterAll(() => server.stop())

const message = async ({ api }: Caller, method: string, path: string, body?: unknown) => {
  const { status, json } = await api(method, path, body)
  expect([method, path, status]).toEqual([method, path, 404])
  return json.message as string
}

describe('an administrator is told', () => {
  it.each([
    ['GET', '/users/999', 'there is no user 999'],
    ['GET', '/groups/999/users', 'there is no group 999'],
    ['GET', '/user_attributes/999', 'there is no user attribute 999'],
    ['GET', '/roles/999', 'there is no role 999'],
    ['GET', '/permission_sets/999', 'there is no permission set 999'],
    ['GET', '/model_sets/999', 'there is no model set 999'],
    ['POST', '/login/999', 'there is no user 999'],
    ['DELETE', '/users/998/attribute_values/999', 'there is no user 998 and no user attribute 999'],
    ['DELETE', '/groups/998/groups/999', 'there is no group 998 and no group 999'],
    ['DELETE', '/users/1/attribute_values/999', 'there is no user attribute 999'],
    ['GET', '/users/999/credentials_api3/1', 'there is no user 999'],
    ['GET', '/users/1/credentials_api3/999', 'user 1 has no credentials_api3 999'],
    ['GET', '/users/1/credentials_embed/999', 'user 1 has no credentials_embed 999'],
    ['DELETE', '/users/1/sessions/999', 'user 1 has no session 999'],
    ['GET', '/users/1/credentials_saml', 'user 1 has no credentials_saml'],
  ])('by %s %s that %s', async (method, path, sentence) => {
    expect(await message(server, method, path)).toBe(`Not found: ${sentence}.`)
  })

  it('that the things are there, but not what the path says of them', async () => {
    expect(await message(server, 'DELETE', `/users/${user}/attribute_values/${attribute}`)).toBe(
      `Not found: user ${user} has no value of their own for user attribute ${attribute}.`,
    )
    expect(await message(server, 'DELETE', `/groups/${group}/attribute_values/${attribute}`)).toBe(
      `Not found: group ${group} has no value for user attribute ${attribute}.`,
    )
    expect(await message(server, 'DELETE', `/groups/${group}/users/${user}`)).toBe(
      `Not found: user ${user} is not directly in group ${group}.`,
    )
    expect(await message(server, 'DELETE', `/groups/${group}/groups/1`)).toBe(
      `Not found: group 1 is not directly in group ${group}.`,
    )
    const reset = `/users/${user}/credentials_email/password_reset`
    expect(await message(server, 'POST', reset)).toBe(
      `Not found: user ${user} has no credentials_email.`,
    )
    expect(await message(server, 'PATCH', `/users/service_accounts/${user}`, {})).toBe(
      `Not found: user ${user} is not a service account.`,
    )
  })

  it.each(['PATCH', 'DELETE'])('by %s that two ids look swapped', async (method) => {
    const [low, high] = [user, attribute].map(Number) as [number, number]
    expect(high).toBeGreaterThan(low)
    const path = `/users/${attribute}/attribute_values/${user}`
    expect(await message(server, method, path, { value: 'x' })).toBe(
      `Not found: there is no user ${attribute}; the two ids look swapped, because there are user ${user} and user attribute ${attribute}.`,
    )
  })

  it('nothing of a swap when one of the two would be missing that way too', async () => {
    const path = `/users/998/attribute_values/${attribute}`
    expect(await message(server, 'DELETE', path)).toBe('Not found: there is no user 998.')
    const session = `/users/999/sessions/${user}`
    expect(await message(server, 'GET', session)).toBe('Not found: there is no user 999.')
  })

  it.each([
    ['/users/maya@acme.example', 'user_id', 'GET /users/search'],
    ['/users/maya/attribute_values', 'user_id', 'GET /users/search'],
    ['/user_attributes/region', 'user_attribute_id', 'GET /user_attributes'],
    ['/groups/Sales/users', 'group_id', 'GET /groups/search'],
    ['/roles/Admin', 'role_id', 'GET /roles/search'],
    ['/permission_sets/Admin', 'permission_set_id', 'GET /permission_sets/search'],
    ['/model_sets/All', 'model_set_id', 'GET /model_sets/search'],
    [
      '/users/1/credentials_api3/key',
      'credentials_api3_id',
      'GET /users/{user_id}/credentials_api3',
    ],
  ])('of %s that %s is found by %s, without the name', async (path, parameter, search) => {
    const said = await message(server, 'GET', path)
    expect(said).toMatch(new RegExp(`^Not found: ${parameter} must be the id of a `))
    expect(said).toContain(search)
    expect(said).not.toMatch(/maya|region\b|Sales|Admin|key/)
  })

  it('that a user is disabled, and that nobody has a credential', async () => {
    const disabled = await aUser(server, { is_disabled: true })
    const login = `/login/${disabled}`
    expect(await message(server, 'POST', login)).toBe('Not found: this user is disabled.')
    const sudo = await aUser(server, { roles: [await aRole(server, ['sudo'])] })
    expect(await message(await server.signIn(sudo), 'POST', login)).toBe('Not found')
    for (const path of ['/users/credential/email/a@b.example', '/users/credential/name/a']) {
      expect(await message(server, 'GET', path)).toMatch(
        /^Not found: no user has this credential; /,
      )
    }
  })

  it('that Attrium does not have an operation of Looker', async () => {
    for (const [method, path] of [
      ['GET', '/lookml_models'],
      ['PATCH', '/lookml_models/secret-name?a=b'],
      ['GET', '/dashboards/1/dashboard_elements'],
      ['HEAD', '/looks'],
    ] as const) {
      const { status, json } = await server.api(method, path, undefined, { unchecked: true })
      const [, word] = path.split(/[/?]/)
      expect(status).toBe(404)
      if (method === 'HEAD') continue
      expect(json).toEqual({
        message: `Not found: Attrium has no ${method} /${word}; it serves users, groups, roles and user attributes.`,
        documentation_url: 'http://docs.looker.com/',
      })
    }
    expect(await message(server, 'GET', '/nonsense')).toBe('Not found')
  })
})

/** By permission of the caller, the nouns that a 404 may name; written out a second time on purpose. */
const nouns: Record<string, readonly string[]> = {
  see_users: ['user', 'group', 'role', 'permission set', 'model set'],
  manage_user_attributes: ['user attribute', 'group'],
  manage_groups: ['group'],
  manage_roles: ['role', 'permission set', 'model set'],
  sudo: [],
  none: [],
}

const kindOf: Record<string, string> = {
  user_id: 'user',
  group_id: 'group',
  deleting_group_id: 'group',
  user_attribute_id: 'user attribute',
  role_id: 'role',
  permission_set_id: 'permission set',
  model_set_id: 'model set',
  credential_id: 'user',
}

const bodyOf = ({ method, body }: AnyRoute<unknown>) =>
  body === undefined ? undefined : method === 'PUT' ? [] : {}

describe.each(Object.entries(nouns))('with %s alone', (permission, known) => {
  let caller: Caller
  beforeAll(async () => {
    const roles = permission === 'none' ? [] : [await aRole(server, [permission])]
    caller = await server.signIn(await aUser(server, { roles }))
  })

  it('nothing is said of things of which the caller may not know', async () => {
    let plain = 0
    let told = 0
    for (const route of routes as unknown as AnyRoute<unknown>[]) {
      const path: string = route.path
      const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
      if (parameters.length === 0) continue
      for (const id of ['987654', 'a-name']) {
        const target = path.replace(/\{\w+\}/g, id)
        const { status, json } = await caller.api(route.method, target, bodyOf(route), {
          unchecked: true,
        })
        if (status !== 404) continue
        const mayHear = parameters
          .map((name) => kindOf[name])
          .filter((it) => known.includes(it ?? ''))
        if (json.message === 'Not found') plain++
        else told++
        const sentence = mayHear.length === 0 ? /^Not found$/ : /^Not found(: .*)?$/
        expect([target, json.message]).toEqual([target, expect.stringMatching(sentence)])
        const mentioned = Object.values(kindOf).filter((it) =>
          new RegExp(`(no|of a) ${it}( \\d|,)`).test(json.message),
        )
        expect([target, mentioned.filter((it) => !mayHear.includes(it))]).toEqual([target, []])
      }
    }
    expect(plain).toBeGreaterThan(10)
    expect(told > 0).toBe(known.length > 0)
  })

  it('nothing is said of what there is when ids are swapped', async () => {
    const path = `/users/${attribute}/attribute_values/${user}`
    expect(await message(caller, 'DELETE', path)).not.toContain('swapped')
  })

  it('only those who see users hear of operations that are not served', async () => {
    const expected = permission === 'see_users' ? /Attrium has no GET/ : /^Not found$/
    expect(await message(caller, 'GET', '/lookml_models')).toMatch(expected)
  })
})

it('somebody without a token is told nothing', async () => {
  for (const path of ['/lookml_models', '/nonsense']) {
    const { status, json } = await server.stranger('GET', path)
    expect([status, json.message]).toEqual([404, 'Not found'])
  }
})
