// F-22: an object is deleted while it is used. It is used or gone, nothing of it remains, and nothing breaks.
import { type Answer, type Ask, make, newKey, oddAnswers } from '../asking.ts'
import { type Nodes, signIn } from '../nodes.ts'
import type { Race, Round } from './race.ts'

export const deleteAndUse: Race = { name: 'delete_and_use', rounds: 2000, start }

/** A thing made for one round, its path, and ways to use it with their allowed answers. */
interface Contest {
  readonly path: string
  readonly uses: readonly Use[]
}
type Use = readonly [use: () => Promise<Answer>, ...allowed: number[]]

/** This value fits a string as well as a number. */
const value = '1'

interface World {
  readonly ask: Ask
  readonly nodes: Nodes
  readonly user: string
  readonly group: string
  readonly attribute: string
}

async function start(nodes: Nodes): Promise<Round> {
  const { ask } = nodes
  const user = await make(ask, '/users', {})
  const group = await make(ask, '/groups', { name: 'kept' })
  const attribute = await make(ask, '/user_attributes', { name: 'kept', type: 'string' })
  const world: World = { ask, nodes, user, group, attribute }
  return async (random, round) => {
    const prepare = random.pick([ofAttribute, ofGroup, ofUser])
    const { path, uses } = await prepare(world, round)
    const chosen = Array.from({ length: 4 }, () => random.pick(uses))
    const at = random.below(chosen.length + 1)
    const early = chosen.slice(0, at).map(([use]) => use())
    const deleted = ask('DELETE', path)
    const late = chosen.slice(at).map(([use]) => use())
    const answers = await Promise.all([...early, ...late])
    const odd = answers.flatMap((answer, number) =>
      oddAnswers([answer], (chosen[number] as Use).slice(1) as number[]),
    )
    return [
      ...odd.map((what) => `while DELETE ${path}: ${what}`),
      ...oddAnswers([await deleted], [204]),
      ...oddAnswers([await ask('GET', path)], [404]),
    ]
  }
}

async function ofAttribute({ ask, user, group }: World, round: number): Promise<Contest> {
  const id = await make(ask, '/user_attributes', { name: `used_${round}`, type: 'string' })
  const path = `/user_attributes/${id}`
  const values = [`/users/${user}/attribute_values`, `/groups/${group}/attribute_values`]
  const uses: Use[] = values.flatMap((of): Use[] => [
    [() => ask('PATCH', `${of}/${id}`, { value }), 200, 404],
    [() => ask('DELETE', `${of}/${id}`), 204, 404],
  ])
  return {
    path,
    uses: [
      ...uses,
      [() => ask('POST', `${path}/group_values`, [{ group_id: group, value }]), 200, 404],
      [() => ask('PATCH', path, { type: 'number', default_value: value }), 200, 404],
      [() => ask('GET', `/users/${user}/attribute_values?user_attribute_ids=${id}`), 200],
    ],
  }
}

async function ofGroup(world: World, round: number): Promise<Contest> {
  const { ask, user, group, attribute } = world
  const id = await make(ask, '/groups', { name: `used ${round}` })
  const path = `/groups/${id}`
  const list = `/user_attributes/${attribute}/group_values`
  const both = [group, id].map((group_id) => ({ group_id, value }))
  return {
    path,
    uses: [
      [() => ask('POST', `${path}/users`, { user_id: user }), 200, 404],
      [() => ask('DELETE', `${path}/users/${user}`), 204, 404],
      // Both directions together would close a circle, so one of them is a 400.
      [() => ask('POST', `${path}/groups`, { group_id: group }), 200, 400, 404],
      [() => ask('POST', `/groups/${group}/groups`, { group_id: id }), 200, 400, 404],
      [() => ask('PATCH', `${path}/attribute_values/${attribute}`, { value }), 200, 404],
      // A list that names a deleted group is refused.
      [() => ask('POST', list, both), 200, 422],
      [() => ask('PATCH', path, { name: `renamed ${round}` }), 200, 404],
      [() => ask('GET', `/users/${user}/attribute_values?all_values=true`), 200],
    ],
  }
}

async function ofUser({ ask, nodes, group, attribute }: World): Promise<Contest> {
  const id = await make(ask, '/users', {})
  const path = `/users/${id}`
  const key = await newKey(ask, id)
  const himself = await signIn(nodes, id)
  return {
    path,
    uses: [
      [() => ask('PATCH', `${path}/attribute_values/${attribute}`, { value }), 200, 404],
      [() => ask('POST', `/groups/${group}/users`, { user_id: id }), 200, 404],
      [() => ask('PATCH', path, { first_name: 'x' }), 200, 404],
      [() => ask('PUT', `${path}/roles`, []), 200, 404],
      [() => ask('POST', `${path}/credentials_api3`), 200, 404],
      [() => ask('POST', '/login', key), 200, 404],
      [() => himself('GET', '/user'), 200, 401],
      [() => himself('GET', `${path}/attribute_values`), 200, 401],
    ],
  }
}
