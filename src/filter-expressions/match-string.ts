// Says whether a text or null matches a term of a string expression.

import type { PatternPart, StringMatch } from './string-expression.ts'

/** A text of a row; its code points are taken apart once, and only if an expression has a pattern. */
export interface Text {
  readonly text: string
  readonly codePoints: () => readonly number[]
}

export function textOf(text: string): Text {
  let codePoints: readonly number[] | undefined
  return { text, codePoints: () => (codePoints ??= codePointsOf(text)) }
}

export const codePointsOf = (text: string): number[] =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0)

/** True if the text matches, case and accents as written; null matches only NULL and EMPTY. */
export function matchesString(match: StringMatch, datum: Text | null): boolean {
  // guard admits-1: match.kind === 'empty' → match.kind !== 'equals'
  if (datum === null) return match.kind === 'null' || match.kind === 'empty'
  const { text } = datum
  switch (match.kind) {
    case 'null':
      return false
    case 'empty':
      return text === ''
    case 'any':
      return true
    case 'equals':
      return text === match.text
    case 'contains':
      return text.includes(match.text)
    case 'starts_with':
      return text.startsWith(match.text)
    case 'ends_with':
      return text.endsWith(match.text)
    case 'pattern':
      return fits(match.parts, datum.codePoints())
  }
}

/** The code points between two `%`, and `anyOne` for each `_`. */
export type Segment = number[]

export const anyOne = -1

/**
 * True if the whole text fits the pattern. The first and the last segment are at the ends of the text, and each other
 * one is found at the first place behind the one before it: no later place could help the rest, so nothing is tried
 * twice, and the time is at most proportional to the length of the text times that of the longest segment (T-19).
 */
function fits(parts: readonly PatternPart[], codePoints: readonly number[]): boolean {
  const [first = [], ...others] = segmentsOf(parts)
  const last = others.pop()
  if (last === undefined) {
    return first.length === codePoints.length && isAt(first, codePoints, 0)
  }
  const end = codePoints.length - last.length
  // guard admits-9: gone
  if (end < first.length) return false
  if (!isAt(first, codePoints, 0) || !isAt(last, codePoints, end)) return false
  let from = first.length
  for (const segment of others) {
    while (from + segment.length <= end && !isAt(segment, codePoints, from)) from += 1
    from += segment.length
    if (from > end) return false
  }
  return true
}

/** Texts and `_` between the `%` of a pattern. */
export function segmentsOf(parts: readonly PatternPart[]): Segment[] {
  let segment: Segment = []
  const segments = [segment]
  for (const part of parts) {
    if (part.kind === 'any') {
      segment = []
      segments.push(segment)
    } else {
      segment.push(...(part.kind === 'one' ? [anyOne] : codePointsOf(part.text)))
    }
  }
  return segments
}

function isAt(segment: Segment, codePoints: readonly number[], at: number): boolean {
  for (let index = 0; index < segment.length; index++) {
    const wanted = segment[index]
    if (wanted !== anyOne && wanted !== codePoints[at + index]) return false
  }
  return true
}
