// A group: the rules of its fields and of nesting (looker 10.11 to 10.15).

import { allUsersGroupId, type GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import { textKey } from '../texts/text-key.ts'
import type { Catalogue } from './catalogue.ts'

/** All Users holds everybody: nobody changes, deletes or leaves it (looker 10.11). */
export const isAllUsers = (id: GroupId) => id === allUsersGroupId

/** Whether another group has this name; case is ignored. */
export const groupNameTaken =
  (catalogue: Catalogue, except?: GroupId) =>
  (key: string): boolean =>
    [...catalogue.groups.values()].some(({ id, name }) => id !== except && textKey(name) === key)

/**
 * A sentence that says why a group cannot be put into another one; undefined if it can. The facts from the catalogue
 * stay true until the commit: it fails if the catalogue has changed meanwhile.
 */
export function nestingObstacle(
  catalogue: Catalogue,
  parent: GroupId,
  child: GroupId,
): string | undefined {
  // guard groups-1: becomes parent === child
  if (catalogue.groupsAround(parent).includes(child)) {
    return 'group_id must not name the group itself or a group around it: the group would contain itself.'
  }
  const depth = levelsAbove(catalogue, parent) + levelsBelow(catalogue, child)
  // guard groups-2: becomes depth <= 1000
  if (depth <= limits.group_depth) return undefined
  return `group_id cannot be added here: groups nest at most ${limits.group_depth} levels deep.`
}

/** The number of groups on the longest way up from a group, including the group but not All Users. */
const levelsAbove = (catalogue: Catalogue, id: GroupId): number =>
  longestWay(id, (from) => catalogue.groups.get(from)?.parents ?? [])

/** The same for the longest way down. */
function levelsBelow(catalogue: Catalogue, id: GroupId): number {
  const children = new Map<GroupId, GroupId[]>()
  for (const group of catalogue.groups.values()) {
    for (const parent of group.parents) {
      const list = children.get(parent)
      if (list === undefined) children.set(parent, [group.id])
      else list.push(group.id)
    }
  }
  return longestWay(id, (from) => children.get(from) ?? [])
}

/** Visits each group once; the limit on depth bounds the recursion. */
function longestWay(start: GroupId, next: (from: GroupId) => readonly GroupId[]): number {
  const known = new Map<GroupId, number>()
  const lengthFrom = (id: GroupId): number => {
    const cached = known.get(id)
    if (cached !== undefined) return cached
    const length = (isAllUsers(id) ? 0 : 1) + Math.max(0, ...next(id).map(lengthFrom))
    known.set(id, length)
    return length
  }
  return lengthFrom(start)
}
