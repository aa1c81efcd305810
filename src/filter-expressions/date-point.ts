// Parses a point or a period in time in a date filter expression.

import { type CalendarDate, parseCalendar } from './calendar-date.ts'
import { isDigit, type Scanner } from './scanner.ts'

const plainUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
const fiscalUnits = ['fiscal quarter', 'fiscal year'] as const
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
const days = ['today', 'yesterday', 'tomorrow'] as const

export type DateUnit = (typeof plainUnits)[number] | (typeof fiscalUnits)[number]

/** A number of units, e.g. 3 days. */
export interface Duration {
  count: number
  unit: DateUnit
}

/** A point or period: before, after and ranges use its beginning. */
export type DatePoint =
  | CalendarDate
  | { kind: 'now' }
  | { kind: 'day'; day: (typeof days)[number] }
  | { kind: 'weekday'; weekday: (typeof weekdays)[number] }
  | { kind: 'period'; which: 'this' | 'next' | 'last'; unit: DateUnit }
  | { kind: 'offset'; direction: 'ago' | 'from_now'; duration: Duration }

/** The opening of a term: a point, or a length of time whose meaning depends on the words around it. */
export type DateOpening =
  | DatePoint
  | { kind: 'duration'; duration: Duration }
  | { kind: 'unit'; unit: DateUnit }

const unitNames: ReadonlyMap<string, DateUnit> = new Map(
  [...plainUnits, ...fiscalUnits].flatMap((unit) => [
    [unit, unit],
    [`${unit}s`, unit],
  ]),
)

/** Words that are a whole opening. */
const namedPoints: ReadonlyMap<string, DatePoint> = new Map<string, DatePoint>([
  ['now', { kind: 'now' }],
  ...days.map((day) => [day, { kind: 'day', day }] as const),
  ...weekdays.map((weekday) => [weekday, { kind: 'weekday', weekday }] as const),
])

/** Nobody means a longer count as a time, and its number would not be exact. */
const COUNT_DIGITS = 9

/** Skips white space; a letter or digit directly after a word or count is a mistake. */
export function skipGap(scanner: Scanner): boolean {
  const isGlued = isDigit(scanner.peek()) || scanner.peekWord() !== ''
  if (scanner.skipSpaces() || !isGlued) return true
  scanner.fail('expected a space')
  return false
}

/**
 * Reads a point, a duration or a unit alone (looker 12.7, FEDOC): `today`, `Monday`, `now`,
 * `this week`, `3 days ago`, `2 weeks from now`, `2018`, `2018/05`, `2018-Q4`, `FY2018-Q1`,
 * `2018-05-18 12:00:00`, `3 days`, `week`. `expected` is the message if there is none of these.
 */
export function parseOpening(scanner: Scanner, expected: string): DateOpening | undefined {
  if (isDigit(scanner.peek())) return parseNumeric(scanner)
  const word = scanner.peekWord()
  const named = namedPoints.get(word)
  if (named) {
    scanner.takeWord(word)
    return named
  }
  if (word === 'this' || word === 'next' || word === 'last') return parsePeriod(scanner, word)
  if (scanner.takeWord('fy')) return parseCalendar(scanner, scanner.takeWhile(isDigit), true)
  const unit = takeUnit(scanner)
  return unit ? { kind: 'unit', unit } : scanner.fail(expected)
}

/** Reads a count and a unit, e.g. `3 days`; `expected` is the message when there is no count. */
export function parseDuration(scanner: Scanner, expected: string): Duration | undefined {
  const digits = scanner.takeWhile(isDigit)
  if (digits === '') return scanner.fail(expected)
  return parseUnits(scanner, digits)
}

function parsePeriod(scanner: Scanner, which: 'this' | 'next' | 'last'): DatePoint | undefined {
  scanner.takeWord(which)
  if (!skipGap(scanner)) return undefined
  const start = scanner.position
  const unit = takeUnit(scanner)
  if (!unit) return scanner.fail('expected a unit such as day, week, month or year')
  if (which === 'next' && (unit === 'second' || unit === 'minute' || unit === 'hour')) {
    return scanner.fail('expected a day or a longer unit after "next"', start)
  }
  return { kind: 'period', which, unit }
}

/** Reads an opening that begins with digits: a calendar date, or a count with its unit. */
function parseNumeric(scanner: Scanner): DateOpening | undefined {
  const digits = scanner.takeWhile(isDigit)
  const end = scanner.position
  const next = scanner.peek()
  if (next === '-' || next === '/') return parseCalendar(scanner, digits, false)
  scanner.skipSpaces()
  const isCount = scanner.peekWord() === 'fiscal' || unitNames.has(scanner.peekWord())
  scanner.position = end
  if (!isCount && digits.length === 4) return parseCalendar(scanner, digits, false)
  const duration = parseUnits(scanner, digits)
  return duration && parseDirection(scanner, duration)
}

/** Reads the unit after the digits of a count. */
function parseUnits(scanner: Scanner, digits: string): Duration | undefined {
  const start = scanner.position - digits.length
  if (digits.length > 1 && digits.startsWith('0')) {
    return scanner.fail('expected a count without leading zeros', start)
  }
  if (digits.length > COUNT_DIGITS) {
    return scanner.fail(`expected a count of at most ${COUNT_DIGITS} digits`, start)
  }
  if (!skipGap(scanner)) return undefined
  const unit = takeUnit(scanner)
  return unit
    ? { count: Number(digits), unit }
    : scanner.fail('expected a unit such as days, weeks, months or years after the count')
}

function parseDirection(scanner: Scanner, duration: Duration): DateOpening | undefined {
  const end = scanner.position
  scanner.skipSpaces()
  if (scanner.takeWord('ago')) return { kind: 'offset', direction: 'ago', duration }
  if (scanner.takeWord('from')) {
    if (!skipGap(scanner)) return undefined
    return scanner.takeWord('now')
      ? { kind: 'offset', direction: 'from_now', duration }
      : scanner.fail('expected "now" after "from"')
  }
  scanner.position = end
  return { kind: 'duration', duration }
}

function takeUnit(scanner: Scanner): DateUnit | undefined {
  const start = scanner.position
  const fiscal = scanner.takeWord('fiscal') && scanner.skipSpaces() ? 'fiscal ' : ''
  const word = scanner.peekWord()
  const unit = unitNames.get(fiscal + word)
  if (unit) scanner.takeWord(word)
  else scanner.position = start
  return unit
}
