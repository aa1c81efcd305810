// Wire shapes of answers about who has which value.

import type { Catalogue } from '../domain/catalogue.ts'
import type { FoundValue, StoredGroupValue } from '../domain/search-path.ts'
import { fullName } from '../domain/system-attributes.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import {
  fieldOf,
  flag,
  integer,
  listOf,
  nullableInteger,
  nullableText,
  type Static,
  shape,
  text,
} from '../http/schema.ts'
import type { GroupId } from '../ids.ts'
import { shownInstant } from '../texts/instant.ts'
import { rankOf, sourceOf } from '../user-attributes/shapes.ts'
import { expiryOf } from './question.ts'

export const HeldValue = shape(
  'HeldValue',
  'A value of one attribute, who has it, and where it comes from.',
  {
    user_id: nullableText('Id of the user; null in a list of the values of groups.'),
    email: nullableText(
      'E-mail address of the user; null if there is none, or if you lack the permission `see_users`.',
    ),
    display_name: nullableText(
      'First and last name of the user; in a list of the values of groups, the name of the group.',
    ),
    value: nullableText('The value; null if it is hidden, or if there is none.'),
    hidden: flag('True if nobody can read values of this attribute.'),
    source: text(
      'Where the value comes from: `User Setting`, `Sign-in: ` with the name of the identity provider that sent it, ' +
        '`Group: ` with the name of the group, `Default`, ' +
        '`System Setting` for the user record, or `No Value`. `Groups: ` has the names of several groups whose values ' +
        'are combined.',
    ),
    group_id: nullableText(
      'Id of the group that gives the value; null for other sources, and where several groups give it.',
    ),
    rank: nullableInteger(
      'Rank of the value of a group, the lowest wins, or the lowest of several groups; null for other sources.',
    ),
    expires_at: nullableText(
      'When the value that is set on the user ends, or in a list of the values of groups the one of the group; null if ' +
        'it does not. When values end that users get from groups is told by explanations.',
    ),
  },
)

export const HeldValues = shape('HeldValues', 'A page of values and their holders.', {
  values: {
    ...listOf(HeldValue),
    description: 'The values, in the order of the ids of users or groups.',
  },
  next: nullableText('Send it as `after` to get the next page; null on the last page.'),
  total: nullableInteger('The number of values on all pages; null unless `count=true`.'),
})

const CountedValue = shape('CountedValue', 'A value, and how many have it.', {
  value: text('Text that users have, or that groups give.'),
  count: integer('The number of users who have it, or of groups.'),
})

const OtherValues = shape('OtherValues', 'The values that are not listed.', {
  values: integer('The number of different values that are not listed.'),
  count: integer('The number of users who have them, or of groups.'),
})

export const ValueSummary = shape(
  'ValueSummary',
  'The different values of an attribute with the number of their holders.',
  {
    user_attribute_id: text('Id of the attribute whose values were counted.'),
    name: text('Name of the attribute.'),
    of: text('Whose values were counted: `effective`, `own` or `group`.'),
    hidden: flag('True if nobody can read values of this attribute; then none is listed.'),
    set: integer('The number of users, or of groups, who have a value.'),
    unset: integer('The number of users, or of groups, who have none.'),
    values: {
      ...listOf(CountedValue),
      description: 'The most common values first, at most 1,000.',
    },
    others: fieldOf('The values beyond the first 1,000.', OtherValues),
  },
)

const HolderCount = shape('HolderCount', 'An attribute, and how many have a value of it.', {
  user_attribute_id: text('Id of the attribute whose values were counted.'),
  name: text('Name of the attribute.'),
  users: integer('The number of users who have a value of their own.'),
  groups: integer('The number of groups that give a value.'),
})

export const HolderCounts = shape('HolderCounts', 'How many have a value of each attribute.', {
  counts: { ...listOf(HolderCount), description: 'All attributes, in the order of their ids.' },
})

export type HeldValueAnswer = Static<typeof HeldValue>

/** The fields of a user's record that a list shows. */
export interface Holder {
  readonly id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string | null
}

/** A row of a user; `found` is undefined if nothing gives the user a value. */
export function showHolder(
  { attribute, catalogue, seesEmail }: Showing,
  holder: Holder,
  found: FoundValue | undefined,
): HeldValueAnswer {
  const ofGroup = found?.source === 'group'
  const hasRank = ofGroup || found?.source === 'groups'
  return {
    user_id: holder.id,
    email: seesEmail(holder.id) ? holder.email : null,
    display_name: fullName(holder),
    value: readable(attribute, found?.value),
    hidden: attribute.value_is_hidden,
    source: sourceOf(found, catalogue),
    group_id: ofGroup ? found.group.group_id : null,
    rank: hasRank ? rankOf(found) : null,
    expires_at: shownTime(expiryOf(found)),
  }
}

export const shownTime = (time: number | null): string | null =>
  time === null ? null : shownInstant(time)

/** What rows of one list have in common. */
export interface Showing {
  readonly attribute: UserAttribute
  readonly catalogue: Catalogue
  readonly seesEmail: (user_id: string) => boolean
}

/** A row of a group, with or without a value. */
export function showGroupHolder(
  { attribute, catalogue }: Showing,
  group_id: GroupId,
  held: StoredGroupValue | undefined,
): HeldValueAnswer {
  const found = held && {
    source: 'group' as const,
    value: held.value,
    group: { ...held, group_id },
  }
  return {
    user_id: null,
    email: null,
    display_name: catalogue.groups.get(group_id)?.name ?? null,
    value: readable(attribute, held?.value),
    hidden: attribute.value_is_hidden,
    source: sourceOf(found, catalogue),
    group_id,
    rank: held?.rank ?? null,
    // guard group-time-5: becomes null
    expires_at: shownTime(held?.expires_at ?? null),
  }
}

/** Nobody reads a hidden value. */
export function readable(
  { value_is_hidden }: Pick<UserAttribute, 'value_is_hidden'>,
  value: string | undefined,
): string | null {
  // guard holders-1: becomes value ?? null
  return value_is_hidden ? null : (value ?? null)
}
