// Laws of explanations in random worlds: they are what the Looker API answers, and a what-if is what a read says after
// the same operations (G-39).
import { isDeepStrictEqual } from 'node:util'
import { type Random, randomFrom } from '../support/chance.ts'
import type { TestServer } from '../support/server.ts'

type Asked = Pick<TestServer, 'api' | 'running'>

import {
  type PlantedWorld,
  plantWorld,
  randomWorld,
  withUnions,
} from '../user-attributes/plant-world.ts'

const base = '/api/attrium/1.0'
type Row = Record<string, unknown>

export interface Compared {
  readonly compared: number
  readonly problems: readonly string[]
}
interface Law {
  /** Each user of a random world counts: their values depend on no other user. */
  readonly users: number
  readonly seed: number
}

/** The Looker API has a word in place of a hidden default. */
const masked = (value: unknown) => (value === 'DEFAULT_IS_SET' ? null : value)
const shown = (rows: readonly Row[]) =>
  rows.map(({ name, value, source }) => ({ name, value: masked(value), source }))

const people = 20

export async function explanationsDiffer(server: Asked, { users, seed }: Law): Promise<Compared> {
  const problems: string[] = []
  let compared = 0
  for (let at = 0; compared < users && problems.length < 20; at++) {
    const random = randomFrom(seed + at)
    const world = withUnions(random, randomWorld(random, people))
    await plantWorld(server, world)
    for (const { id } of world.users) {
      const path = `/users/${id}/attribute_values?include_unset=true`
      const effective = (await server.api('GET', path)).json as Row[]
      const all = (await server.api('GET', `${path}&all_values=true`)).json as Row[]
      const told = await read(server, id)
      const steps = told.flatMap(({ name, steps }) =>
        (steps as Row[]).map((step) => ({ ...step, name })),
      )
      const set = all.filter(({ source }) => source !== 'No Value')
      const isSame =
        isDeepStrictEqual(shown(told), shown(effective)) &&
        isDeepStrictEqual(shown(steps), shown(set))
      if (!isSame) problems.push(`user ${id} of the world of seed ${seed + at}`)
      compared++
    }
  }
  return { compared, problems }
}

const read = async (server: Asked, user: string): Promise<Row[]> =>
  (await server.api('GET', `/users/${user}/explanations`, undefined, { base })).json

const oneOf = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random.below(items.length)] as Item

/** An operation, and the call of the Looker API that does the same. */
interface Trial {
  readonly op: Row
  readonly call: () => Promise<{ status: number }>
}

export function trialOf({ api }: Asked, random: Random, world: PlantedWorld, user: string): Trial {
  const attribute = oneOf(random, world.attributes).id
  const groups = world.groups.map(({ id }) => id)
  const [group_id, child_group_id] = [oneOf(random, groups), oneOf(random, groups)]
  const value = `tried ${random.below(5)}`
  const own = `/users/${user}/attribute_values/${attribute}`
  const ofGroup = `/groups/${group_id}/attribute_values/${attribute}`
  const list = `/user_attributes/${attribute}/group_values`
  const some = random.some(groups, 2)
  const listed = some.map((id) => ({ group_id: id, value: `listed ${id}` }))
  const default_value = oneOf(random, ['', 'new default'])
  const [renamed, made] = [`renamed ${random.below(1e6)}`, `made ${random.below(1e6)}`]
  const trials: Trial[] = [
    {
      op: { op: 'set_user_value', user_id: user, attribute, value },
      call: () => api('PATCH', own, { value }),
    },
    {
      op: { op: 'clear_user_value', user_id: user, attribute },
      call: () => api('DELETE', own),
    },
    {
      op: { op: 'set_group_value', group_id, attribute, value },
      call: () => api('PATCH', ofGroup, { value }),
    },
    {
      op: { op: 'clear_group_value', group_id, attribute },
      call: () => api('DELETE', ofGroup),
    },
    {
      op: { op: 'set_group_values', attribute, values: listed },
      call: () => api('POST', list, listed),
    },
    {
      op: { op: 'order_group_values', attribute, groups: some },
      call: async () => {
        const { status, json } = await api('GET', list)
        if (status >= 400) return { status }
        const rank = ({ group_id: id }: Row) => {
          const at = some.indexOf(id as string)
          return at < 0 ? some.length : at
        }
        if (some.some((id) => !json.some((held: Row) => held['group_id'] === id)))
          return { status: 422 }
        const ordered = [...json].sort((one, other) => rank(one) - rank(other))
        return api(
          'POST',
          list,
          ordered.map(({ group_id: id, value: held }) => ({ group_id: id, value: held })),
        )
      },
    },
    {
      op: { op: 'update_attribute', attribute, default_value },
      call: () => api('PATCH', `/user_attributes/${attribute}`, { default_value }),
    },
    {
      op: { op: 'add_group_user', group_id, user_id: user },
      call: () => api('POST', `/groups/${group_id}/users`, { user_id: user }),
    },
    {
      op: { op: 'remove_group_user', group_id, user_id: user },
      call: () => api('DELETE', `/groups/${group_id}/users/${user}`),
    },
    {
      op: { op: 'add_group_group', group_id, child_group_id },
      call: () => api('POST', `/groups/${group_id}/groups`, { group_id: child_group_id }),
    },
    {
      op: { op: 'remove_group_group', group_id, child_group_id },
      call: () => api('DELETE', `/groups/${group_id}/groups/${child_group_id}`),
    },
    {
      op: { op: 'update_group', group_id, name: renamed },
      call: () => api('PATCH', `/groups/${group_id}`, { name: renamed }),
    },
    {
      op: { op: 'delete_group', group_id },
      call: () => api('DELETE', `/groups/${group_id}`),
    },
    {
      op: { op: 'delete_attribute', attribute },
      call: () => api('DELETE', `/user_attributes/${attribute}`),
    },
    {
      op: { op: 'create_group', name: made },
      call: () => api('POST', '/groups', { name: made }),
    },
  ]
  const chosen = random.below(trials.length + 12)
  // What deletes things comes rarely, so that something is left.
  const at = chosen < trials.length ? chosen : chosen % 12
  return trials[at] as Trial
}

/** What does not depend on when, by whom and under which id something was made. */
const comparable = (rows: readonly Row[]) =>
  rows.map(({ name, value, source, hidden: isHidden, more_steps, steps }) => ({
    ...{ name, value, source, isHidden, more_steps },
    steps: (steps as Row[]).map(({ source, rank, value, outcome, through }) => ({
      ...{ source, rank, value, outcome, through },
    })),
  }))

const rounds = 10

export async function whatIfsDiffer(server: Asked, { users, seed }: Law): Promise<Compared> {
  const problems: string[] = []
  let compared = 0
  for (let at = 0; compared < users && problems.length < 20; at++) {
    const random = randomFrom(seed + at)
    const world = withUnions(random, randomWorld(random, 2))
    await plantWorld(server, world)
    for (let round = 0; round < rounds; round++) {
      const user = oneOf(random, world.users).id
      const trials = Array.from({ length: 1 + random.below(3) }, () =>
        trialOf(server, random, world, user),
      )
      const changes = trials.map(({ op }) => op)
      const path = `/users/${user}/explanations`
      const { status, json } = await server.api('POST', path, { changes }, { base })
      const statuses: number[] = []
      for (const { call } of trials) statuses.push((await call()).status)
      const where = `seed ${seed + at}, round ${round}: ${JSON.stringify(changes)} ${statuses}`
      if (status === 422) {
        // Some operation is refused alone as well, or something that it names is gone.
        if (!statuses.some((each) => each >= 400)) problems.push(`${where}: refused`)
        continue
      }
      const isHarmless = statuses.every((each) => each < 400)
      const isSame = isDeepStrictEqual(comparable(json.after), comparable(await read(server, user)))
      if (status !== 200 || !isHarmless || !isSame) problems.push(`${where}: ${status} ${isSame}`)
      compared++
    }
  }
  return { compared, problems }
}
