// Says whether an instant or null matches a term of a date expression.

import { beginningOf, clockUnits, later, midnight, type WallTime, weekday } from './calendar.ts'
import type { CalendarDate } from './calendar-date.ts'
import type { DateTerm } from './date-expression.ts'
import { type DatePoint, type DateUnit, type Duration, weekdays } from './date-point.ts'
import type { TimeZone } from './time-zone.ts'

/** Where and when an expression is read. */
export interface Here {
  readonly zone: TimeZone
  /** The instant that relative dates count from, and what clocks show then. */
  readonly now: number
  readonly wall: WallTime
  readonly firstMonthOfFiscalYear: number
}

/** True if the instant matches; null matches only NULL and `any time`. */
export function matchesDate(term: DateTerm, datum: number | null, here: Here): boolean {
  if (term.kind === 'any') return true
  if (term.kind === 'null') return datum === null
  // guard admits-3: gone
  if (datum === null) return false
  const [from, end] = instantsOf(term, here)
  // guard admits-7: datum < end → datum <= end
  return datum >= from && datum < end
}

/** The first instant of a term, and the first one behind it. */
function instantsOf(
  term: Exclude<DateTerm, { kind: 'any' | 'null' }>,
  here: Here,
): [from: number, end: number] {
  switch (term.kind) {
    case 'in': {
      const { from, length } = stretch(term.point, here)
      return [from.instant, after(from, length, here)]
    }
    case 'past': {
      const { count, unit } = term.duration
      // guard admits-8: 1 - count → -count
      const from = unitsFromNow(1 - count, unit, here)
      return [from.instant, after(from, term.duration, here)]
    }
    case 'before':
      return [Number.NEGATIVE_INFINITY, stretch(term.point, here).from.instant]
    case 'after':
      return [stretch(term.point, here).from.instant, Number.POSITIVE_INFINITY]
    case 'range':
      return [stretch(term.from, here).from.instant, stretch(term.to, here).from.instant]
    case 'span': {
      const { from } = stretch(term.from, here)
      return [from.instant, after(from, term.duration, here)]
    }
  }
}

/** A beginning, as an instant and as clocks show it. */
interface Beginning {
  readonly instant: number
  readonly wall: WallTime
}

/** A beginning and the length of the whole period that it begins. */
interface Stretch {
  readonly from: Beginning
  readonly length: Duration
}

const isClockUnit = (unit: DateUnit): unit is keyof typeof clockUnits =>
  Object.hasOwn(clockUnits, unit)

/** The instant a duration after a beginning; hours and shorter units are lengths of time, others count days. */
function after({ instant, wall }: Beginning, { count, unit }: Duration, { zone }: Here): number {
  if (isClockUnit(unit)) return instant + count * clockUnits[unit]
  return zone.instant(later(wall, count, unit))
}

const at = (wall: WallTime, { zone }: Here): Beginning => ({ instant: zone.instant(wall), wall })

/** The beginning of the current unit, or of one that many units later. */
function unitsFromNow(count: number, unit: DateUnit, here: Here): Beginning {
  const { zone, now, wall, firstMonthOfFiscalYear } = here
  if (isClockUnit(unit)) {
    const instant = now - (wall.ms % clockUnits[unit]) + count * clockUnits[unit]
    return { instant, wall: zone.wallTime(instant) }
  }
  return at(later(beginningOf(unit, wall, firstMonthOfFiscalYear), count, unit), here)
}

const steps = { this: 0, next: 1, last: -1, today: 0, tomorrow: 1, yesterday: -1 } as const

function stretch(point: DatePoint, here: Here): Stretch {
  switch (point.kind) {
    case 'now':
      return unitStretch(0, 'second', here)
    case 'day':
      return unitStretch(steps[point.day], 'day', here)
    case 'weekday': {
      const today = here.wall.day
      const back = (weekday(today) - weekdays.indexOf(point.weekday) + 7) % 7
      return unitStretch(-back, 'day', here)
    }
    case 'period':
      return unitStretch(steps[point.which], point.unit, here)
    case 'offset': {
      const { count, unit } = point.duration
      return unitStretch(point.direction === 'ago' ? -count : count, unit, here)
    }
    default:
      return calendarStretch(point, here)
  }
}

function unitStretch(count: number, unit: DateUnit, here: Here): Stretch {
  return { from: unitsFromNow(count, unit, here), length: { count: 1, unit } }
}

/** A date written in numbers. A fiscal year has the number of the year in which it begins (FEDOC). */
function calendarStretch(date: CalendarDate, here: Here): Stretch {
  const { year } = date
  const one = (unit: DateUnit, wall: WallTime): Stretch => ({
    from: at(wall, here),
    length: { count: 1, unit },
  })
  switch (date.kind) {
    case 'year':
      return one('year', midnight(year, date.fiscal ? here.firstMonthOfFiscalYear : 1, 1))
    case 'quarter': {
      const first = date.fiscal ? here.firstMonthOfFiscalYear : 1
      return one('quarter', midnight(year, first + 3 * (date.quarter - 1), 1))
    }
    case 'month':
      return one('month', midnight(year, date.month, 1))
    case 'date':
      return one('day', midnight(year, date.month, date.day))
    case 'time': {
      const { hour, minute, second } = date.clock
      const { day } = midnight(year, date.month, date.day)
      const ms =
        hour * clockUnits.hour + minute * clockUnits.minute + (second ?? 0) * clockUnits.second
      return one(second === undefined ? 'minute' : 'second', { day, ms })
    }
  }
}
