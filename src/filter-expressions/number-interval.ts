// Parses an interval in brackets: `[1,5)`, `(1,)`, `(-inf,5]`.

import { parseDecimal } from './decimal.ts'
import type { Scanner } from './scanner.ts'

export type Comparison = '>' | '>=' | '<' | '<='

/** One end of a range; `value` is decimal text as written. */
export interface Bound {
  value: string
  inclusive: boolean
}

/** One condition on a number; a range with one open side is a comparison. */
export type NumberMatch =
  | { kind: 'null' }
  | { kind: 'equals'; value: string }
  | { kind: 'compare'; operator: Comparison; value: string }
  | { kind: 'range'; low: Bound; high: Bound }

/** A side of an interval: a number, or '' if it is unbounded. */
interface Side {
  value: string
  /** Infinity was written out, so the bracket must be a round one. */
  infinite: boolean
}

/**
 * Reads an interval whose bracket is under the cursor (looker 12.7): a square bracket includes the end,
 * a round one excludes it; one side may be empty or infinite, but not both.
 */
export function parseInterval(scanner: Scanner): NumberMatch | undefined {
  const opensSquare = scanner.take('[')
  if (!opensSquare) scanner.take('(')
  scanner.skipSpaces()
  const lowStart = scanner.position
  const low = parseSide(scanner, ',', 'expected a number, "-inf" or "," after the opening bracket')
  if (!low) return undefined
  if (low.infinite && opensSquare) {
    return scanner.fail('expected a number or "," after "["; "-inf" needs "("', lowStart)
  }
  scanner.skipSpaces()
  if (!scanner.take(',')) return scanner.fail('expected "," between the two ends of the interval')
  scanner.skipSpaces()
  const highStart = scanner.position
  const high = parseSide(scanner, ')]', 'expected a number, "inf" or a closing bracket after ","')
  if (!high) return undefined
  scanner.skipSpaces()
  const closesSquare = !high.infinite && scanner.take(']')
  if (!closesSquare && !scanner.take(')')) {
    const expected = high.infinite ? 'expected ")" after "inf"' : 'expected ")" or "]"'
    return scanner.fail(expected)
  }
  if (low.value === '' && high.value === '') {
    return scanner.fail('expected a number on at least one side of the interval', highStart)
  }
  return between(bound(low.value, opensSquare), bound(high.value, closesSquare))
}

function bound(value: string, inclusive: boolean): Bound {
  return { value, inclusive }
}

/** The range between two ends. At most one has the value '', which means unbounded. */
export function between(low: Bound, high: Bound): NumberMatch {
  if (high.value === '') {
    return { kind: 'compare', operator: low.inclusive ? '>=' : '>', value: low.value }
  }
  if (low.value === '') {
    return { kind: 'compare', operator: high.inclusive ? '<=' : '<', value: high.value }
  }
  return { kind: 'range', low, high }
}

/** Reads one side; `ends` are the characters that may follow an empty one. */
function parseSide(scanner: Scanner, ends: string, expected: string): Side | undefined {
  const char = scanner.peek()
  if (char !== '' && ends.includes(char)) return { value: '', infinite: false }
  const start = scanner.position
  const isLow = ends === ','
  if (isLow) scanner.take('-')
  if ((!isLow || scanner.position > start) && scanner.takeWord('inf')) {
    return { value: '', infinite: true }
  }
  scanner.position = start
  const value = parseDecimal(scanner, expected)
  return value === undefined ? undefined : { value, infinite: false }
}
