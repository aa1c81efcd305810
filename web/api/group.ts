// One group: its members, the groups inside it, the values that it gives.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { parsed } from '../../src/client/answers.ts'
import { everyPage } from '../../src/client/lists.ts'
import type { ExportRow } from '../../src/holders/lines.ts'
import { attrium, looker } from './clients.ts'

const pageRows = 100
const fields = 'id,first_name,last_name,email,is_disabled'

export const groupQuery = (group_id: string) =>
  queryOptions({
    queryKey: ['groups', group_id],
    queryFn: async () => (await looker('GET /groups/{group_id}', { path: { group_id } })).body,
  })

/** Direct members; a search needs the right to see more of users than names. */
export const membersQuery = (group_id: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['groups', group_id, 'members', search],
    queryFn: async ({ pageParam: offset }) => {
      const page = { fields, limit: pageRows, offset, sorts: 'first_name,last_name' }
      const full_name = `%${search.trim().replaceAll(/[%_^\\]/g, '^$&')}%`
      const { body, headers } =
        search.trim() === ''
          ? await looker('GET /groups/{group_id}/users', { path: { group_id }, query: page })
          : await looker('GET /users/search', { query: { ...page, group_id, full_name } as Asked })
      return {
        members: body,
        total: Number(headers.get('x-total-count') ?? body.length),
        next: body.length < pageRows ? undefined : offset + pageRows,
      }
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  })

export interface TimedMember {
  readonly id: string
  readonly email: string | null
  readonly first_name: string
  readonly last_name: string
  readonly starts_at: string | null
  readonly expires_at: string | null
}

/** Direct members for a time, also those who join later, whom the Looker API does not list. */
export const timedMembersQuery = (group_id: string) =>
  queryOptions({
    queryKey: ['groups', group_id, 'members', 'for a time'],
    queryFn: async (): Promise<TimedMember[]> => {
      const { items } = await everyPage(undefined, async (page) => {
        const query = { ...page, group: group_id, for_a_time: true }
        const { body } = await attrium('GET /memberships', { query })
        return { items: body.memberships, next: body.next }
      })
      return items.map(({ user_id: id, display_name, ...it }) => ({
        ...{ id, first_name: display_name, last_name: '', email: it.email },
        ...{ starts_at: it.starts_at, expires_at: it.expires_at },
      }))
    },
  })

/** The client types a list of ids as a term that has been read. */
type Asked = { readonly fields: string }

export const childrenQuery = (group_id: string) =>
  queryOptions({
    queryKey: ['groups', group_id, 'children'],
    queryFn: async () =>
      (await looker('GET /groups/{group_id}/groups', { path: { group_id } })).body,
  })

/** The values that the group itself gives, by attribute; the export has those of the groups inside it, too. */
export const groupGivesQuery = (group_id: string, name: string) =>
  queryOptions({
    queryKey: ['group-values', 'of', group_id, name],
    queryFn: async (): Promise<ExportRow[]> => {
      const answer = await attrium('GET /values.ndjson', {
        query: { of: 'group', group: group_id },
      })
      const body: string | undefined = answer.body
      const lines = (body ?? '').split('\n').filter((line) => line !== '')
      return lines.map((line) => parsed(line) as ExportRow).filter(({ group }) => group === name)
    },
  })
