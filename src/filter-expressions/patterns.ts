// Compares the patterns of string expressions as sets of texts: whether one lies within another, or apart from it.

import { anyOne, codePointsOf, type Segment, segmentsOf } from './match-string.ts'
import type { StringMatch } from './string-expression.ts'

/** The segments between the `%` of a pattern; without a `%` there is one. */
export type Pattern = readonly Segment[]

/** Comparing stops here and proves nothing: time grows with the product of two lengths (T-19). */
export const COMPARED_CHARACTERS = 10_000_000

/** What is left of the work that may be done. */
export interface Effort {
  left: number
}

/** The texts that a match lets through, as a pattern; undefined for NULL, which is no text. */
export function patternOf(match: StringMatch): Pattern | undefined {
  switch (match.kind) {
    case 'null':
      return undefined
    case 'empty':
      return [[]]
    case 'any':
      return [[], []]
    case 'equals':
      return [codePointsOf(match.text)]
    case 'contains':
      return [[], codePointsOf(match.text), []]
    case 'starts_with':
      return [codePointsOf(match.text), []]
    case 'ends_with':
      return [[], codePointsOf(match.text)]
    case 'pattern':
      return segmentsOf(match.parts)
  }
}

/** Stands for a `%` among the code points of a pattern. */
const gap = -2

/** Whether every text of the inner pattern is one of the outer pattern. False where that is not proven. */
export function isWithin(inner: Pattern, outer: Pattern, effort: Effort): boolean {
  const text = inner.flatMap((segment, at) => (at === 0 ? segment : [gap, ...segment]))
  const covers = (wanted: number, given: number) =>
    given !== gap && (wanted === anyOne || wanted === given)
  return isSpread(outer, text, covers, effort) === true
}

/** Whether no text is one of both patterns. False where that is not proven. */
export function areApart(one: Pattern, other: Pattern, effort: Effort): boolean {
  if (one.length > 1 && other.length > 1) return !haveEndsInCommon(one, other, effort)
  const [fixed, open] = one.length === 1 ? [one, other] : [other, one]
  return isSpread(open, fixed[0] ?? [], mayBeSame, effort) === false
}

const mayBeSame = (wanted: number, given: number) =>
  wanted === anyOne || given === anyOne || wanted === given

/** What lies between their ends can be written one behind the other, so only the ends can keep them apart. */
function haveEndsInCommon(one: Pattern, other: Pattern, effort: Effort): boolean {
  const [first, last, another, final] = [one[0], one.at(-1), other[0], other.at(-1)]
  const beginning = fromFront(first ?? [], another ?? [], effort)
  return beginning && fromFront([...(last ?? [])].reverse(), [...(final ?? [])].reverse(), effort)
}

function fromFront(some: Segment, others: Segment, effort: Effort): boolean {
  const length = Math.min(some.length, others.length)
  effort.left -= length
  for (let at = 0; at < length; at++) {
    if (!mayBeSame(some[at] ?? 0, others[at] ?? 0)) return false
  }
  return true
}

type Fits = (wanted: number, given: number) => boolean

/**
 * Whether the segments of a pattern can be laid over the text in their order, the first and the last at its ends, as
 * `matchesString` does it. Undefined when the effort is spent.
 */
function isSpread(
  pattern: Pattern,
  text: Segment,
  fits: Fits,
  effort: Effort,
): boolean | undefined {
  const isAt = (segment: Segment, from: number) => {
    for (let at = 0; at < segment.length; at++) {
      effort.left -= 1
      if (!fits(segment[at] ?? 0, text[from + at] ?? 0)) return false
    }
    return true
  }
  const [first = [], ...others] = pattern
  const last = others.pop()
  effort.left -= 1 + pattern.length
  if (last === undefined) return first.length === text.length && isAt(first, 0)
  const end = text.length - last.length
  if (end < first.length || !isAt(first, 0) || !isAt(last, end)) return false
  let from = first.length
  for (const segment of others) {
    while (from + segment.length <= end && !isAt(segment, from)) {
      from += 1
      // guard union-1: becomes false
      if (effort.left < 0) return undefined
    }
    from += segment.length
    if (from > end) return false
  }
  return true
}
