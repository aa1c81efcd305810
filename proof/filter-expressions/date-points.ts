// Random points in time, as date expressions write them.
import type { Random } from '../../test/support/random.ts'
import {
  calendarUnits,
  clockUnits,
  dayOf,
  type Here,
  type Point,
  unitPoint,
  weekdays,
} from './date-units.ts'
import { clockChanges, DAY, firstInstant, HOUR, MINUTE, shownAt } from './wall-clock.ts'

/** Few mostly, and never so many that clocks were set otherwise than today. */
export function someCount(random: Random, unit: string): number {
  if (unit.endsWith('year') || random.chance(0.9)) return random.below(8)
  return random.below(unit.endsWith('quarter') ? 40 : unit === 'month' ? 150 : 700)
}
export const counted = (random: Random, count: number, unit: string) =>
  `${count} ${unit}${count === 1 && random.chance(0.8) ? '' : 's'}`

export function somePoint(random: Random, here: Here): Point {
  switch (random.below(7)) {
    case 0: {
      if (random.chance(0.15)) return unitPoint('now', 'second', 0, here)
      const [word, steps] = random.pick([
        ['today', 0],
        ['yesterday', -1],
        ['tomorrow', 1],
      ] as const)
      return unitPoint(word, 'day', steps, here)
    }
    case 1: {
      const word = random.pick(weekdays)
      let back = 0
      while ((dayOf(here.shown) - back + 3) % 7 !== weekdays.indexOf(word)) back += 1
      return unitPoint(word, 'day', -back, here)
    }
    case 2: {
      const [word, steps] = random.pick([
        ['this', 0],
        ['last', -1],
        ['next', 1],
      ] as const)
      const unit = random.pick(word === 'next' ? calendarUnits : [...calendarUnits, ...clockUnits])
      return unitPoint(`${word} ${unit}`, unit, steps, here)
    }
    case 3:
    case 4: {
      const unit = random.pick([...calendarUnits, ...clockUnits])
      const count = someCount(random, unit)
      const isAgo = random.chance(0.6)
      const text = `${counted(random, count, unit)} ${isAgo ? 'ago' : 'from now'}`
      return unitPoint(text, unit, isAgo ? -count : count, here)
    }
    default:
      return writtenPoint(random, here)
  }
}

const two = (value: number) => String(value).padStart(2, '0')

/** A date written in numbers, often near now or near a day on which clocks change. */
function writtenPoint(random: Random, here: Here): Point {
  const changes = clockChanges(here.timezone)
  const near = changes.length > 0 && random.chance(0.3) ? random.pick(changes) : here.now
  const shown = shownAt(near + random.below(5) * 12 * HOUR - DAY, here.timezone)
  const { year, month, day } = shown
  const separator = random.pick(['-', '/'])
  const date = [year, two(month), two(day)].join(separator)
  const first = here.firstMonthOfFiscalYear
  switch (random.below(6)) {
    case 0:
      return { text: `${year}`, unit: 'year', number: year }
    case 1: {
      const quarter = random.below(4)
      return {
        text: `${year}${separator}Q${quarter + 1}`,
        unit: 'quarter',
        number: 4 * year + quarter,
      }
    }
    case 2: {
      if (random.chance(0.5)) return { text: `FY${year}`, unit: 'fiscal year', number: year }
      const quarter = random.below(4)
      const number = Math.floor((12 * year + first - 1 + 3 * quarter - (first - 1)) / 3)
      return { text: `fy${year}-Q${quarter + 1}`, unit: 'fiscal quarter', number }
    }
    case 3:
      return {
        text: [year, two(month)].join(separator),
        unit: 'month',
        number: 12 * year + month - 1,
      }
    case 4:
      return { text: date, unit: 'day', number: dayOf(shown) }
    default: {
      const [hour, minute] = [random.below(random.pick([4, 24])), random.pick([0, 15, 30, 45, 59])]
      const [second = 0] = random.pick([[], [0], [30], [59]])
      const clock = [hour, minute, ...(random.chance(0.5) || second > 0 ? [second] : [])].map(two)
      const wall = dayOf(shown) * DAY + hour * HOUR + minute * MINUTE + second * 1000
      const from = firstInstant(wall, here.timezone)
      const length = clock.length === 2 ? MINUTE : 1000
      return { text: `${date} ${clock.join(':')}`, from, length, wall }
    }
  }
}
