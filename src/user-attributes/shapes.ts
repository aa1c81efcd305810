// Wire shapes of user attributes and their values, keys in the recorded order (looker 1.15, 3.7).

import type { Catalogue } from '../domain/catalogue.ts'
import type { FoundValue, GroupValue } from '../domain/search-path.ts'
import { type UserAttribute as Definition, defaultIsSet } from '../domain/user-attribute.ts'
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

export const UserAttribute = shape(
  'UserAttribute',
  'The definition of a user attribute: its names, the values that fit, and who can see them.',
  {
    id: readOnlyText('Id of the attribute, in decimal digits. Ids 1 to 13 come with the server.'),
    name: nullableText(
      'Name in queries and programs: lowercase letters, digits and underscores, at most 255. ' +
        'It is unique.',
    ),
    label: nullableText(
      'Name for people, at most 255 characters, unique in any case. Without it, a new attribute gets ' +
        'one made from its name.',
    ),
    type: nullableText(
      'Which values fit: `string`, `number`, `datetime`, `yesno`, `zipcode`, `relative_url`, ' +
        '`advanced_filter_string`, `advanced_filter_number` or `advanced_filter_datetime`. ' +
        'It can change as long as every stored value fits the new type. `docs/guides/value-types.md` ' +
        'says which values each type takes.',
    ),
    default_value: scalarText(
      'Value of users who have none of their own and none through a group. Null or an empty string ' +
        'means that there is none. For a hidden attribute the answer is `DEFAULT_IS_SET`; sending that ' +
        'back keeps the default.',
    ),
    is_system: readOnlyFlag('True for attributes that come with the server.'),
    is_permanent: readOnlyFlag(
      'True for ids 1 to 10, which read the user record: they can be neither changed nor deleted.',
    ),
    value_is_hidden: flag(
      'Use true for passwords and keys: values are stored encrypted, can be replaced, and are never returned ' +
        'to anyone. Once true, it stays true. True needs `hidden_value_domain_whitelist`.',
    ),
    user_can_view: flag('True if users can see their own value and this definition.'),
    user_can_edit: flag('True if users can set their own value; then they can see it too.'),
    hidden_value_domain_whitelist: nullableText(
      'Where values of a hidden attribute may be sent: URLs separated by commas, with `*` as wildcard, ' +
        'at most 4096 characters. Once the attribute is hidden, the list can only become narrower.',
    ),
    can,
  },
  { requires: ['name', 'label', 'type'], brief: ['id', 'name', 'type'] },
)

export const UserAttributeWithValue = shape(
  'UserAttributeWithValue',
  'A value of one attribute for one user, and where it comes from.',
  {
    name: readOnlyNullableText('Name of the attribute.'),
    label: readOnlyNullableText('Name of the attribute for people.'),
    rank: nullableInteger(
      "-1 for the user's own value, 0 for one from their sign-in, the rank of the group for a group's value, 1 for " +
        'all others. ' +
        'Among groups the lowest rank wins; combined values have the lowest of their ranks.',
      { readOnly: true },
    ),
    value: scalarText(
      'The value as text, at most 65,536 characters; it must fit the type. A hidden value is null, or ' +
        '`DEFAULT_IS_SET` if it is the default. Without any value it is an empty string.',
    ),
    user_id: readOnlyNullableText('Id of the user who has the value.'),
    user_can_edit: readOnlyFlag('True if users may set their own value of this attribute.'),
    value_is_hidden: readOnlyFlag('True if nobody can read values of this attribute.'),
    user_attribute_id: readOnlyNullableText('Id of the attribute that the value belongs to.'),
    source: readOnlyNullableText(
      'Where the value comes from: `User Setting`, `Sign-in: ` with the name of the identity provider that sent it, ' +
        '`Group: ` with the name of the group, `Default`, ' +
        '`System Setting` for the user record, or `No Value`. `Groups: ` has the names of several groups whose values ' +
        'are combined.',
    ),
    hidden_value_domain_whitelist: readOnlyNullableText(
      'Where a hidden value may be sent; null if values are not hidden.',
    ),
    can,
  },
  { brief: ['name', 'value', 'source', 'rank'] },
)

export const UserAttributeGroupValue = shape(
  'UserAttributeGroupValue',
  'The value that a group gives its members, and how strong it is.',
  {
    id: readOnlyText('Id of the group value, in decimal digits.'),
    group_id: readOnlyNullableText(
      'Id of the group. Every item of a list that replaces group values needs it.',
    ),
    user_attribute_id: readOnlyNullableText('Id of the attribute that the value belongs to.'),
    value_is_hidden: readOnlyFlag('True if nobody can read values of this attribute.'),
    rank: nullableInteger(
      'Place among the group values of the attribute, from 1; the lowest wins. In a list that replaces ' +
        'all group values, either every item has a rank or none has.',
      { readOnly: true },
    ),
    value: scalarText(
      'The value as text, at most 65,536 characters; it must fit the type. Requests can set it, although ' +
        'the schema calls it read-only. A hidden value is null.',
      { readOnly: true },
    ),
    can,
  },
  { brief: ['id', 'group_id', 'value', 'rank'] },
)

/** A definition as a caller sees it; the default value of a hidden attribute is never shown (looker 3.9). */
export function showUserAttribute(
  attribute: Definition,
  can: Record<string, boolean>,
): Static<typeof UserAttribute> {
  const { default_value, choices: _, combine: __, ...definition } = attribute
  const visibleDefault =
    attribute.value_is_hidden && default_value !== null ? defaultIsSet : default_value
  return { ...definition, default_value: visibleDefault, can }
}

const noRights = {}
const mayShow = { show: true }

/** One row of a user's values; `found` is undefined if nothing gives the user a value. */
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

/**
 * -1 for the user's own value, 0 for one from their sign-in, the rank for a group value, 1 for all others (looker 1.3,
 * 1.14).
 */
export function rankOf(found: FoundValue | undefined): number {
  if (found?.source === 'user') return -1
  if (found?.source === 'sign_in') return 0
  if (found?.source === 'groups') return found.groups[0]?.rank ?? 1
  return found?.source === 'group' ? found.group.rank : 1
}

/** Hidden values: null for user, sign-in and group, a fixed word for the default, empty for none (looker 1.17). */
export function shownValue(attribute: Definition, found: FoundValue | undefined): string | null {
  if (found === undefined) return ''
  if (!attribute.value_is_hidden) return found.value
  return found.source === 'default' ? defaultIsSet : null
}

/** The source of a user's own value. */
export const ownSource = 'User Setting'

/** The beginning of the source of a value from a sign-in, before the name of the provider. */
export const signInSource = 'Sign-in: '

/**
 * How the user got the value; clients compare some of these words. Looker's own words for groups are not public; these
 * are Attrium's (looker 1.13).
 */
export function sourceOf(found: FoundValue | undefined, catalogue: Catalogue): string {
  switch (found?.source) {
    case undefined:
      return 'No Value'
    case 'system':
      return 'System Setting'
    case 'user':
      return ownSource
    case 'sign_in':
      return `${signInSource}${found.provider}`
    case 'group':
      return `Group: ${groupName(found.group.group_id, catalogue)}`
    case 'groups':
      return `Groups: ${found.groups.map((it) => groupName(it.group_id, catalogue)).join(', ')}`
    case 'default':
      return 'Default'
  }
}

/** Whether a text is one that `sourceOf` returns. */
export const isSource = (text: string): boolean =>
  /^(No Value|System Setting|User Setting|Default)$|^Groups?: |^Sign-in: /.test(text)

const groupName = (id: GroupId, catalogue: Catalogue) => catalogue.groups.get(id)?.name ?? id

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
