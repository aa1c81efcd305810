// The writers of a storm: lanes of changes over HTTP; each lane is the only writer of its facts.
import type { Random } from '../../test/support/random.ts'
import type { Asked } from '../../test/support/server-process.ts'
import type { Change, ExpectedRow, Facts, History } from './storm-check.ts'

/** One request, its audit row, and the facts of its lane once it is done. */
export interface Step extends Change {
  readonly asked: Asked
}

/** Yields steps for ever, and receives the body of the answer to each. */
export type Script = Generator<Step, never, { readonly id: string }>

export interface Lane extends History {
  readonly sent: Change[]
  acknowledged: number
  /** Continues from the present facts, at the first use and after a crash. */
  readonly begin: (facts: Facts) => Script
  /** The script under way, with the latest answer for it. */
  running?: { readonly script: Script; answer: { readonly id: string } } | undefined
}

/** The sources of random texts and choices for the scripts of a storm. */
export interface Draws {
  readonly random: Random
  /** A text that no other call returns. */
  readonly unique: () => string
}

/** The things that one client's lanes work on; nobody deletes them. */
export interface Ground {
  readonly user_id: string
  readonly group_id: string
  /** Three groups whose values make a list. */
  readonly group_ids: readonly string[]
  readonly value_attribute_ids: readonly string[]
  readonly list_attribute_id: string
}

const nothing: ExpectedRow = {
  operation: '',
  user_id: null,
  group_id: null,
  user_attribute_id: null,
}

export function step(
  method: string,
  path: string,
  audited: Partial<ExpectedRow>,
  facts: Facts,
  body?: unknown,
): Step {
  const asked = { method, path: `/api/4.0${path}` }
  return {
    asked: body === undefined ? asked : { ...asked, body: JSON.stringify(body) },
    audited: { ...nothing, ...audited },
    facts,
  }
}

export const newLane = (lane: string, begin: Lane['begin']): Lane => ({
  lane,
  sent: [],
  acknowledged: 0,
  begin,
})

/** The lanes of one client; changes of values are the most frequent, as in real use. */
export function lanesOf(name: string, ground: Ground, draws: Draws): Lane[] {
  const { user_id, group_id, value_attribute_ids } = ground
  return [
    ...value_attribute_ids.map((user_attribute_id) =>
      newLane(`${name} value ${user_attribute_id}`, () =>
        userValue(user_id, user_attribute_id, draws),
      ),
    ),
    newLane(`${name} list`, (facts) => groupValues(ground, facts, draws)),
    newLane(`${name} member`, (facts) => membership(group_id, user_id, facts)),
    newLane(`${name} attributes`, (facts) => attributeLives(user_id, facts, draws)),
    newLane(`${name} groups`, (facts) => groupLives(facts, draws)),
    newLane(`${name} users`, (facts) => userLives(facts, draws)),
  ]
}

function* userValue(user_id: string, user_attribute_id: string, draws: Draws): Script {
  const path = `/users/${user_id}/attribute_values/${user_attribute_id}`
  const of = { user_id, user_attribute_id }
  for (;;) {
    const value = draws.unique()
    const set = { ...of, operation: 'set_user_attribute_user_value', new_value: value }
    yield step('PATCH', path, set, { [`value ${user_id} ${user_attribute_id}`]: value }, { value })
    if (draws.random.chance(0.8)) continue
    yield step('DELETE', path, { ...of, operation: 'delete_user_attribute_user_value' }, {})
  }
}

type ListedValue = readonly [group_id: string, rank: number, value: string]

/** All, one or none of the values that three groups have of an attribute. */
function* groupValues(ground: Ground, facts: Facts, { random, unique }: Draws): Script {
  const { list_attribute_id: user_attribute_id, group_ids } = ground
  const fact = `group values ${user_attribute_id}`
  const listPath = `/user_attributes/${user_attribute_id}/group_values`
  const valuePath = (group: string) => `/groups/${group}/attribute_values/${user_attribute_id}`
  let list = JSON.parse(facts[fact] ?? '[]') as ListedValue[]
  const now = (next: ListedValue[]): Facts => {
    list = next.map(([group, , value], at) => [group, at + 1, value])
    return list.length === 0 ? {} : { [fact]: JSON.stringify(list) }
  }
  for (;;) {
    const group_id = random.pick(group_ids)
    const value = unique()
    const held = list.some(([group]) => group === group_id)
    const audited = { user_attribute_id, group_id }
    const draw = random.below(10)
    if (draw < 3) {
      const values = random.chance(0.5) ? group_ids : [...group_ids].reverse()
      const next = values.map((group): ListedValue => [group, 0, `${group} ${value}`])
      const body = next.map(([group, , text]) => ({ group_id: group, value: text }))
      const operation = 'set_user_attribute_group_values'
      yield step('POST', listPath, { user_attribute_id, operation }, now(next), body)
    } else if (draw < 5 && held) {
      const operation = 'delete_user_attribute_group_value'
      const next = list.filter(([group]) => group !== group_id)
      yield step('DELETE', valuePath(group_id), { ...audited, operation }, now(next))
    } else {
      const change = { ...audited, operation: 'update_user_attribute_group_value' }
      const kept = list.map((it): ListedValue => (it[0] === group_id ? [group_id, 0, value] : it))
      const next: ListedValue[] = held ? kept : [...list, [group_id, 0, value]]
      const path = valuePath(group_id)
      yield step('PATCH', path, { ...change, new_value: value }, now(next), { value })
    }
  }
}

function* membership(group_id: string, user_id: string, facts: Facts): Script {
  const fact = `member ${group_id} ${user_id}`
  const path = `/groups/${group_id}/users`
  const of = { group_id, user_id }
  for (let member = facts[fact] !== undefined; ; member = !member) {
    if (member) {
      yield step('DELETE', `${path}/${user_id}`, { ...of, operation: 'delete_group_user' }, {})
    } else {
      yield step('POST', path, { ...of, operation: 'add_group_user' }, { [fact]: '' }, { user_id })
    }
  }
}

/** An attribute is made, changed, used, hidden and deleted; if a crash interrupts this, it stays. */
function* attributeLives(user_id: string, kept: Facts, { random, unique }: Draws): Script {
  for (;;) {
    const name = nameOf(unique()).replace(' ', '_')
    const fact = `attribute ${name}`
    const made = { operation: 'create_user_attribute' }
    const body = { name, label: name, type: 'string' }
    const { id } = yield step('POST', '/user_attributes', made, { ...kept, [fact]: '' }, body)
    const path = `/user_attributes/${id}`
    const valuePath = `/users/${user_id}/attribute_values/${id}`
    const of = { user_attribute_id: id }
    const [fallback, value] = [unique(), unique()]
    const changed = { ...of, operation: 'update_user_attribute' }
    const known = { ...kept, [fact]: fallback }
    yield step('PATCH', path, changed, known, { default_value: fallback })
    const set = { ...of, user_id, operation: 'set_user_attribute_user_value' }
    const used = { ...known, [`value ${user_id} ${id}`]: value }
    // The audit row loses its value when the attribute is hidden, so no value is expected there.
    yield step('PATCH', valuePath, set, used, { value })
    if (random.chance(0.5)) {
      const hidden = { ...kept, [fact]: hiddenText, [`value ${user_id} ${id}`]: hiddenText }
      yield step('PATCH', path, changed, hidden, {
        value_is_hidden: true,
        hidden_value_domain_whitelist: 'https://example.com/*',
      })
    }
    yield step('DELETE', path, { ...of, operation: 'delete_user_attribute' }, kept)
  }
}

/** Stands for any hidden value, because nobody can read it. */
export const hiddenText = 'hidden'

function* groupLives(kept: Facts, { unique }: Draws): Script {
  for (;;) {
    const [name, other] = [nameOf(unique()), nameOf(unique())]
    const facts = { ...kept, [`group ${name}`]: '' }
    const { id } = yield step('POST', '/groups', { operation: 'create_group' }, facts, { name })
    const of = { group_id: id }
    const renamed = { ...kept, [`group ${other}`]: '' }
    const change = { ...of, operation: 'update_group' }
    yield step('PATCH', `/groups/${id}`, change, renamed, { name: other })
    yield step('DELETE', `/groups/${id}`, { ...of, operation: 'delete_group' }, kept)
  }
}

function* userLives(kept: Facts, { unique }: Draws): Script {
  for (;;) {
    const [last_name, first_name] = [nameOf(unique()), nameOf(unique())]
    const facts = (first: string) => ({ ...kept, [`user ${last_name}`]: first })
    const body = { first_name: 'Storm', last_name }
    const made = { operation: 'create_user' }
    const { id } = yield step('POST', '/users', made, facts('Storm'), body)
    const of = { user_id: id }
    const changed = { ...of, operation: 'update_user' }
    yield step('PATCH', `/users/${id}`, changed, facts(first_name), { first_name })
    yield step('DELETE', `/users/${id}`, { ...of, operation: 'delete_user' }, kept)
  }
}

/** Each kind of unique text begins with its own word. */
const nameOf = (unique: string) => `storm ${unique.split(' ')[0]}`
