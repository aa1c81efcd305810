// Says whether a number or null matches a term of a number expression.

import { compareDecimals, type DecimalValue, decimalValue } from './decimal-value.ts'
import type { Bound, NumberMatch } from './number-interval.ts'

/** True if the number matches; null matches only NULL. Numbers are compared exactly. */
export function matchesNumber(match: NumberMatch, datum: DecimalValue | null): boolean {
  // guard admits-2: match.kind === 'null' → true
  if (datum === null) return match.kind === 'null'
  switch (match.kind) {
    case 'null':
      return false
    case 'equals':
      return order(datum, match.value) === 0
    case 'compare':
      return compares(match.operator, order(datum, match.value))
    case 'range':
      return isAbove(datum, match.low) && isBelow(datum, match.high)
  }
}

function compares(operator: '>' | '>=' | '<' | '<=', difference: number): boolean {
  switch (operator) {
    case '>':
      // guard admits-6: difference > 0 → difference >= 0
      return difference > 0
    case '>=':
      return difference >= 0
    case '<':
      // guard admits-6: difference < 0 → difference <= 0
      return difference < 0
    case '<=':
      return difference <= 0
  }
}

function isAbove(datum: DecimalValue, { value, inclusive }: Bound): boolean {
  return compares(inclusive ? '>=' : '>', order(datum, value))
}

function isBelow(datum: DecimalValue, { value, inclusive }: Bound): boolean {
  return compares(inclusive ? '<=' : '<', order(datum, value))
}

/** The parser has read `written` as a number, so it always has a value; one without would match nothing. */
function order(datum: DecimalValue, written: string): number {
  const value = decimalValue(written)
  return value === undefined ? Number.NaN : compareDecimals(datum, value)
}
