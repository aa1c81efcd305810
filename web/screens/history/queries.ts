// Reads the history, and values as they were.
import { attrium } from '../../api/clients.ts'

/** What the address says: names, ids and times. */
export interface Search {
  readonly user?: string
  readonly attribute?: string
  readonly group?: string
  readonly actor?: string
  readonly channel?: string
  readonly change?: string
  readonly since?: string
  readonly until?: string
  readonly as_of?: string
}

export type Filters = Omit<Search, 'as_of'>

export type Entry = Awaited<ReturnType<typeof historyPage>>['history'][number]

export async function historyPage(filters: Filters, page: { limit: number; after?: string }) {
  // The parameters of the route are times, which the address has as texts.
  const query = { ...filters, ...page } as { limit: number }
  return (await attrium('GET /history', { query })).body
}

/** Changes that are newer than one, as many as a page has. */
export async function newerThan(entry: Pick<Entry, 'at' | 'sequence'>, filters: Filters) {
  const { history, next } = await historyPage({ ...filters, since: entry.at }, { limit: mostNewer })
  const newer = history.filter(({ sequence }) => Number(sequence) > Number(entry.sequence))
  return { count: newer.length, isMore: next !== null && newer.length === history.length }
}
export const mostNewer = 100

export async function valuesThen(user: string, as_of: string) {
  const { body } = await attrium('GET /users/{user}/explanations', {
    path: { user },
    query: { as_of },
  })
  return body
}
