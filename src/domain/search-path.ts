// Precedence: the user's own value comes first, then group values by rank, then the default (looker 1).
import type { GroupId } from '../ids.ts'
import type { UserAttribute } from './user-attribute.ts'

/** A value set on a group; among several the lowest rank wins, values are never merged (looker 1.2). */
export interface GroupValue {
  readonly group_id: GroupId
  readonly rank: number
  readonly value: string
}

/** The values that could be one user's value of one attribute. */
export interface HeldValues {
  /** For system attributes: the value in the user's record. No other value counts then. */
  readonly system: string | undefined
  readonly user: string | undefined
  /** Values of every group that the user is in, directly or through nesting, in any order. */
  readonly groups: readonly GroupValue[]
}

export type FoundValue =
  | { readonly source: 'system'; readonly value: string }
  | { readonly source: 'user'; readonly value: string }
  | { readonly source: 'group'; readonly value: string; readonly group: GroupValue }
  | { readonly source: 'default'; readonly value: string }

/** Every value of the attribute for the user, strongest first; among groups the lowest rank wins. */
export function searchPath(attribute: UserAttribute, held: HeldValues): FoundValue[] {
  if (held.system !== undefined) return [{ source: 'system', value: held.system }]
  const path: FoundValue[] = []
  // guard precedence-2: becomes held.user !== undefined && held.groups.length === 0
  if (held.user !== undefined) path.push({ source: 'user', value: held.user })
  for (const group of byRank(held.groups)) path.push({ source: 'group', value: group.value, group })
  if (attribute.default_value !== null) {
    path.push({ source: 'default', value: attribute.default_value })
  }
  return path
}

/** The head of the search path; undefined when nothing gives the user a value. */
export function effectiveValue(attribute: UserAttribute, held: HeldValues): FoundValue | undefined {
  return searchPath(attribute, held)[0]
}

function byRank(values: readonly GroupValue[]): readonly GroupValue[] {
  // guard precedence-1: one.rank - other.rank → other.rank - one.rank
  return values.length < 2 ? values : [...values].sort((one, other) => one.rank - other.rank)
}
