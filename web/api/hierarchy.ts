// Groups with the groups around them and their roles, as a tree.
import { queryOptions } from '@tanstack/react-query'
import { everyRow } from '../../src/client/lists.ts'
import { looker } from './clients.ts'

const readGroups = () =>
  everyRow(
    async (page) =>
      (await looker('GET /groups/search/with_hierarchy', { query: { ...page, sorts: 'name' } }))
        .body,
  )

export type HierarchyGroup = Awaited<ReturnType<typeof readGroups>>[number]

export const hierarchyQuery = queryOptions({
  queryKey: ['groups', 'hierarchy'],
  queryFn: readGroups,
})

/** Everybody is in it; every other group lies in it, which a tree need not say. */
export const allUsersGroup = '1'

export interface Placed {
  readonly group: HierarchyGroup
  /** 0 for those in no other group. */
  readonly level: number
  /** Names of further groups that it lies in: a group stands once in the tree. */
  readonly also: readonly string[]
  readonly inside: number
}

export const groupName = ({ name, id }: Pick<HierarchyGroup, 'name' | 'id'>) => name ?? id

/** Each group once, below the first of the groups that it lies in. */
export function treeOf(groups: readonly HierarchyGroup[]): Placed[] {
  const known = new Map(groups.map((group) => [group.id, group]))
  const parentsOf = ({ parent_group_ids }: HierarchyGroup) =>
    (parent_group_ids ?? []).filter((id) => id !== allUsersGroup && known.has(id))
  const children = Map.groupBy(groups, (group) => parentsOf(group)[0] ?? '')
  const inside = new Map<string, number>()
  for (const group of groups) {
    for (const id of parentsOf(group)) inside.set(id, (inside.get(id) ?? 0) + 1)
  }
  const placed: Placed[] = []
  const place = (parent: string, level: number) => {
    for (const group of children.get(parent) ?? []) {
      const also = parentsOf(group).slice(1)
      placed.push({
        group,
        level,
        also: also.map((id) => groupName(known.get(id) ?? group)),
        inside: inside.get(group.id) ?? 0,
      })
      place(group.id, level + 1)
    }
  }
  place('', 0)
  return placed
}
