// How the values of several groups become one value: the first wins, or they are combined (decision 62).
import type { Problem } from '../errors.ts'
import type { FilterKind } from '../filter-expressions/filter-expression.ts'
import { type Obstacle, obstacleOf, unionOf } from '../filter-expressions/union.ts'
import type { GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import { extremeOf } from './extreme-value.ts'
import type { ValueType } from './value-type.ts'

/** `first`: the lowest rank wins, as in Looker. The others make one value of all. */
export const combines = ['first', 'union', 'min', 'max'] as const
export type Combine = (typeof combines)[number]

export const isCombine = (word: string): word is Combine =>
  (combines as readonly string[]).includes(word)

/** The fields that decide how values of groups are combined. */
export interface Combining {
  readonly type: ValueType
  readonly combine: Combine
}

const filterKinds: Partial<Record<ValueType, FilterKind>> = {
  advanced_filter_string: 'string',
  advanced_filter_number: 'number',
  advanced_filter_datetime: 'date',
}

/** The types whose values can be combined in this way. */
export function typesOf(combine: Combine): readonly ValueType[] | undefined {
  switch (combine) {
    case 'first':
      return undefined
    case 'union':
      return ['string', ...(Object.keys(filterKinds) as ValueType[])]
    case 'min':
    case 'max':
      return ['number', 'datetime']
  }
}

/** One value of several, the strongest first; undefined if they cannot be combined. */
export function combinedText(
  { type, combine }: Combining,
  values: readonly string[],
): string | undefined {
  switch (combine) {
    case 'first':
      return values[0]
    case 'union': {
      const kind = filterKinds[type]
      return kind === undefined ? joined(values) : unionOf(kind, values)
    }
    case 'min':
    case 'max':
      return extremeOf(combine, type, values)
  }
}

/** Each text once, in the order of ranks; an empty text adds nothing. */
const joined = (values: readonly string[]): string =>
  [...new Set(values)].filter((value) => value !== '').join(',')

interface ValueOfGroup {
  readonly group_id: GroupId
  /** Undefined for a hidden value, and hidden values are not combined. */
  readonly value?: string | undefined
}

/**
 * The problems of combining these values, strongest first. A user may be in any of the groups, so any of the values
 * must fit together.
 */
export function combiningProblems(
  { type, combine }: Combining,
  values: readonly ValueOfGroup[],
  nameOf: (group: GroupId) => string,
  field = 'value',
): Problem[] {
  // guard combining-1: becomes true
  if (combine !== 'union') return []
  const texts = values.map(({ value }) => value ?? '')
  const kind = filterKinds[type]
  const obstacle = kind === undefined ? obstacleOfTexts(texts) : obstacleOf(kind, texts)
  if (obstacle === undefined) return []
  const name = (at: number) => `group ${nameOf(values[at]?.group_id ?? ('' as GroupId))}`
  const message =
    obstacle === 'too long'
      ? `${field} cannot be combined: the values of all groups together are longer than ${limits.value_characters} characters.`
      : `${field} cannot be combined: the term ${quoted(obstacle.term)} of ${name(obstacle.of)} excludes a part of what ` +
        `${name(obstacle.beside)} lets through, and no single expression says that; change one of the two values.`
  return [{ field, code: 'invalid', message }]
}

const obstacleOfTexts = (texts: readonly string[]): Obstacle =>
  joined(texts).length > limits.value_characters ? 'too long' : undefined

/** Characters of a term that a message quotes. */
const mostQuoted = 80

const quoted = (term: string): string =>
  term.length > mostQuoted ? `${term.slice(0, mostQuoted)}…` : term
