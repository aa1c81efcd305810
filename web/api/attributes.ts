// Definitions of attributes, and how many people and groups have a value of their own.
import { queryOptions } from '@tanstack/react-query'
import { allAttributes } from '../../src/client/lists.ts'
import { attrium, clients } from './clients.ts'

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

/** How many people, and how many groups, have a value of each attribute, by the ids of attributes. */
export const holdersQuery = queryOptions({
  queryKey: ['holders'],
  queryFn: async () => {
    const { body } = await attrium('GET /values/counts')
    return new Map(body.counts.map((it) => [it.user_attribute_id, it]))
  },
  staleTime: 60_000,
})
