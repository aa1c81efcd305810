// T-30: groups are put into each other all around, at once; one of these nestings is refused, and no circle closes.
import { groupsOf, type ReferenceGroup } from '../../test/support/reference-resolver.ts'
import { make, oddAnswers, sure } from '../asking.ts'
import type { Nodes } from '../nodes.ts'
import type { Race, Round } from './race.ts'

export const oppositeNesting: Race = { name: 'opposite_nesting', rounds: 500, start }

async function start(nodes: Nodes): Promise<Round> {
  const { ask } = nodes
  const groups: string[] = []
  for (const name of ['one', 'two', 'three']) groups.push(await make(ask, '/groups', { name }))
  return async (random) => {
    const ring = groups.slice(0, 2 + random.below(2))
    const edges = ring.map((parent, at) => [parent, ring[(at + 1) % ring.length] ?? ''] as const)
    const answers = await Promise.all(
      edges.map(([parent, group_id]) =>
        nodes.ask('POST', `/groups/${parent}/groups`, { group_id }),
      ),
    )
    const { json } = await sure(nodes.ask('GET', '/groups/search/with_hierarchy'))
    const stored = json as { id: string; name: string; parent_group_ids: string[] }[]
    const world = stored.map(({ parent_group_ids, ...it }) => ({
      ...it,
      parents: parent_group_ids,
    }))
    const kept = edges.filter((_, at) => answers[at]?.status === 200)
    const lost = kept.filter(([parent, child]) => !parentsOf(world, child).includes(parent))
    await Promise.all(
      edges.map(([parent, child]) => nodes.ask('DELETE', `/groups/${parent}/groups/${child}`)),
    )
    return [
      ...oddAnswers(answers, [200, 400]),
      ...ring.filter((id) => isInItself(world, id)).map((id) => `group ${id} contains itself`),
      ...(kept.length === ring.length - 1 ? [] : [`${kept.length} of ${ring.length} edges made`]),
      ...lost.map((edge) => `${edge} was acknowledged and is not there`),
    ]
  }
}

const parentsOf = (world: readonly ReferenceGroup[], id: string) =>
  world.find((group) => group.id === id)?.parents ?? []

const isInItself = (groups: readonly ReferenceGroup[], id: string): boolean =>
  groupsOf({ attributes: [], groups, groupValues: [] }, parentsOf(groups, id)).includes(id)
