// The stretch of time of one condition in Looker's tree of a date expression, in UTC.
import type { Item } from './looker-meaning.ts'

const lengths: Record<string, number> = { second: 1000, minute: 60_000, hour: 3_600_000 }
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** The beginning of the unit that an instant is in, and the same moment some units later. */
interface Calendar {
  readonly begin: (unit: string, instant?: number) => number
  readonly add: (instant: number, count: number, unit: string) => number
}

function calendarAt(now: number, firstMonthOfFiscalYear: number): Calendar {
  const begin = (unit: string, instant = now): number => {
    const length = lengths[unit]
    if (length !== undefined) return Math.floor(instant / length) * length
    const date = new Date(instant)
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
    const since = (month - firstMonthOfFiscalYear + 1 + 12) % 12
    switch (unit) {
      case 'day':
        return Date.UTC(year, month, day)
      case 'week':
        return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7))
      case 'month':
        return Date.UTC(year, month)
      case 'quarter':
        return Date.UTC(year, month - (month % 3))
      case 'fiscal quarter':
        return Date.UTC(year, month - (since % 3))
      case 'fiscal year':
        return Date.UTC(year, month - since)
      default:
        return Date.UTC(year, 0)
    }
  }
  const add = (instant: number, count: number, unit: string): number => {
    if (unit === 'day' || unit === 'week')
      return instant + count * (unit === 'day' ? 1 : 7) * 86_400_000
    const length = lengths[unit]
    if (length !== undefined) return instant + count * length
    const date = new Date(instant)
    const months = unit === 'month' ? 1 : unit.endsWith('quarter') ? 3 : 12
    return date.setUTCMonth(date.getUTCMonth() + count * months)
  }
  return { begin, add }
}

const instantOf = ({ year, month, day, hour, minute, second }: Record<string, string>): number =>
  Date.UTC(Number(year), Number(month) - 1, Number(day), ...clockOf(hour, minute, second))

const clockOf = (...parts: readonly (string | undefined)[]): [number, number, number] => {
  const [hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part || 0))
  return [hour, minute, second]
}

/** The first instant of the condition and the first one behind it. */
export function stretchOf(
  item: Item,
  now: number,
  firstMonthOfFiscalYear: number,
): [from: number, end: number] {
  const { begin, add } = calendarAt(now, firstMonthOfFiscalYear)
  const { type, unit, value, date, start, end } = item
  const some = (from: number, count: number, of: string): [number, number] => [
    from,
    add(from, count, of),
  ]
  const ago = (count: number, of: string) => add(begin(of), -count, of)
  const forever = (from: number): [number, number] => [from, Number.POSITIVE_INFINITY]
  const [side, which] = type.split('_')
  if (side === 'before' || side === 'after') {
    const steps: Record<string, number> = { this: 0, next: -1, last: 1 }
    const limit =
      which !== undefined
        ? ago(steps[which] ?? Number.NaN, unit)
        : item['range'] === 'absolute'
          ? instantOf(date)
          : ago(item['fromnow'] ? -value : value, unit)
    return side === 'after' ? forever(limit) : [Number.NEGATIVE_INFINITY, limit]
  }
  switch (type) {
    case 'past':
      return some(ago(item['complete'] ? value : value - 1, unit), value, unit)
    case 'lastInterval':
      return some(ago(value - 1, unit), value, unit)
    case 'pastAgo':
      return some(ago(value, unit), 1, unit)
    case 'from now':
      return some(ago(-value, unit), 1, unit)
    case 'this':
      return some(begin(unit), 1, unit)
    case 'next':
      return some(ago(-1, unit), 1, unit)
    case 'last':
      return some(ago(1, unit), 1, unit)
    case 'thisRange':
      return [begin(item['startInterval']), begin(item['endInterval'])]
    case 'relative': {
      const { intervalType, startInterval: from, endInterval: length } = item
      const count = intervalType === 'ago' ? from.value : -from.value
      return some(ago(count, from.unit), length.value, length.unit)
    }
    case 'on':
      return date.hour === undefined
        ? some(instantOf(date), 1, 'day')
        : some(instantOf(date), 1, date.second ? 'second' : 'minute')
    case 'range':
      return [instantOf(start), instantOf(end)]
    case 'rangeInterval':
      return some(instantOf(start), end.value, end.unit)
    case 'dayInterval':
      return some(begin('day'), value, unit)
    default:
      return dayOrWritten(item, { begin, add }, firstMonthOfFiscalYear)
  }
}

function dayOrWritten(
  { type, year, month, quarter, day, end }: Item,
  { begin, add }: Calendar,
  firstMonthOfFiscalYear: number,
): [number, number] {
  const some = (from: number, count: number, unit: string): [number, number] => [
    from,
    add(from, count, unit),
  ]
  const first = firstMonthOfFiscalYear - 1
  switch (type) {
    case 'day': {
      const named: Record<string, number> = { today: 0, yesterday: -1, tomorrow: 1 }
      const today = begin('day')
      const back = (new Date(today).getUTCDay() - weekdays.indexOf(day) + 7) % 7
      return some(add(today, named[day] ?? -back, 'day'), 1, 'day')
    }
    case 'year':
      return some(Date.UTC(Number(year), 0), 1, 'year')
    case 'month':
      return some(Date.UTC(Number(year), Number(month) - 1), 1, 'month')
    case 'monthInterval':
      return some(Date.UTC(Number(year), Number(month) - 1), end.value, end.unit)
    case 'quarter':
      return some(Date.UTC(Number(year), 3 * (Number(quarter.quarter) - 1)), 1, 'quarter')
    case 'fiscalYear':
      return some(Date.UTC(Number(year), first), 1, 'year')
    case 'fiscalQuarter':
      return some(Date.UTC(Number(year), first + 3 * (Number(quarter.slice(1)) - 1)), 1, 'quarter')
    default:
      throw new Error(`Looker has a type of dates that this test does not know: ${type}`)
  }
}
