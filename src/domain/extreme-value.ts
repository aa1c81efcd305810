// The least and the greatest of several numbers or dates, compared exactly as they are written.
import { DAY_MILLISECONDS, midnight } from '../filter-expressions/calendar.ts'
import { compareDecimals, decimalValue } from '../filter-expressions/decimal-value.ts'
import type { ValueType } from './value-type.ts'

/** Of equal ones the first; undefined if one of them is no number or no date, or the type has no order. */
export function extremeOf(
  which: 'min' | 'max',
  type: ValueType,
  values: readonly string[],
): string | undefined {
  const compare =
    type === 'number' ? compareNumbers : type === 'datetime' ? compareTimes : undefined
  if (compare === undefined) return undefined
  let [best] = values
  for (const value of values) {
    const difference = best === undefined ? undefined : compare(value, best)
    if (difference === undefined) return undefined
    // guard combining-2: difference < 0 → difference <= 0
    if (which === 'min' ? difference < 0 : difference > 0) best = value
  }
  return best
}

type Compare = (one: string, other: string) => number | undefined

const compareNumbers: Compare = (one, other) => {
  const [some, others] = [decimalValue(one), decimalValue(other)]
  return some && others && compareDecimals(some, others)
}

const compareTimes: Compare = (one, other) => {
  const [some, others] = [timeOf(one), timeOf(other)]
  if (some === undefined || others === undefined) return undefined
  if (some.second !== others.second) return some.second - others.second
  if (some.fraction === others.fraction) return 0
  return some.fraction < others.fraction ? -1 : 1
}

interface Time {
  /** Seconds since 1970 UTC. */
  readonly second: number
  /** Nine digits. */
  readonly fraction: string
}

const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/

/** A date is its first moment, and a time without an offset is one of UTC. */
function timeOf(text: string): Time | undefined {
  const parts = written.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const [sign, hours = '0', minutes = '0'] = parts.slice(8)
  const ahead = (sign === '-' ? -60 : 60) * (60 * Number(hours) + Number(minutes))
  const midnightSecond = midnight(year, month, day).day * (DAY_MILLISECONDS / 1000)
  return {
    second: midnightSecond + 3600 * hour + 60 * minute + second - ahead,
    fraction: (parts[7] ?? '').padEnd(9, '0'),
  }
}
