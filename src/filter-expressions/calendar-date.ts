// Reads a date written in numbers and checks that it exists.

import { isDigit, type Scanner } from './scanner.ts'

/** A date written in numbers. */
export type CalendarDate =
  | { kind: 'year'; year: number; fiscal: boolean }
  | { kind: 'quarter'; year: number; quarter: number; fiscal: boolean }
  | { kind: 'month'; year: number; month: number }
  | { kind: 'date'; year: number; month: number; day: number }
  | { kind: 'time'; year: number; month: number; day: number; clock: Clock }

/** A time of day, 00:00:00 to 23:59:59; without `second`, only hour and minute are written. */
export interface Clock {
  hour: number
  minute: number
  second: number | undefined
}

/**
 * Reads the rest of a date after the digits of its year: nothing, `-05`, `-Q4`, `-05-18`, or one of these
 * and a time; `/` is accepted in place of `-`. A fiscal year takes only a quarter. Months, days and
 * times of day that do not exist are mistakes. Looker reads a one-digit month as an offset in years
 * (FEDOC), which nobody means, so it is a mistake too.
 */
export function parseCalendar(
  scanner: Scanner,
  yearDigits: string,
  fiscal: boolean,
): CalendarDate | undefined {
  if (yearDigits.length !== 4) {
    return scanner.fail('expected a year of four digits', scanner.position - yearDigits.length)
  }
  const year = Number(yearDigits)
  if (!takeSeparator(scanner)) return { kind: 'year', year, fiscal }
  if (scanner.takeWord('q')) return parseQuarter(scanner, year, fiscal)
  if (fiscal) return scanner.fail('expected a quarter, Q1 to Q4, after the fiscal year')
  const month = parseTwoDigits(
    scanner,
    1,
    12,
    'expected a month of two digits, 01 to 12, or Q1 to Q4',
  )
  if (month === undefined) return undefined
  if (!takeSeparator(scanner)) return { kind: 'month', year, month }
  const last = daysIn(year, month)
  const day = parseTwoDigits(scanner, 1, last, 'expected a day of two digits that the month has')
  if (day === undefined) return undefined
  return parseTime(scanner, { year, month, day })
}

function takeSeparator(scanner: Scanner): boolean {
  return scanner.take('-') || scanner.take('/')
}

function parseQuarter(scanner: Scanner, year: number, fiscal: boolean): CalendarDate | undefined {
  const char = scanner.peek()
  if (!(char >= '1' && char <= '4')) return scanner.fail('expected 1, 2, 3 or 4 after "Q"')
  scanner.take(char)
  if (isDigit(scanner.peek())) return scanner.fail('expected one digit after "Q"')
  return { kind: 'quarter', year, quarter: Number(char), fiscal }
}

/** Reads the time of day after a date if there is one: `12:00` or `12:00:00`. */
function parseTime(
  scanner: Scanner,
  date: { year: number; month: number; day: number },
): CalendarDate | undefined {
  const end = scanner.position
  if (!scanner.skipSpaces() || !isDigit(scanner.peek())) {
    scanner.position = end
    return { kind: 'date', ...date }
  }
  const clock = parseClock(scanner)
  return clock && { kind: 'time', ...date, clock }
}

function parseClock(scanner: Scanner): Clock | undefined {
  const hour = parseTwoDigits(scanner, 0, 23, 'expected an hour of two digits, 00 to 23')
  if (hour === undefined) return undefined
  if (!scanner.take(':')) return scanner.fail('expected ":" after the hour')
  const minute = parseTwoDigits(scanner, 0, 59, 'expected a minute of two digits, 00 to 59')
  if (minute === undefined) return undefined
  if (!scanner.take(':')) return { hour, minute, second: undefined }
  const second = parseTwoDigits(scanner, 0, 59, 'expected a second of two digits, 00 to 59')
  return second === undefined ? undefined : { hour, minute, second }
}

function parseTwoDigits(
  scanner: Scanner,
  least: number,
  most: number,
  expected: string,
): number | undefined {
  const start = scanner.position
  const digits = scanner.takeWhile(isDigit)
  const value = Number(digits)
  const fits = digits.length === 2 && value >= least && value <= most
  return fits ? value : scanner.fail(expected, start)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
