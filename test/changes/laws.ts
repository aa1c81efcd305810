// Laws of changes in random worlds: the effects of a preview and of what was applied are the differences between what
// reads say before and after; a preview stores nothing; and what was undone is as it was (G-45).
import { isDeepStrictEqual } from 'node:util'
import { type Random, randomFrom } from '../support/chance.ts'
import type { TestServer } from '../support/server.ts'

type Asked = Pick<TestServer, 'api' | 'running'>
type Row = Record<string, unknown>
const base = '/api/attrium/1.0'

export interface Compared {
  readonly compared: number
  readonly problems: readonly string[]
}

/** Ids and names of what a world has; deleted things stay, and naming them is a mistake. */
interface World {
  readonly users: readonly string[]
  readonly groups: string[]
  readonly attributes: string[]
}

const oneOf = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random.below(items.length)] as Item

let made = 0

async function plant(server: Asked, random: Random): Promise<World> {
  const users: string[] = []
  while (users.length < 3) users.push((await server.api('POST', '/users', {})).json.id)
  const world: World = { users, groups: [], attributes: [] }
  const changes = [
    ...Array.from({ length: 4 }, () => newGroup(world)),
    ...Array.from({ length: 3 }, (_, at) => newAttribute(world, random, at === 0)),
  ]
  await apply(server, changes)
  const some = Array.from({ length: 12 }, () => operationOf(random, world, 8))
  await apply(server, some, '?on_problem=skip')
  return world
}

/** Deletes what is left of a world, so that the next one is answered as fast. */
const forget = (server: Asked, { groups, attributes }: World) =>
  apply(
    server,
    [
      ...groups.map((group) => ({ op: 'delete_group', group })),
      ...attributes.map((attribute) => ({ op: 'delete_attribute', attribute })),
    ],
    '?on_problem=skip',
  )

function newGroup({ groups }: World): Row {
  const name = `Law ${++made}`
  groups.push(name)
  return { op: 'create_group', name }
}

function newAttribute({ attributes }: World, random: Random, isHidden: boolean): Row {
  const name = `law_${++made}`
  attributes.push(name)
  const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://x.example/*' }
  const default_value = oneOf(random, [null, 'default', 'other default'])
  return { op: 'create_attribute', name, type: 'string', default_value, ...(isHidden && hidden) }
}

/** No two starts, as a user has at most one value that follows. */
const [starts_at, expires_at] = ['2098-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']
const times = [{ expires_at }, { starts_at }, { starts_at, expires_at }]

/** Operations before `most` delete nothing. */
function operationOf(random: Random, world: World, most: number): Row {
  const [user_id, group] = [oneOf(random, world.users), oneOf(random, world.groups)]
  const [child_group, attribute] = [oneOf(random, world.groups), oneOf(random, world.attributes)]
  const value = `value ${random.below(4)}`
  const values = random.some(world.groups, 2).map((name) => ({ group: name, value }))
  switch (random.below(most)) {
    case 0:
      return { op: 'set_user_value', user_id, attribute, value }
    case 1:
      return { op: 'set_group_value', group, attribute, value }
    case 2:
      return { op: 'add_group_user', group, user_id }
    case 3:
      return { op: 'add_group_group', group, child_group }
    case 4:
      return { op: 'set_group_values', attribute, values }
    case 5:
      return { op: 'set_user_value', user_id, attribute, value, ...oneOf(random, times) }
    case 6:
      return { op: 'set_group_value', group, attribute, value }
    case 7:
      return { op: 'add_group_user', group, user_id }
    case 8:
      return { op: 'clear_user_value', user_id, attribute }
    case 9:
      return { op: 'clear_group_value', group, attribute }
    case 10:
      return { op: 'order_group_values', attribute, groups: [group] }
    case 11:
      return { op: 'remove_group_user', group, user_id }
    case 12:
      return { op: 'remove_group_group', group, child_group }
    case 13:
      return { op: 'update_attribute', attribute, default_value: oneOf(random, ['', value]) }
    case 14:
      return { op: 'update_attribute', attribute, label: `Label ${random.below(1e6)}` }
    case 15:
      return newGroup(world)
    case 16:
      return newAttribute(world, random, false)
    case 17:
    case 18:
    case 19:
      return { op: 'delete_group', group }
    default:
      return { op: 'delete_attribute', attribute }
  }
}

const apply = (server: Asked, changes: readonly Row[], query = '') =>
  server.api('POST', `/changes${query}`, { changes }, { base })

/** What users have, as explanations tell it. */
async function valuesOf(server: Asked, { users }: World): Promise<ReadonlyMap<string, Row>> {
  const all = new Map<string, Row>()
  for (const user of users) {
    const { json } = await server.api('GET', `/users/${user}/explanations`, undefined, { base })
    for (const row of json as Row[]) all.set(`${user} ${row['name']}`, row)
  }
  return all
}

/** Everything that both APIs answer of the world, but when, by whom and under which id something was made. */
async function stateOf(server: Asked, world: World): Promise<unknown> {
  const get = async (path: string) => (await server.api('GET', path)).json as Row[]
  const values = [...(await valuesOf(server, world))].map(([key, row]) => [
    key,
    row['value'],
    row['source'],
    (row['steps'] as Row[]).map(({ source, value, rank, outcome, through, expires_at }) => ({
      ...{ source, value, rank, outcome, through, expires_at },
    })),
  ])
  const isOf = (names: readonly string[]) => (row: Row) => names.includes(row['name'] as string)
  const definitions = (await get('/user_attributes')).filter(isOf(world.attributes))
  const groups = (await get('/groups')).filter(isOf(world.groups))
  const lists: unknown[] = []
  const inner: unknown[] = []
  const members: unknown[] = []
  for (const { id } of definitions) {
    const values = await get(`/user_attributes/${id}/group_values`)
    lists.push(values.map(({ group_id, value, rank }) => ({ group_id, value, rank })))
  }
  for (const { id } of groups) inner.push(await get(`/groups/${id}/groups?fields=id`))
  for (const user of world.users) members.push(await get(`/users/${user}?fields=group_ids`))
  return { values, definitions, lists, groups, inner, members }
}

/** What has changed between two readings, as effects tell it; of hidden values only that they were set anew. */
function differencesOf(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>) {
  const none = { value: null, source: 'No Value' }
  const side = (row: Row | undefined) =>
    row === undefined || row['source'] === 'No Value'
      ? none
      : { value: row['value'], source: row['source'] }
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  return keys.flatMap((key) => {
    const [one, other] = [before.get(key), after.get(key)]
    const hidden = one?.['hidden'] === true || other?.['hidden'] === true
    const isSame = hidden ? setBy(one) === setBy(other) : side(one).value === side(other).value
    return isSame ? [] : [[key, hidden, side(one), side(other)]]
  })
}

/** The place of a hidden value and the change that set it. */
const setBy = (row: Row | undefined) => {
  const steps = (row?.['steps'] ?? []) as Row[]
  const winner = steps.find(({ outcome }) => outcome !== 'scheduled')
  return winner === undefined
    ? ''
    : `${winner['source']} ${winner['set_at']} ${winner['change_id']}`
}

const byKey = (one: unknown[], other: unknown[]) => (String(one[0]) < String(other[0]) ? -1 : 1)

/** Effects on the users of the world, in the same form. */
const told = (effects: readonly Row[], { users }: World) =>
  effects
    .filter(({ user_id }) => users.includes(user_id as string))
    .map(({ user_id, attribute, hidden, before, after }) => [
      ...[`${user_id} ${attribute}`, hidden, before, after],
    ])
    .sort(byKey)

async function effectsOf(server: Asked, id: string): Promise<Row[]> {
  const all: Row[] = []
  for (let after = ''; ; ) {
    const path = `/changes/${id}/effects?limit=1000${after}`
    const { json } = await server.api('GET', path, undefined, { base })
    all.push(...json.effects)
    if (json.next === null) return all
    after = `&after=${json.next}`
  }
}

const rounds = 8

export async function changesDiffer(
  server: Asked,
  { changes: wanted, seed }: { readonly changes: number; readonly seed: number },
): Promise<Compared> {
  const problems: string[] = []
  let compared = 0
  for (let at = 0; compared < wanted && problems.length < 20; at++) {
    const random = randomFrom(seed + at)
    const world = await plant(server, random)
    for (let round = 0; round < rounds; round++) {
      const changes = Array.from({ length: 1 + random.below(5) }, () =>
        operationOf(random, world, 23),
      )
      const wrong = await differs(server, world, changes)
      if (wrong === 'refused') continue
      compared++
      if (wrong !== undefined) {
        problems.push(`seed ${seed + at}, round ${round}, ${wrong}: ${JSON.stringify(changes)}`)
      }
    }
    await forget(server, world)
  }
  return { compared, problems }
}

/** What is wrong with a change; `refused` if it cannot be applied. */
async function differs(
  server: Asked,
  world: World,
  changes: readonly Row[],
): Promise<string | undefined> {
  const [before, state] = [await valuesOf(server, world), await stateOf(server, world)]
  const preview = await apply(server, changes, '?dry_run=true')
  if (!isDeepStrictEqual(await stateOf(server, world), state))
    return 'a preview has stored something'
  const applied = await apply(server, changes)
  if (preview.status !== applied.status)
    return `previewed ${preview.status}, applied ${applied.status}`
  if (applied.status === 422) {
    const isSame = isDeepStrictEqual(await stateOf(server, world), state)
    return isSame ? 'refused' : 'a refused change has stored something'
  }
  if (applied.status !== 200) return `applied ${applied.status}`
  if (!isDeepStrictEqual(preview.json.effects, applied.json.effects)) return 'other effects'
  const after = await valuesOf(server, world)
  const expected = differencesOf(before, after).sort(byKey)
  const { id } = applied.json
  if (id === null) return expected.length === 0 ? undefined : 'changed without an id'
  const paged = told(await effectsOf(server, id), world)
  if (!isDeepStrictEqual(paged, expected)) {
    return `effects are not the difference: ${JSON.stringify([paged, expected])}`
  }
  const sampled = told(applied.json.effects.sample, world)
  if (applied.json.effects.values <= applied.json.effects.sample.length) {
    if (!isDeepStrictEqual(sampled, expected)) {
      return `the answer does not tell the difference: ${JSON.stringify([sampled, expected])}`
    }
  }
  return undoDiffers(server, world, { id, state })
}

async function undoDiffers(
  server: Asked,
  world: World,
  { id, state }: { id: string; state: unknown },
): Promise<string | undefined> {
  const after = await stateOf(server, world)
  const undo = (of: string) => server.api('POST', `/changes/${of}/undo`, {}, { base })
  const undone = await undo(id)
  if (undone.status === 422) {
    if (!isDeepStrictEqual(await stateOf(server, world), after)) return 'a refused undo has changed'
    return hidesIn(undone.json) ? undefined : `not undone: ${JSON.stringify(undone.json)}`
  }
  if (undone.status !== 200) return `undo ${undone.status}: ${JSON.stringify(undone.json)}`
  if (!isDeepStrictEqual(await stateOf(server, world), state))
    return 'the undo is not the state before'
  if (undone.json.id === null) return undefined
  const redone = await undo(undone.json.id)
  if (redone.status === 422 && hidesIn(redone.json)) return undefined
  if (redone.status !== 200)
    return `undo of the undo ${redone.status}: ${JSON.stringify(redone.json)}`
  if (!isDeepStrictEqual(await stateOf(server, world), after))
    return 'the undo of the undo is not the state after'
  return undefined
}

const hidesIn = ({ errors }: { errors?: readonly { readonly message: string }[] }) =>
  errors?.some(({ message }) => message.includes('hidden')) === true
