// Precedence: the user's own value comes first, then what a provider sent at their sign-in (decision 72), then group
// values by rank, then the default (looker 1). Where an attribute says so, the values of the groups are one value
// together (decision 62).
import type { GroupId, UserAttributeId } from '../ids.ts'
import { combinedOf } from './combined-value.ts'
import type { UserAttribute } from './user-attribute.ts'

/** A value set on a group; among several the lowest rank wins, unless the attribute combines them (looker 1.2). */
export interface GroupValue {
  readonly group_id: GroupId
  readonly rank: number
  readonly value: string
}

/** A value of a group with everything that is stored of it. */
export interface StoredGroupValue extends GroupValue {
  readonly id: string
  readonly user_attribute_id: UserAttributeId
  /** The audit sequence of its newest change; null: none was recorded. */
  readonly newest_change?: number | null
  /** From when until when it counts; null or undefined: since it was set, and for good. */
  readonly starts_at?: number | null
  readonly expires_at?: number | null
}

/** A value that an identity provider sent at the last sign-in of a user. */
export interface SignInValue {
  readonly value: string
  /** The name of the provider. */
  readonly provider: string
  /** Milliseconds since 1970 UTC; a sign-in that sends the same again does not set it again. */
  readonly set_at: number
  /** The audit sequence of the change that set it. */
  readonly change: number
}

/** The values that could be one user's value of one attribute. */
export interface HeldValues {
  /** For system attributes: the value in the user's record. No other value counts then. */
  readonly system: string | undefined
  readonly user: string | undefined
  /** When the user's own value ends; null or undefined: never. */
  readonly expires_at?: number | null | undefined
  /** What a provider sent at their sign-in. */
  readonly sign_in: SignInValue | undefined
  /** Values of every group that the user is in, directly or through nesting, in any order. */
  readonly groups: readonly GroupValue[]
}

/** A value in a search path. */
export type FoundStep =
  | { readonly source: 'system'; readonly value: string }
  | { readonly source: 'user'; readonly value: string; readonly expires_at?: number }
  | SignInStep
  | GroupStep
  | { readonly source: 'default'; readonly value: string }

/** A value that a user has: one of the search path, or several of groups together. */
export type FoundValue = FoundStep | CombinedValue

interface SignInStep extends SignInValue {
  readonly source: 'sign_in'
}

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
  if (held.user !== undefined) path.push(ownStep(held.user, held.expires_at))
  // guard sign-in-value-14: becomes held.sign_in !== undefined && held.groups.length === 0
  if (held.sign_in !== undefined) path.push({ source: 'sign_in', ...held.sign_in })
  for (const group of byRank(held.groups)) path.push({ source: 'group', value: group.value, group })
  if (attribute.default_value !== null) {
    path.push({ source: 'default', value: attribute.default_value })
  }
  return path
}

/** The user's own value in a search path. */
export const ownStep = (value: string, expires_at: number | null | undefined): FoundStep =>
  expires_at == null ? { source: 'user', value } : { source: 'user', value, expires_at }

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
