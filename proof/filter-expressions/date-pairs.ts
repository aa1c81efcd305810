// Random date expressions with a datum. The naive evaluator numbers the units of the calendar and compares numbers.
import type { Random } from '../../test/support/random.ts'
import { type AskedPair, letsThrough, several, type Told } from './asked-pair.ts'
import { datumAt } from './date-datum.ts'
import { counted, someCount, somePoint } from './date-points.ts'
import {
  beginningNow,
  calendarUnits,
  clockUnits,
  firstDay,
  type Here,
  instantOf,
  isClockUnit,
  lengths,
  numberOf,
  type Point,
  sideOf,
} from './date-units.ts'
import { clockChanges, DAY, firstInstant, reading, shownAt } from './wall-clock.ts'

const zones = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'America/Havana'],
  ...['Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham'],
  ...['Africa/Cairo', 'Asia/Beirut', 'America/Santiago', 'Asia/Tehran', 'Antarctica/Troll'],
]
export function datePair(random: Random): AskedPair {
  const timezone = random.pick(zones)
  const changes = clockChanges(timezone)
  const now =
    changes.length > 0 && random.chance(0.4)
      ? random.pick(changes) + random.below(3 * DAY) - 1.5 * DAY
      : Date.UTC(1995, 0) + 1000 * random.below(1_200_000_000) + random.below(1000)
  const firstMonthOfFiscalYear = 1 + random.below(12)
  const shown = shownAt(now, timezone)
  const here = { now, timezone, firstMonthOfFiscalYear, shown }
  const terms = several(random, [1, 3], () => someTerm(random, here))
  const near = random.pick(terms).near
  const { datum, instant } = random.chance(0.06)
    ? { datum: null, instant: null }
    : datumAt(random, random.pick([now, ...near, ...near, ...near, ...changes.slice(-1)]), timezone)
  const told: Told[] = terms.map(({ text, negated, fits }) => ({
    text,
    negated,
    fits: fits(instant),
  }))
  const separator = () => random.pick([',', ', ', ' , '])
  return {
    kind: 'date',
    expression: terms.map(({ text }, at) => `${at > 0 ? separator() : ''}${text}`).join(''),
    datum,
    circumstances: { now, timezone, firstMonthOfFiscalYear },
    expected: letsThrough(told),
  }
}

interface Term {
  readonly text: string
  readonly negated: boolean
  readonly fits: (datum: number | null) => boolean
  /** Instants at which the answer may change. */
  readonly near: readonly number[]
}

function someTerm(random: Random, here: Here): Term {
  const positive = (text: string, near: number[], fits: (datum: number) => boolean): Term => ({
    ...{ text, near, negated: false },
    fits: (datum) => datum !== null && fits(datum),
  })
  switch (random.below(12)) {
    case 0:
      if (random.chance(0.2)) {
        return {
          text: random.pick(['any time', 'Any Time']),
          negated: false,
          fits: () => true,
          near: [],
        }
      }
      return nullTerm(random.chance(0.5) ? 'NULL' : 'null', random.chance(0.5))
    case 1:
    case 2: {
      const point = somePoint(random, here)
      const isBefore = random.chance(0.5)
      return positive(
        `${isBefore ? 'before' : 'after'} ${point.text}`,
        [instantOf(point, here)],
        (datum) => (isBefore ? sideOf(point, datum, here) < 0 : sideOf(point, datum, here) >= 0),
      )
    }
    case 3:
    case 4: {
      const [from, to] = [somePoint(random, here), somePoint(random, here)]
      const near = [instantOf(from, here), instantOf(to, here)]
      return positive(
        `${from.text} to ${to.text}`,
        near,
        (datum) => sideOf(from, datum, here) >= 0 && sideOf(to, datum, here) < 0,
      )
    }
    case 5:
    case 6:
      return spanTerm(random, here, positive)
    case 7:
    case 8:
      return pastTerm(random, here, positive)
    default: {
      const point = somePoint(random, here)
      return positive(
        point.text,
        [instantOf(point, here)],
        (datum) => sideOf(point, datum, here) === 0,
      )
    }
  }
}

const nullTerm = (word: string, negated: boolean): Term => ({
  ...{ text: `${negated ? 'NOT ' : ''}${word}`, negated, near: [] },
  fits: (datum) => datum === null,
})

type Positive = (text: string, near: number[], fits: (datum: number) => boolean) => Term
/** The last units, the current one included. */
function pastTerm(random: Random, here: Here, positive: Positive): Term {
  const unit = random.pick([...calendarUnits, ...clockUnits])
  const count = random.chance(0.1) ? 1 : someCount(random, unit)
  const text = count === 1 && random.chance(0.3) ? unit : counted(random, count, unit)
  const words = text === unit ? text : `${random.pick(['', '', 'last '])}${text}`
  if (isClockUnit(unit)) {
    const end = beginningNow(unit, here) + lengths[unit]
    const from = end - count * lengths[unit]
    return positive(words, [from, end], (datum) => from <= datum && datum < end)
  }
  const now = numberOf(unit, here.shown, here)
  const from = { text, unit, number: now - count + 1 }
  return positive(words, [instantOf(from, here), here.now], (datum) => {
    const number = numberOf(unit, shownAt(datum, here.timezone), here)
    return now - count < number && number <= now
  })
}

/** A number of units from the beginning of a point. */
function spanTerm(random: Random, here: Here, positive: Positive): Term {
  const from = somePoint(random, here)
  const unit = random.pick([...calendarUnits, ...clockUnits])
  const count = someCount(random, unit)
  const text = `${from.text} for ${counted(random, count, unit)}`
  const begin = instantOf(from, here)
  const end = endOfSpan(from, begin, count, unit, here)
  const isFrom = (datum: number) =>
    'from' in from ? datum >= begin : sideOf(from, datum, here) >= 0
  return positive(text, [begin, end], (datum) => isFrom(datum) && datum < end)
}

function endOfSpan(from: Point, begin: number, count: number, unit: string, here: Here): number {
  if (isClockUnit(unit)) return begin + count * lengths[unit]
  const start =
    'from' in from
      ? (from.wall ?? reading(shownAt(begin, here.timezone)))
      : firstDay(from.unit, from.number, here) * DAY
  if (unit === 'day' || unit === 'week') {
    return firstInstant(start + count * (unit === 'week' ? 7 : 1) * DAY, here.timezone)
  }
  const months = count * (unit === 'month' ? 1 : unit.endsWith('quarter') ? 3 : 12)
  const date = new Date(start)
  const wanted = date.getUTCMonth() + months
  date.setUTCMonth(wanted)
  // The month was too short: back to its last day.
  while (date.getUTCMonth() !== wanted % 12) date.setUTCDate(date.getUTCDate() - 1)
  return firstInstant(date.getTime(), here.timezone)
}
