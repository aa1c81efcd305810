// The list that replaces all group values of an attribute: its order decides who wins (looker 1.4, 1.5).
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { RankedValue } from '../domain/value-change.ts'
import type { Problem } from '../errors.ts'
import { type GroupId, isId } from '../ids.ts'
import { givenValue, type UserAttribute } from './user-attribute.ts'
import type { GivenValue } from './value.ts'

/** An item as bodies bring it. */
export interface GivenItem {
  readonly group_id?: string | null
  readonly value?: GivenValue
  readonly rank?: number | null
}

/**
 * The values in precedence order with ranks 1 to n, and everything that is wrong with the list. Ranks
 * that were sent decide the order, ties go by position; either every item has one or none.
 */
export function rankedGroupValues(
  attribute: UserAttribute,
  items: readonly GivenItem[],
  catalogue: Catalogue,
): { values: RankedValue[]; problems: Problem[] } {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const held = new Set(catalogue.groupValues(attribute.id).map((value) => value.group_id))
  const values = items.map(({ group_id, value, rank }): RankedValue => {
    problems.push(...groupProblems(group_id, catalogue, seen))
    const place = { group_id: (group_id ?? '') as GroupId, rank: rank ?? 0 }
    const keeps = attribute.value_is_hidden && value == null && held.has(place.group_id)
    if (keeps) return { ...place, value: undefined }
    const given = givenValue(attribute, value)
    if ('problems' in given) problems.push(...given.problems)
    return { ...place, value: 'text' in given ? given.text : '' }
  })
  const ranks = items.filter(({ rank }) => rank != null).length
  if (ranks > 0 && ranks < items.length) {
    problems.push({
      field: 'rank',
      code: 'invalid',
      message: 'rank must be given for every item or for none.',
    })
  }
  const ordered = [...values].sort((one, other) => one.rank - other.rank)
  return { values: ordered.map((value, at) => ({ ...value, rank: at + 1 })), problems }
}

function groupProblems(
  group_id: string | null | undefined,
  catalogue: Catalogue,
  seen: Set<string>,
): Problem[] {
  const field = 'group_id'
  if (group_id == null)
    return [{ field, code: 'missing_field', message: "'group_id' is required." }]
  if (!isId(group_id) || !catalogue.groups.has(group_id as GroupId)) {
    return [{ field, code: 'invalid', message: 'group_id must be the id of a group.' }]
  }
  if (seen.has(group_id)) {
    return [{ field, code: 'invalid', message: 'group_id must not name a group twice.' }]
  }
  seen.add(group_id)
  return []
}
