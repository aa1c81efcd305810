// Groups with their names and how many members they have, and the values that they give.
import { queryOptions } from '@tanstack/react-query'
import { everyPage, everyRow } from '../../src/client/lists.ts'
import { attrium, looker } from './clients.ts'
import { inTurn } from './in-turn.ts'

export interface Group {
  readonly id: string
  readonly name: string
  readonly user_count: number
}

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async (): Promise<Group[]> => {
    const rows = await everyRow(async (page) => {
      const query = { ...page, fields: 'id,name,user_count', sorts: 'name' }
      return (await looker('GET /groups', { query })).body
    })
    return rows.map(({ id = '', name, user_count }) => ({
      ...{ id, name: name ?? id, user_count: user_count ?? 0 },
    }))
  },
})

/** What a group gives; the value is null if it is hidden. */
export interface GroupValue {
  readonly group_id: string
  readonly name: string
  readonly value: string | null
  /** Null: it counts already, or it does not end. */
  readonly starts_at: string | null
  readonly expires_at: string | null
}

/** The values that groups give, also those that start later, strongest first. */
export const groupValuesQuery = (attribute: string) =>
  queryOptions({
    queryKey: ['group-values', attribute],
    queryFn: async (): Promise<GroupValue[]> => {
      const { items } = await everyPage(undefined, async (page) => {
        const { body } = await attrium('GET /group_values', { query: { ...page, attribute } })
        return { items: body.values, next: body.next }
      })
      return items.map(({ group_id, group: name, value, starts_at, expires_at }) => ({
        ...{ group_id, name, value, starts_at, expires_at },
      }))
    },
  })

export const decidedKey = (attribute: string) => ['decided', attribute]

/** How many people have the value of this group, alone or together with those of others. */
export const decidedQuery = (attribute: string, group: string) =>
  queryOptions({
    queryKey: [...decidedKey(attribute), group],
    queryFn: () =>
      inTurn(async () => {
        const query = { attribute, source: `Group: ${group}`, count: true, limit: 1 }
        return (await attrium('GET /values', { query })).body.total ?? 0
      }),
    staleTime: 60_000,
  })
