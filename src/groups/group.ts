// A group: what may be said of it, and how groups may stand in each other (looker 10.11 to 10.15).
import type { Catalogue } from '../catalogue/catalogue.ts'
import { allUsersGroupId, type GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import { textKey } from '../text-key.ts'

/** All Users holds everybody: nobody changes, deletes or leaves it (looker 10.11). */
export const isAllUsers = (id: GroupId) => id === allUsersGroupId

/** Whether another group has this name, in any case. */
export const groupNameTaken =
  (catalogue: Catalogue, except?: GroupId) =>
  (key: string): boolean =>
    [...catalogue.groups.values()].some(({ id, name }) => id !== except && textKey(name) === key)

/**
 * Why a group cannot be put into another one, as a sentence; undefined when it can. What is asked of
 * the catalogue stays true until the commit, which is lost when the catalogue has changed meanwhile.
 */
export function nestingObstacle(
  catalogue: Catalogue,
  parent: GroupId,
  child: GroupId,
): string | undefined {
  if (catalogue.groupsAround(parent).includes(child)) {
    return 'group_id must not name the group itself or a group around it: it would contain itself.'
  }
  const depth = levelsAbove(catalogue, parent) + levelsBelow(catalogue, child)
  if (depth <= limits.group_depth) return undefined
  return `group_id cannot be put here: groups nest at most ${limits.group_depth} levels deep.`
}

/** How many groups stand on the longest way up from a group, itself included, All Users not. */
const levelsAbove = (catalogue: Catalogue, id: GroupId): number =>
  longestWay(id, (from) => catalogue.groups.get(from)?.parents ?? [])

/** The same on the longest way down. */
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

/** Looks at each group once; the limit on depth bounds the recursion. */
function longestWay(start: GroupId, next: (from: GroupId) => readonly GroupId[]): number {
  const known = new Map<GroupId, number>()
  const lengthFrom = (id: GroupId): number => {
    const held = known.get(id)
    if (held !== undefined) return held
    const length = (isAllUsers(id) ? 0 : 1) + Math.max(0, ...next(id).map(lengthFrom))
    known.set(id, length)
    return length
  }
  return lengthFrom(start)
}
