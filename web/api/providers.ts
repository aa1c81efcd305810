// Providers that administrators set: read with their version, changed, tried and deleted.
import { queryOptions } from '@tanstack/react-query'
import { own } from './account.ts'
import { attrium } from './clients.ts'

/** One provider, and its version; null for one of the file, which nobody changes here. */
export const providerQuery = (id: string) =>
  queryOptions({
    queryKey: ['providers', 'set', id],
    queryFn: async () => versioned(await attrium('GET /sign_in_providers/{provider}', at(id))),
    gcTime: 0,
  })

export type VersionedProvider = Awaited<
  ReturnType<NonNullable<ReturnType<typeof providerQuery>['queryFn']>>
>
export type SetProvider = VersionedProvider['provider']

export type Settings = Partial<SetProvider>

const at = (provider: string) => ({ path: { provider } })
const versioned = <P>(answer: { body: P; headers: { get: (name: string) => string | null } }) => ({
  provider: answer.body,
  version: answer.headers.get('etag'),
})

export const createProvider = async (body: Settings) =>
  versioned(await attrium('POST /sign_in_providers', { body: body as never }))

/** Refused with 412 if somebody has changed it since that version. */
export const changeProvider = async (id: string, body: Settings, version: string | null) =>
  versioned(
    await attrium('PATCH /sign_in_providers/{provider}', {
      ...at(id),
      ...{ body: body as never, headers: { 'if-match': version ?? '*' } },
    }),
  )

export const deleteProvider = (id: string, version: string | null) =>
  attrium('DELETE /sign_in_providers/{provider}', {
    ...at(id),
    headers: { 'if-match': version ?? '*' },
  })

/** A text that begins like JSON is claims, every other a token, and an empty one asks the provider alone. */
export async function tryProvider(settings: Settings, text: string) {
  const sent = text.trim()
  const tried = sent === '' ? {} : sent.startsWith('{') ? { claims: sent } : { token: sent }
  return (await own('POST /sources/try', { body: { ...settings, ...tried } as never })).body
}
