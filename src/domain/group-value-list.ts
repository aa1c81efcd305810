// The list that replaces all group values of an attribute: its order decides who wins (looker 1.4, 1.5).

import type { Problem } from '../errors.ts'
import type { GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import { fitsEscaped } from '../texts/escaped-bytes.ts'
import type { Catalogue } from './catalogue.ts'
import { combiningProblems } from './combining.ts'
import { type UserAttribute, valueFromBody } from './user-attribute.ts'
import type { GivenValue } from './value-type.ts'

/** An item as a body sends it. */
export interface GivenItem {
  readonly group_id?: string | null
  readonly value?: GivenValue
  readonly rank?: number | null
}

/** A value and its rank; undefined keeps the group's hidden value, which no caller can read and send back. */
export interface RankedValue {
  readonly group_id: GroupId
  readonly rank: number
  readonly value: string | undefined
}

/**
 * The values in precedence order with ranks 1 to n, and all problems of the list. If ranks are sent, they decide the
 * order and ties keep the order of the list; either every item has a rank or none has. `held` are the values that the
 * caller may keep.
 */
export function rankedGroupValues(
  attribute: UserAttribute,
  items: readonly GivenItem[],
  catalogue: Catalogue,
  held = catalogue.groupValues(attribute.id),
): { values: RankedValue[]; problems: Problem[] } {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const ownGroups = new Set(held.map((value) => value.group_id))
  const values = items.map(({ group_id, value, rank }): RankedValue => {
    problems.push(...groupProblems(group_id, catalogue, seen))
    const place = { group_id: (group_id ?? '') as GroupId, rank: rank ?? 0 }
    // guard hidden-7: attribute.value_is_hidden → attribute.is_system
    const keeps = attribute.value_is_hidden && value == null && ownGroups.has(place.group_id)
    if (keeps) return { ...place, value: undefined }
    const given = valueFromBody(attribute, value)
    if ('problems' in given) problems.push(...given.problems)
    return { ...place, value: 'text' in given ? given.text : '' }
  })
  const ranks = items.filter(({ rank }) => rank != null).length
  // guard precedence-4: becomes false
  if (ranks > 0 && ranks < items.length) {
    problems.push({
      field: 'rank',
      code: 'invalid',
      message: 'rank must be given for every item or for none.',
    })
  }
  const ordered = [...values].sort((one, other) => one.rank - other.rank)
  problems.push(...togetherProblems(attribute, ordered, catalogue, problems.length === 0))
  return { values: ordered.map((value, at) => ({ ...value, rank: at + 1 })), problems }
}

interface Listed {
  readonly group_id: GroupId
  readonly value?: string | undefined
}

/**
 * The problems of these group values together: whoever reads the list must be able to send it back. Nobody reads the
 * values of a hidden attribute, and the list keeps those that it does not send. If each value fits by itself, those
 * that the attribute combines must fit together.
 */
export function togetherProblems(
  attribute: Pick<UserAttribute, 'value_is_hidden' | 'type' | 'combine'>,
  values: readonly Listed[],
  catalogue: Catalogue,
  areFitting = true,
): Problem[] {
  const field = 'value'
  const { array_items: most, group_values_escaped_bytes: bytes } = limits
  if (values.length > most) {
    const message = `value cannot be set: at most ${most} groups may have one of an attribute.`
    return [{ field, code: 'invalid', message }]
  }
  const texts = values.flatMap(({ value }) => value ?? [])
  if (!attribute.value_is_hidden && !fitsEscaped(texts, bytes)) {
    const message = `value is too long beside those of other groups: all of them may have ${bytes} bytes together, escaped as JSON.`
    return [{ field, code: 'invalid', message }]
  }
  return areFitting ? combiningProblems(attribute, values, namesIn(catalogue)) : []
}

/** How a sentence calls a group. */
export const namesIn =
  (catalogue: Catalogue) =>
  (id: GroupId): string =>
    catalogue.groups.get(id)?.name ?? id

function groupProblems(
  group_id: string | null | undefined,
  catalogue: Catalogue,
  seen: Set<string>,
): Problem[] {
  const field = 'group_id'
  if (group_id == null)
    return [{ field, code: 'missing_field', message: "'group_id' is required." }]
  if (!catalogue.groups.has(group_id as GroupId)) {
    return [{ field, code: 'invalid', message: 'group_id must be the id of a group.' }]
  }
  // guard precedence-3: becomes false
  if (seen.has(group_id)) {
    return [{ field, code: 'invalid', message: 'group_id must not name a group twice.' }]
  }
  seen.add(group_id)
  return []
}
