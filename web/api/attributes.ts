// Definitions of attributes, and how many people and groups have a value of their own.
import { queryOptions } from '@tanstack/react-query'
import { allAttributes } from '../../src/client/lists.ts'
import { attrium, clients } from './clients.ts'
import { inTurn } from './in-turn.ts'

export type Attribute = Awaited<ReturnType<typeof allAttributes>>[number]

export const attributesQuery = queryOptions({
  queryKey: ['attributes'],
  queryFn: () => allAttributes(clients),
})

export const attributeQuery = (attribute: string) =>
  queryOptions({
    queryKey: ['attributes', attribute],
    queryFn: async () =>
      (await attrium('GET /attributes/{attribute}', { path: { attribute } })).body,
  })

/** How many people, or groups, have a value of the attribute. Counting takes the server work: a few at a time. */
export const holdersQuery = (attribute: string, of: 'own' | 'group') =>
  queryOptions({
    queryKey: ['holders', attribute, of],
    queryFn: () =>
      inTurn(async () => {
        const { body } = await attrium('GET /values/summary', { query: { attribute, of } })
        return body.set
      }),
    staleTime: 60_000,
  })
