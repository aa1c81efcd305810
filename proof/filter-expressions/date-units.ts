// The units of the calendar and the clock, each with a number or a beginning, for the naive evaluator of dates.
import type { Circumstances } from '../../src/filter-expressions/admits.ts'
import { DAY, firstInstant, HOUR, MINUTE, type Shown, shownAt } from './wall-clock.ts'

export const calendarUnits = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'fiscal quarter',
  'fiscal year',
]
export const lengths = { second: 1000, minute: MINUTE, hour: HOUR }
export const clockUnits = Object.keys(lengths) as (keyof typeof lengths)[]
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]

export const isClockUnit = (unit: string): unit is keyof typeof lengths => unit in lengths

/** A unit of the calendar by its number, one of the clock by its beginning, or a time that is written out. */
export type Point =
  | { readonly text: string; readonly unit: string; readonly number: number }
  | {
      readonly text: string
      readonly from: number
      readonly length: number
      /** The reading that is written out. */
      readonly wall?: number
    }

/** Where and when the expression is read. */
export interface Here extends Circumstances {
  readonly shown: Shown
}

export const dayOf = ({ year, month, day }: Shown) => Date.UTC(year, month - 1, day) / DAY

/** The number of the unit that a clock shows; the next unit has the next number. */
export function numberOf(unit: string, shown: Shown, { firstMonthOfFiscalYear }: Here): number {
  const month = 12 * shown.year + shown.month - 1
  const fiscal = month - (firstMonthOfFiscalYear - 1)
  switch (unit) {
    case 'day':
      return dayOf(shown)
    case 'week':
      return Math.floor((dayOf(shown) + 3) / 7)
    case 'month':
      return month
    case 'quarter':
      return Math.floor(month / 3)
    case 'fiscal quarter':
      return Math.floor(fiscal / 3)
    case 'fiscal year':
      return Math.floor(fiscal / 12)
    default:
      return shown.year
  }
}

function dateOf(day: number): Shown {
  const date = new Date(day * DAY)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
  return { year, month, day: date.getUTCDate(), hour: 0, minute: 0, second: 0 }
}

/** The first day of a unit: days are looked at one by one, from one that is surely before it. */
export function firstDay(unit: string, number: number, here: Here): number {
  const days: Record<string, number> = { day: 1, week: 7, month: 30.4, quarter: 91.2 }
  const [now, perUnit] = [
    numberOf(unit, here.shown, here),
    days[unit.replace('fiscal ', '')] ?? 365.2,
  ]
  let day = Math.floor(dayOf(here.shown) + (number - now - 2) * perUnit) - 4
  while (numberOf(unit, dateOf(day), here) < number) day += 1
  return day
}

export function instantOf(point: Point, here: Here): number {
  if ('from' in point) return point.from
  return firstInstant(firstDay(point.unit, point.number, here) * DAY, here.timezone)
}

/** Whether the datum is in the point (0), before it (-1) or behind it (1). */
export function sideOf(point: Point, datum: number, here: Here): number {
  if ('from' in point) {
    if (datum < point.from) return -1
    return datum < point.from + point.length ? 0 : 1
  }
  return Math.sign(numberOf(point.unit, shownAt(datum, here.timezone), here) - point.number)
}

/** When the current second, minute or hour began, by what the clock shows. */
export function beginningNow(unit: keyof typeof lengths, { now, shown }: Here): number {
  const seconds = { second: 0, minute: shown.second, hour: 60 * shown.minute + shown.second }[unit]
  return Math.floor(now / 1000) * 1000 - 1000 * seconds
}

export function unitPoint(text: string, unit: string, steps: number, here: Here): Point {
  if (isClockUnit(unit)) {
    return { text, from: beginningNow(unit, here) + steps * lengths[unit], length: lengths[unit] }
  }
  return { text, unit, number: numberOf(unit, here.shown, here) + steps }
}
