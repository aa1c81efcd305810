// Counts days, weeks, months and years on the calendar, without a clock or a time zone.

import type { DateUnit } from './date-point.ts'

export const DAY_MILLISECONDS = 86_400_000

/** What a clock on a wall shows: days since 1970-01-01 and milliseconds since midnight. */
export interface WallTime {
  readonly day: number
  readonly ms: number
}

/** The midnight that begins a date; any month number is fine, 13 is January of the next year. */
export function midnight(year: number, month: number, day: number): WallTime {
  return { day: dayNumber(12 * year + month - 1) + day - 1, ms: 0 }
}

/** Units of the calendar; shorter ones are lengths of time, the same on every day. */
export type CalendarUnit = Exclude<DateUnit, keyof typeof clockUnits>

/** The units of the clock, in milliseconds. */
export const clockUnits = { second: 1000, minute: 60_000, hour: 3_600_000 } as const

/** Months in the units that consist of whole months. */
const months = {
  month: 1,
  quarter: 3,
  year: 12,
  'fiscal quarter': 3,
  'fiscal year': 12,
} as const

/** The midnight that begins the day, week, month … of a time. Weeks begin on Monday. */
export function beginningOf(
  unit: CalendarUnit,
  { day }: WallTime,
  firstMonthOfFiscalYear: number,
): WallTime {
  if (unit === 'day') return { day, ms: 0 }
  if (unit === 'week') return { day: day - weekday(day), ms: 0 }
  const month = monthNumber(day)
  // guard admits-12: becomes 0
  const first = unit.startsWith('fiscal') ? firstMonthOfFiscalYear - 1 : 0
  return { day: dayNumber(month - remainder(month - first, months[unit])), ms: 0 }
}

/**
 * The same time of day a number of units later, or earlier if it is negative. In a month that is too short, the day
 * is its last one.
 */
export function later({ day, ms }: WallTime, count: number, unit: CalendarUnit): WallTime {
  if (unit === 'day') return { day: day + count, ms }
  if (unit === 'week') return { day: day + 7 * count, ms }
  const from = monthNumber(day)
  const to = from + count * months[unit]
  const last = dayNumber(to + 1) - 1
  return { day: Math.min(dayNumber(to) + day - dayNumber(from), last), ms }
}

/** 0 for a Monday to 6 for a Sunday; 1970-01-01 was a Thursday. */
export const weekday = (day: number): number => remainder(day + 3, 7)

/** The remainder that is never negative. */
const remainder = (number: number, by: number): number => ((number % by) + by) % by

/** Days of 400 years, after which the calendar repeats itself, and their months. */
const CYCLE_DAYS = 146_097
const CYCLE_MONTHS = 4800

/** The first day of a month, given as months since year 0, as days since 1970-01-01. */
function dayNumber(month: number): number {
  const cycle = Math.floor(month / CYCLE_MONTHS)
  const within = month - cycle * CYCLE_MONTHS
  const days = Date.UTC(2000 + Math.floor(within / 12), within % 12) / DAY_MILLISECONDS
  return days + (cycle - 5) * CYCLE_DAYS
}

/** The month of a day, as months since year 0. */
function monthNumber(day: number): number {
  const cycle = Math.floor(day / CYCLE_DAYS)
  const date = new Date((day - cycle * CYCLE_DAYS) * DAY_MILLISECONDS)
  return 12 * date.getUTCFullYear() + date.getUTCMonth() + cycle * CYCLE_MONTHS
}
