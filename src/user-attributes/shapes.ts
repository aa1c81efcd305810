// Wire shapes of user attributes and their values, keys in the recorded order (looker 1.15, 3.7).

import type { Catalogue } from '../catalogue/catalogue.ts'
import {
  can,
  flag,
  nullableInteger,
  nullableText,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyText,
  type Static,
  scalarText,
  shape,
} from '../http/schema.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { FoundValue, GroupValue } from './search-path.ts'
import { type UserAttribute as Definition, defaultIsSet } from './user-attribute.ts'

export const UserAttribute = shape(
  'UserAttribute',
  {
    id: readOnlyText,
    name: nullableText({ description: 'Name of user attribute' }),
    label: nullableText({ description: 'Human-friendly label for user attribute' }),
    type: nullableText({ description: 'Type of the values, see docs/guides/value-types.md' }),
    default_value: scalarText({ description: 'Value of whoever has none on user or group' }),
    is_system: readOnlyFlag,
    is_permanent: readOnlyFlag,
    value_is_hidden: flag({ description: 'Values can be set and used, never read' }),
    user_can_view: flag({ description: 'Users may see their own value' }),
    user_can_edit: flag({ description: 'Users may set their own value' }),
    hidden_value_domain_whitelist: nullableText({
      description: 'Where a hidden value may be sent',
    }),
    can,
  },
  { requires: ['name', 'label', 'type'] },
)

export const UserAttributeWithValue = shape('UserAttributeWithValue', {
  name: readOnlyNullableText,
  label: readOnlyNullableText,
  rank: nullableInteger({ readOnly: true }),
  value: scalarText({ description: 'Value of attribute for user' }),
  user_id: readOnlyNullableText,
  user_can_edit: readOnlyFlag,
  value_is_hidden: readOnlyFlag,
  user_attribute_id: readOnlyNullableText,
  source: readOnlyNullableText,
  hidden_value_domain_whitelist: readOnlyNullableText,
  can,
})

export const UserAttributeGroupValue = shape('UserAttributeGroupValue', {
  id: readOnlyText,
  group_id: readOnlyNullableText,
  user_attribute_id: readOnlyNullableText,
  value_is_hidden: readOnlyFlag,
  rank: nullableInteger({ readOnly: true }),
  value: scalarText({ readOnly: true }),
  can,
})

/** A definition as a caller sees it; the default value of a hidden one never (looker 3.9). */
export function showUserAttribute(
  attribute: Definition,
  can: Record<string, boolean>,
): Static<typeof UserAttribute> {
  const { default_value, ...definition } = attribute
  const shown = attribute.value_is_hidden && default_value !== null ? defaultIsSet : default_value
  return { ...definition, default_value: shown, can }
}

const noRights = {}
const mayShow = { show: true }

/** One row of a user's values; undefined stands for: no value anywhere. */
export function showUserValue(
  attribute: Definition,
  user_id: UserId,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): Static<typeof UserAttributeWithValue> {
  return {
    name: attribute.name,
    label: attribute.label,
    rank: rankOf(found),
    value: shownValue(attribute, found),
    user_id,
    user_can_edit: attribute.user_can_edit,
    value_is_hidden: attribute.value_is_hidden,
    user_attribute_id: attribute.id,
    source: sourceOf(found, catalogue),
    hidden_value_domain_whitelist: attribute.hidden_value_domain_whitelist,
    can: found?.source === 'user' ? mayShow : noRights,
  }
}

/** -1 for the user's own value, the group value's rank, 1 for all others (looker 1.3, 1.14). */
export function rankOf(found: FoundValue | undefined): number {
  if (found?.source === 'user') return -1
  return found?.source === 'group' ? found.group.rank : 1
}

/** Hidden: null for user and group, a fixed word for the default, empty for none (looker 1.17). */
export function shownValue(attribute: Definition, found: FoundValue | undefined): string | null {
  if (found === undefined) return ''
  if (!attribute.value_is_hidden) return found.value
  return found.source === 'default' ? defaultIsSet : null
}

/** How the user got the value; clients compare some of these words (looker 1.13). */
export function sourceOf(found: FoundValue | undefined, catalogue: Catalogue): string {
  switch (found?.source) {
    case undefined:
      return 'No Value'
    case 'system':
      return 'System Setting'
    case 'user':
      return 'User Setting'
    case 'group':
      return groupSource(found.group.group_id, catalogue)
    case 'default':
      return 'Default'
  }
}

/** The word of the real server is not public; this one is ours (looker 1.13). */
const groupSource = (id: GroupId, catalogue: Catalogue) =>
  `Group: ${catalogue.groups.get(id)?.name ?? id}`

/** A value set on a group. */
export function showGroupValue(
  attribute: Definition,
  groupValue: GroupValue & { readonly id: string },
): Static<typeof UserAttributeGroupValue> {
  return {
    id: groupValue.id,
    group_id: groupValue.group_id,
    user_attribute_id: attribute.id,
    value_is_hidden: attribute.value_is_hidden,
    rank: groupValue.rank,
    value: attribute.value_is_hidden ? null : groupValue.value,
    can: noRights,
  }
}
