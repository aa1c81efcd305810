// Unions of filter expressions: one expression that lets through exactly what at least one of several does, and why
// there is none.

import type { FilterKind } from './filter-expression.ts'
import { parseNumberExpression } from './number-expression.ts'
import { Scanner } from './scanner.ts'
import { unionOfDates } from './union-of-dates.ts'
import { unionOfNumbers } from './union-of-numbers.ts'
import { type Conflict, conflictOfStrings, unionOfStrings } from './union-of-strings.ts'

/** The maximum length of a union in UTF-16 code units; it is never parsed as a whole. */
export const UNION_CHARACTERS = 65_536

const unions: Readonly<Record<FilterKind, (expressions: readonly string[]) => string | undefined>> =
  { string: unionOfStrings, number: unionOfNumbers, date: unionOfDates }

/**
 * One expression for several that were accepted, the strongest first. It is undefined only for expressions of which
 * `obstacleOf` tells an obstacle.
 */
export const unionOf = (kind: FilterKind, expressions: readonly string[]): string | undefined =>
  unions[kind]([...new Set(expressions)])

/** Why some of these expressions cannot be written as one. */
export type Obstacle = Conflict | 'too long' | undefined

/**
 * What keeps these expressions, or any of them, from being one expression: a user may be in any of the groups. The
 * places are those in the list.
 */
export function obstacleOf(kind: FilterKind, expressions: readonly string[]): Obstacle {
  const different = [...new Set(expressions)]
  // guard union-9: becomes false
  if (different.length > 1 && longest(kind, different) > UNION_CHARACTERS) return 'too long'
  const conflict = kind === 'string' ? conflictOfStrings(different) : undefined
  if (conflict === undefined) return undefined
  const place = (at: number) => expressions.indexOf(different[at] ?? '')
  return { ...conflict, of: place(conflict.of), beside: place(conflict.beside) }
}

/** No union of some of the expressions is longer. */
function longest(kind: FilterKind, expressions: readonly string[]): number {
  const most = expressions.reduce((sum, text) => sum + text.length + '"",'.length, words)
  return kind === 'number' ? words + numbersIn(expressions) : most
}

/** Room for null and for a word that stands for everything. */
const words = 24

/** Each number may be the end of two stretches. */
function numbersIn(expressions: readonly string[]): number {
  const numbers = new Set<string>()
  for (const text of expressions) {
    const parsed = parseNumberExpression(new Scanner(text))
    for (const term of parsed.ok ? parsed.terms : []) {
      if (term.kind === 'range') numbers.add(term.low.value).add(term.high.value)
      else if (term.kind !== 'null') numbers.add(term.value)
    }
  }
  let room = 0
  for (const text of numbers) room += 2 * (text.length + '(,),'.length)
  return room
}
