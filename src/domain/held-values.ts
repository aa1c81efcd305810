// The values of one user, arranged by attribute for the search path.

import type { GroupId, UserAttributeId } from '../ids.ts'
import type { Catalogue } from './catalogue.ts'
import type { GroupValue, HeldValues } from './search-path.ts'
import { type SystemFacts, systemValue } from './system-attributes.ts'
import type { UserAttribute } from './user-attribute.ts'

/** One user's stored rows. */
export interface UserRows {
  readonly facts: SystemFacts
  /** The user's own values by attribute. */
  readonly values: Readonly<Record<string, string>>
  readonly groups: readonly { readonly group_id: string }[]
}

const none: readonly GroupValue[] = []

/** Returns a function that returns, for an attribute, every value that could be this user's. */
export function holdings(
  catalogue: Catalogue,
  { facts, values, groups }: UserRows,
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
    groups: ofGroups.get(attribute.id) ?? none,
  })
}
