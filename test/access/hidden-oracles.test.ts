// No answer depends on a hidden value: two worlds that differ only in hidden values answer alike (T-10).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnyRoute } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { type Caller, keyIn } from '../support/server.ts'
import { aUser, hidden } from '../support/world.ts'
import { asked, endWorlds, type Question, told, twoWorlds, type Worlds } from './two-worlds.ts'

let worlds: Worlds
/** By kind, one caller in each world. */
let callers: Record<string, readonly [Caller, Caller]>

/** A hidden value in each of the two worlds; they differ when they are sorted, compared or counted. */
const secrets: readonly (readonly [string, string])[] = [
  ['a', 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['x', 'something'],
  ['DEFAULT_IS_SET ', '%'],
  ['12', 'not a number'],
]

const first = 14
const attributes = secrets.map((_, at) => String(first + at))
const user = '2'

beforeAll(async () => {
  worlds = await twoWorlds()
  const made: Record<string, Caller[]> = { admin: [], manager: [], owner: [] }
  for (const [at, world] of worlds.entries()) {
    const owner = await aUser(world, { first_name: 'Ada', email: 'ada@example.com' })
    const manager = await aUser(world)
    await roleOfManagers(world, manager)
    made['admin']?.push(await world.logIn(keyIn(world.lookerIni)))
    made['manager']?.push(await world.signIn(manager))
    made['owner']?.push(await world.signIn(owner))
    for (const [index, values] of secrets.entries()) {
      const value = values[at] ?? ''
      const { json } = await world.api('POST', '/user_attributes', {
        name: `secret_${index}`,
        label: `Secret ${index}`,
        type: 'string',
        user_can_edit: true,
        default_value: value,
        ...hidden,
      })
      expect(json.id).toBe(attributes[index])
      await world.api('PATCH', `/users/${owner}/attribute_values/${json.id}`, { value })
      await world.api('PATCH', `/groups/1/attribute_values/${json.id}`, { value })
    }
  }
  callers = Object.fromEntries(
    Object.entries(made).map(([kind, pair]) => [kind, pair as unknown as [Caller, Caller]]),
  )
})
afterAll(() => endWorlds(worlds))

async function roleOfManagers({ api }: Caller, user_id: string): Promise<void> {
  const permissions = ['manage_user_attributes', 'see_users']
  const set = await api('POST', '/permission_sets', { name: 'Managing', permissions })
  const role = { name: 'Managers', permission_set_id: set.json.id, model_set_id: '1' }
  const { json } = await api('POST', '/roles', role)
  await api('PUT', `/roles/${json.id}/users`, [user_id])
}

const expectAlike = async (kind: string, question: Question) => {
  const [one, other] = callers[kind] ?? []
  if (one === undefined || other === undefined) throw new Error(`nobody is ${kind}`)
  const answer = told(await asked(one, question))
  expect([question, told(await asked(other, question))]).toEqual([question, answer])
}

const kinds = ['admin', 'manager', 'owner']
const queries = [
  '',
  'sorts=name',
  'sorts=label desc',
  'fields=id,value,default_value,source,rank',
  'all_values=true',
  'include_unset=true',
  'all_values=true&include_unset=true&fields=value,source',
  `user_attribute_ids=${attributes.join(',')}`,
  'limit=2&offset=1',
  'first_name=a%25',
  'email=%25&sorts=email',
  'name=%25',
]

const filled = (path: string, attribute: string) =>
  path
    .replace('{user_attribute_id}', attribute)
    .replace('{user_id}', user)
    .replace('{specification}', 'openapi.json')
    .replace(/\{\w+\}/g, '1')

describe('an answer about hidden values is the same whatever they are', () => {
  const readers = (routes as unknown as AnyRoute<unknown>[])
    .filter(({ method, operation }) => method === 'GET' && operation !== 'api_spec')
    .map(({ operation, path }) => [operation as string, path as string] as const)

  it.each(readers)('%s', async (_, path) => {
    for (const attribute of path.includes('{user_attribute_id}') ? attributes : ['']) {
      for (const query of queries) {
        for (const kind of kinds) {
          const target = `${filled(path, attribute)}?${query}`
          await expectAlike(kind, { method: 'GET', path: target })
        }
      }
    }
  })

  const definition = (body: object) => (id: string) => patch(`/user_attributes/${id}`, body)
  const patch = (path: string, body: object): Question => ({ method: 'PATCH', path, body })
  const ofUser = (id: string) => `/users/${user}/attribute_values/${id}`
  const ofGroup = (id: string) => `/groups/1/attribute_values/${id}`
  const narrower = { hidden_value_domain_whitelist: 'https://example.com/below/*' }
  const list = [{ group_id: '1', value: 'a' }]

  const changes: [string, (attribute: string) => Question][] = [
    ['another type', definition({ type: 'number' })],
    ['a type of filters', definition({ type: 'advanced_filter_number' })],
    ['its default set again', definition({ default_value: 'a' })],
    ['its default taken away', definition({ default_value: null })],
    ['another type for values without a default', definition({ type: 'number' })],
    ['a narrower allowlist', definition(narrower)],
    ['shown again', definition({ value_is_hidden: false })],
    ['the value it has', (id) => patch(ofUser(id), { value: 'a' })],
    ['no text', (id) => patch(ofUser(id), { value: null })],
    ['the value of a group', (id) => patch(ofGroup(id), { value: 'a' })],
    ['its value cleared', (id) => ({ method: 'DELETE', path: ofUser(id) })],
    [
      'a list of group values',
      (id) => ({ method: 'POST', path: `/user_attributes/${id}/group_values`, body: list }),
    ],
    ['its group value deleted', (id) => ({ method: 'DELETE', path: ofGroup(id) })],
    ['deleted', (id) => ({ method: 'DELETE', path: `/user_attributes/${id}` })],
  ]

  it('keeps its type while it has a default, and while it has values', async () => {
    for (const { api } of worlds) {
      const body = { name: 'sealed', type: 'number', default_value: '12', ...hidden }
      const { id } = (await api('POST', '/user_attributes', body)).json
      const retyped = async () =>
        (await api('PATCH', `/user_attributes/${id}`, { type: 'string' })).json
      const stays = { errors: [{ field: 'type', code: 'invalid' }] }
      expect(await retyped()).toMatchObject(stays)
      await api('PATCH', `/user_attributes/${id}`, { default_value: null })
      for (const path of [ofUser(id), ofGroup(id)]) {
        await api('PATCH', path, { value: '12' })
        expect(await retyped()).toMatchObject(stays)
        await api('DELETE', path)
      }
      expect(await retyped()).toMatchObject({ type: 'string' })
      await api('DELETE', `/user_attributes/${id}`)
    }
  })

  it.each(changes)('%s', async (_, change) => {
    for (const attribute of attributes) {
      for (const kind of ['owner', 'manager', 'admin']) await expectAlike(kind, change(attribute))
      for (const path of [`/user_attributes/${attribute}`, `/users/${user}/attribute_values`]) {
        await expectAlike('admin', { method: 'GET', path: `${path}?all_values=true` })
      }
    }
  })
})
