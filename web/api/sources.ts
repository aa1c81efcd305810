// Providers with which people sign in: those that a sign-in page offers, and what their settings say.
import { queryOptions } from '@tanstack/react-query'
import { own } from './account.ts'
import { web } from './session.ts'

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async () => (await web('GET /providers')).body,
  staleTime: 60_000,
})

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async () => (await own('GET /sources')).body,
})

export type Source = Awaited<ReturnType<NonNullable<typeof sourcesQuery.queryFn>>>[number]

/** A text that begins like JSON is claims, and every other a token. */
export async function tryClaims(provider: string, text: string) {
  const body = text.trimStart().startsWith('{') ? { claims: text } : { token: text.trim() }
  const call = { path: { provider }, body: body as never }
  return (await own('POST /sources/{provider}/try', call)).body
}
