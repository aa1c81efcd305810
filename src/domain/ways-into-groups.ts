// How somebody is in a group: directly, or through groups inside it. The work is bounded however groups nest.
import { byId, type GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Catalogue } from './catalogue.ts'

/** From a group that the user is directly in, to the group itself. */
export type Way = readonly GroupId[]

/**
 * Returns the function that lists the ways into a group, shortest first, at most ten. A group keeps no more than the
 * ten nearest of the groups inside it: no other one can be part of the ten shortest ways.
 */
export function waysInto(
  catalogue: Catalogue,
  direct: readonly GroupId[],
): (group: GroupId) => readonly Way[] {
  const distances = distancesFrom(catalogue, direct)
  const inner = new Map<GroupId, GroupId[]>()
  for (const id of distances.keys()) {
    for (const parent of catalogue.groups.get(id)?.parents ?? []) {
      const known = inner.get(parent)
      if (known === undefined) inner.set(parent, [id])
      // Groups come in the order of their distance.
      else if (known.length < limits.ways_into_a_group) known.push(id)
    }
  }
  const found = new Map<GroupId, readonly Way[]>()
  return (group) => {
    const known = found.get(group) ?? shortest(group, distances, inner)
    found.set(group, known)
    return known
  }
}

type Distances = ReadonlyMap<GroupId, number>

/**
 * Always goes on with a beginning that can become the shortest way, and with the newest of those, so that each whole
 * way takes as many steps as it is long.
 */
function shortest(
  group: GroupId,
  distances: Distances,
  inner: ReadonlyMap<GroupId, readonly GroupId[]>,
): Way[] {
  const ways: Way[] = []
  const least = distances.get(group)
  if (least === undefined) return ways
  /** Ends of ways, by the length that a whole way with this end has at least. */
  const open: Way[][] = []
  open[least] = [[group]]
  let steps = 0
  for (let length = least; length < open.length; length++) {
    for (let way = open[length]?.pop(); way !== undefined; way = open[length]?.pop()) {
      // guard explanation-1: becomes false
      if (++steps > limits.ways_looked_at) return ways
      const head = way[0] ?? group
      if (distances.get(head) === 0) ways.push(way)
      if (ways.length === limits.ways_into_a_group) return ways
      for (const next of [...(inner.get(head) ?? [])].reverse()) {
        // Only a broken store has circles (T-30).
        if (way.includes(next)) continue
        const whole = way.length + (distances.get(next) ?? 0)
        const others = open[whole]
        if (others === undefined) open[whole] = [[next, ...way]]
        else others.push([next, ...way])
      }
    }
  }
  return ways
}

/** The number of steps from a group that the user is directly in to each group around it, nearest groups first. */
function distancesFrom(catalogue: Catalogue, direct: readonly GroupId[]): Distances {
  const distances = new Map([...direct].sort(byId).map((id) => [id, 0]))
  for (const [id, distance] of distances) {
    for (const parent of catalogue.groups.get(id)?.parents ?? []) {
      if (!distances.has(parent)) distances.set(parent, distance + 1)
    }
  }
  return distances
}
