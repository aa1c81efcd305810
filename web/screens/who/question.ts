// The question who has a value, as the address and the fields of the screen have it.
import type { Attribute } from '../../api/attributes.ts'
import { attrium } from '../../api/clients.ts'

/** What the address says: names of things, never a value. */
export interface Search {
  readonly attribute?: string
  readonly match?: string
  readonly of?: string
  readonly group?: string
  readonly source?: string
  readonly as_of?: string
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The value that is looked for: beside the address, in the history of this tab. */
    readonly sought?: string
  }
}

export type Match = 'set' | 'unset' | 'is' | 'is_not' | 'contains' | 'starts_with' | 'admits'

/** What may be asked about an attribute. */
export function matchesOf(attribute: Pick<Attribute, 'type' | 'value_is_hidden'>): Match[] {
  if (attribute.value_is_hidden) return ['set', 'unset']
  const isFilter = attribute.type?.startsWith('advanced_filter') ?? false
  return [
    ...(['set', 'unset', 'is', 'is_not', 'contains', 'starts_with'] as const),
    ...(isFilter ? (['admits'] as const) : []),
  ]
}

export const comparesValues = (match: string): boolean => match !== 'set' && match !== 'unset'

/** `GET /values` without its page. */
export interface Asked {
  readonly attribute: string
  readonly match: string
  readonly of: string
  readonly value?: string
  readonly group?: string
  readonly source?: string
  readonly as_of?: string
}

/** The question, or undefined while something of it is missing. */
export function askedBy(search: Search, sought: string | undefined): Asked | undefined {
  const { attribute, match = 'set', of = 'effective', source, ...rest } = search
  if (attribute === undefined) return undefined
  const isPart = match === 'contains' || match === 'starts_with'
  if (comparesValues(match) && (sought === undefined || (isPart && sought === ''))) return undefined
  return {
    ...{ attribute, match, of, ...rest },
    ...(comparesValues(match) && sought !== undefined && { value: sought }),
    ...(of === 'effective' && source !== undefined && { source }),
  }
}

export type Held = Awaited<ReturnType<typeof holders>>['values'][number]

export async function holders(asked: Asked, after: string | undefined, limit: number) {
  const isFirst = after === undefined
  const query = { ...asked, limit, ...(isFirst ? { count: true } : { after }) }
  return (await attrium('GET /values', { query })).body
}

export const idOf = ({ user_id, group_id }: Held): string => user_id ?? group_id ?? ''
export const nameOf = ({ display_name, email, user_id }: Held): string =>
  display_name || email || (user_id === null ? '' : `User ${user_id}`)
