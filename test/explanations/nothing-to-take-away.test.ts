// What-if: taking away what is not there is a problem at its place, where Looker's API answers 404.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, join } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

/** A user in `inner`, which is in `outer`; `outer` has a value of `given`, and nobody has one of `bare`. */
async function scene() {
  const [given, bare] = [
    await anAttribute(server, { default_value: 'default' }),
    await anAttribute(server),
  ]
  const outer = await aGroup(server)
  const inner = await aGroup(server, undefined, [outer])
  const apart = await aGroup(server)
  const user = await aUser(server)
  await join(server, user, inner)
  await server.api('PATCH', `/groups/${outer}/attribute_values/${given.id}`, { value: 'outer' })
  return { given: given.id, bare: bare.id, outer, inner, apart, user }
}
type Scene = Awaited<ReturnType<typeof scene>>
type Change = Record<string, unknown>

const noOwn = 'the user has no value of their own for this attribute.'
const noGroupValue = 'the group has no value for this attribute.'
const noMember = 'the user is not directly in this group.'
const notNested = 'the group is not directly in this group.'

const clearUser = ({ user: user_id }: Scene, user_attribute_id: string): Change => ({
  ...{ op: 'clear_user_value', user_id, user_attribute_id },
})
const clearGroup = (group_id: string, user_attribute_id: string): Change => ({
  ...{ op: 'clear_group_value', group_id, user_attribute_id },
})
const member = (op: string, { user: user_id }: Scene, group_id: string): Change => ({
  ...{ op, user_id, group_id },
})
const nested = (op: string, group_id: string, child_group_id: string): Change => ({
  ...{ op, group_id, child_group_id },
})

/** Each with the changes, and the problem of the last of them: its field and its sentence; undefined: there is none. */
const cases: [string, (it: Scene) => Change[], [field: string, message: string] | undefined][] = [
  // The value comes from a group or the default: the user has none of their own.
  [
    'an own value of a user without one',
    (it) => [clearUser(it, it.given)],
    ['user_attribute_id', noOwn],
  ],
  [
    'an own value where nothing is set',
    (it) => [clearUser(it, it.bare)],
    ['user_attribute_id', noOwn],
  ],
  [
    'an own value that the changes set',
    (it) => [
      { op: 'set_user_value', user_id: it.user, user_attribute_id: it.bare, value: 'x' },
      clearUser(it, it.bare),
    ],
    undefined,
  ],
  [
    'an own value a second time',
    (it) => [
      { op: 'set_user_value', user_id: it.user, user_attribute_id: it.bare, value: 'x' },
      clearUser(it, it.bare),
      clearUser(it, it.bare),
    ],
    ['user_attribute_id', noOwn],
  ],
  ['a value of a group', (it) => [clearGroup(it.outer, it.given)], undefined],
  [
    'a value of a group without one',
    (it) => [clearGroup(it.inner, it.given)],
    ['user_attribute_id', noGroupValue],
  ],
  [
    'a value of a group a second time',
    (it) => [clearGroup(it.outer, it.given), clearGroup(it.outer, it.given)],
    ['user_attribute_id', noGroupValue],
  ],
  [
    'a value that a list of all has left out',
    (it) => [
      { op: 'set_group_values', user_attribute_id: it.given, values: [] },
      clearGroup(it.outer, it.given),
    ],
    ['user_attribute_id', noGroupValue],
  ],
  ['a member', (it) => [member('remove_group_user', it, it.inner)], undefined],
  [
    'a user who is no member',
    (it) => [member('remove_group_user', it, it.apart)],
    ['user_id', noMember],
  ],
  // Only direct members can be removed.
  [
    'a member through an inner group',
    (it) => [member('remove_group_user', it, it.outer)],
    ['user_id', noMember],
  ],
  [
    'a member whom the changes have added',
    (it) => [member('add_group_user', it, it.apart), member('remove_group_user', it, it.apart)],
    undefined,
  ],
  [
    'a member a second time',
    (it) => [member('remove_group_user', it, it.inner), member('remove_group_user', it, it.inner)],
    ['user_id', noMember],
  ],
  ['a nested group', (it) => [nested('remove_group_group', it.outer, it.inner)], undefined],
  [
    'a group that is not nested',
    (it) => [nested('remove_group_group', it.outer, it.apart)],
    ['child_group_id', notNested],
  ],
  [
    'an outer group from its inner one',
    (it) => [nested('remove_group_group', it.inner, it.outer)],
    ['child_group_id', notNested],
  ],
  [
    'a nested group a second time',
    (it) => [
      nested('remove_group_group', it.outer, it.inner),
      nested('remove_group_group', it.outer, it.inner),
    ],
    ['child_group_id', notNested],
  ],
]

it.each(cases)('takes away %s', async (_, changesOf, problem) => {
  const it = await scene()
  const changes = changesOf(it)
  const { status, json } = await server.api(
    ...(['POST', `/users/${it.user}/explanations`, { changes }] as const),
    { base: '/api/attrium/1.0' },
  )
  const told = json.errors?.map(({ field, message }: Change) => [field, message])
  expect([status, told]).toEqual(
    problem === undefined
      ? [200, undefined]
      : [422, [[`changes[${changes.length - 1}].${problem[0]}`, problem[1]]]],
  )
})
