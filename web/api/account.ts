// What people do with their own account: password, second factor, sessions, and what was changed of their values.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { webClient } from '../../src/client/client.ts'
import { carry } from './carry.ts'
import { attrium } from './clients.ts'
import { serverUrl } from './server-url.ts'

/** Signs people in over the page when their session has ended, as the clients of the APIs do. */
export const own = webClient(serverUrl, carry)

export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: async () => (await own('GET /sessions')).body,
})

export const ownHistoryQuery = (user: string) =>
  infiniteQueryOptions({
    queryKey: ['own-history', user],
    queryFn: async ({ pageParam }) => {
      const page = { user, limit: 20, ...(pageParam !== '' && { after: pageParam }) }
      const { history, next } = (await attrium('GET /history', { query: page })).body
      return { entries: history.filter(({ attribute }) => attribute !== null), next }
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
