// F-21: group values are reordered, set and deleted at once; one possible order explains the result.
import type { Random } from '../../test/support/random.ts'
import { make, sure } from '../asking.ts'
import type { Nodes } from '../nodes.ts'
import { orders, type Race, type Round } from './race.ts'

export const rankOrder: Race = { name: 'rank_order', rounds: 2000, start }

/** A group value; its place in the list is its rank. */
type Held = readonly [group: string, value: string]

/** One change of the list: its request, and its effect on a list that nobody else changes. */
interface Step {
  readonly method: string
  readonly path: string
  readonly body?: object
  readonly apply: (held: readonly Held[]) => {
    readonly status: number
    readonly rank?: number
    readonly held: readonly Held[]
  }
}

async function start(nodes: Nodes): Promise<Round> {
  const { ask } = nodes
  const attribute = await make(ask, '/user_attributes', { name: 'ranked', type: 'string' })
  const groups: string[] = []
  for (const name of ['one', 'two', 'three', 'four'])
    groups.push(await make(ask, '/groups', { name }))
  const list = `/user_attributes/${attribute}/group_values`
  return async (random, round) => {
    const fresh = values(round)
    const first = randomList(random, groups, fresh)
    await sure(nodes.ask('POST', list, asBody(first)))
    const steps = Array.from({ length: 2 + random.below(2) }, () =>
      randomStep(random, { attribute, list, groups, fresh }),
    )
    const answers = await Promise.all(
      steps.map(({ method, path, body }) => nodes.ask(method, path, body)),
    )
    const { json } = await sure(nodes.ask('GET', list))
    const rows = json as { group_id: string; value: string; rank: number }[]
    const seen = JSON.stringify(rows.map(({ group_id, value }) => [group_id, value]))
    const ranksAreRight = rows.every(({ rank }, at) => rank === at + 1)
    const isExplained = orders([...steps.keys()]).some((order) => {
      let held: readonly Held[] = first
      const fits = order.every((at) => {
        const expected = (steps[at] as Step).apply(held)
        held = expected.held
        const { status, json: answer } = answers[at] ?? {}
        const rankFits = expected.rank === undefined || answer.rank === expected.rank
        return status === expected.status && rankFits
      })
      return fits && JSON.stringify(held) === seen
    })
    const told = steps.map(({ method, path, body }, at) => {
      return `${method} ${path} ${JSON.stringify(body)} → ${answers[at]?.status}`
    })
    return [
      ...(ranksAreRight ? [] : [`ranks are ${rows.map(({ rank }) => rank)}`]),
      ...(isExplained ? [] : [`${asBody(first)}, then ${told.join('; ')} left ${seen}`]),
    ]
  }
}

/** Values that no other write of the same race uses. */
function values(round: number): () => string {
  let count = 0
  return () => `${round}-${++count}`
}

const randomList = (random: Random, groups: readonly string[], fresh: () => string): Held[] =>
  random
    .pick(orders(groups))
    .slice(0, random.below(groups.length + 1))
    .map((group): Held => [group, fresh()])

const asBody = (held: readonly Held[]) => held.map(([group_id, value]) => ({ group_id, value }))

interface Place {
  readonly attribute: string
  readonly list: string
  readonly groups: readonly string[]
  readonly fresh: () => string
}

function randomStep(random: Random, { attribute, list, groups, fresh }: Place): Step {
  const group = random.pick(groups)
  const path = `/groups/${group}/attribute_values/${attribute}`
  const placeIn = (held: readonly Held[]) => held.findIndex(([it]) => it === group)
  switch (random.below(3)) {
    case 0: {
      const wanted = randomList(random, groups, fresh)
      const apply = () => ({ status: 200, held: wanted })
      return { method: 'POST', path: list, body: asBody(wanted), apply }
    }
    case 1: {
      const set: Held = [group, fresh()]
      const apply = (held: readonly Held[]) => {
        const at = placeIn(held)
        const after = at < 0 ? [...held, set] : held.toSpliced(at, 1, set)
        return { status: 200, rank: at < 0 ? after.length : at + 1, held: after }
      }
      return { method: 'PATCH', path, body: { value: set[1] }, apply }
    }
    default: {
      const apply = (held: readonly Held[]) => {
        const at = placeIn(held)
        return at < 0 ? { status: 404, held } : { status: 204, held: held.toSpliced(at, 1) }
      }
      return { method: 'DELETE', path, apply }
    }
  }
}
