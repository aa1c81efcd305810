// Precedence: the user's own value comes first, then group values by rank, then the default (looker 1). Where an
// attribute says so, the values of the groups are one value together (decision 62).
import type { GroupId } from '../ids.ts'
import { combinedOf } from './combined-value.ts'
import type { UserAttribute } from './user-attribute.ts'

/** A value set on a group; among several the lowest rank wins, unless the attribute combines them (looker 1.2). */
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

/** A value in a search path. */
export type FoundStep =
  | { readonly source: 'system'; readonly value: string }
  | { readonly source: 'user'; readonly value: string }
  | GroupStep
  | { readonly source: 'default'; readonly value: string }

/** A value that a user has: one of the search path, or several of groups together. */
export type FoundValue = FoundStep | CombinedValue

interface GroupStep {
  readonly source: 'group'
  readonly value: string
  readonly group: GroupValue
}

/** One value made of those of several groups, the strongest first. */
export interface CombinedValue {
  readonly source: 'groups'
  readonly value: string
  readonly groups: readonly GroupValue[]
}

/** Every value of the attribute for the user, strongest first; among groups the lowest rank wins. */
export function searchPath(attribute: UserAttribute, held: HeldValues): FoundStep[] {
  if (held.system !== undefined) return [{ source: 'system', value: held.system }]
  const path: FoundStep[] = []
  // guard precedence-2: becomes held.user !== undefined && held.groups.length === 0
  if (held.user !== undefined) path.push({ source: 'user', value: held.user })
  for (const group of byRank(held.groups)) path.push({ source: 'group', value: group.value, group })
  if (attribute.default_value !== null) {
    path.push({ source: 'default', value: attribute.default_value })
  }
  return path
}

/**
 * The value that counts: the head of the search path, or what the values of groups are together if they come first.
 * Undefined when nothing gives the user a value.
 */
export function effectiveValue(attribute: UserAttribute, held: HeldValues): FoundValue | undefined {
  const path = searchPath(attribute, held)
  const [head] = path
  // guard combining-3: attribute.combine === 'first' → true
  if (attribute.combine === 'first' || head?.source !== 'group') return head
  return combinedIn(attribute, path) ?? head
}

/** What the values of groups in a search path are together; undefined if they are fewer than two, or not combined. */
export function combinedIn(
  attribute: UserAttribute,
  path: readonly FoundStep[],
): CombinedValue | undefined {
  if (attribute.combine === 'first') return undefined
  const groups = path.flatMap((found) => (found.source === 'group' ? [found.group] : []))
  return groups.length < 2 ? undefined : combinedOf(attribute, groups)
}

function byRank(values: readonly GroupValue[]): readonly GroupValue[] {
  // guard precedence-1: one.rank - other.rank → other.rank - one.rank
  return values.length < 2 ? values : [...values].sort((one, other) => one.rank - other.rank)
}
