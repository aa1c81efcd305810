// The values of one user, arranged by attribute for the search path.

import type { GroupId, UserAttributeId } from '../ids.ts'
import type { Catalogue } from './catalogue.ts'
import type { GroupValue, HeldValues, SignInValue } from './search-path.ts'
import { type SystemFacts, systemValue } from './system-attributes.ts'
import type { OwnValue } from './times.ts'
import type { UserAttribute } from './user-attribute.ts'

/** One user's stored rows. */
export interface UserRows {
  readonly facts: SystemFacts
  /** The user's own values by attribute. */
  readonly values: Readonly<Record<string, string>>
  /** What a provider sent at their sign-in, by attribute. */
  readonly sign_ins: SignInValues
  readonly groups: readonly { readonly group_id: string }[]
  /** The own values that have times, by attribute. */
  readonly timed?: Readonly<Record<string, Pick<OwnValue, 'now'>>>
}

/** Values from the sign-in of a user by attribute. */
export type SignInValues = Readonly<Record<string, SignInValue>>

const none: readonly GroupValue[] = []

/** Returns a function that returns, for an attribute, every value that could be this user's. */
export function holdings(
  catalogue: Catalogue,
  { facts, values, sign_ins, groups, timed }: UserRows,
): (attribute: UserAttribute) => HeldValues {
  const ofGroups = new Map<UserAttributeId, GroupValue[]>()
  for (const group of catalogue.allGroups(groups.map((row) => row.group_id as GroupId))) {
    for (const value of catalogue.valuesOf(group)) {
      const held = ofGroups.get(value.user_attribute_id)
      if (held === undefined) ofGroups.set(value.user_attribute_id, [value])
      else held.push(value)
    }
  }
  return (attribute) => ({
    system: systemValue(attribute, facts),
    user: values[attribute.id],
    expires_at: timed?.[attribute.id]?.now?.expires_at,
    sign_in: sign_ins[attribute.id],
    groups: ofGroups.get(attribute.id) ?? none,
  })
}
