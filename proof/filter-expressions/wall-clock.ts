// What clocks show in a time zone, found by looking at clocks, for the naive evaluator of dates.

/** What a clock and a calendar on the wall show. */
export interface Shown {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, dateStyle: 'short', timeStyle: 'medium' },
  })
  formats.set(timeZone, format)
  return format
}

export function shownAt(instant: number, timeZone: string): Shown {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = formatOf(timeZone)
    .format(Math.floor(instant / 1000) * 1000)
    .split(/\D+/)
    .map(Number)
  return { year, month, day, hour, minute, second }
}

/** What clocks show, as one number that grows as the clock goes. */
export const reading = ({ year, month, day, hour, minute, second }: Shown): number =>
  Date.UTC(year, month - 1, day, hour, minute, second)

const ahead = (instant: number, timeZone: string) => reading(shownAt(instant, timeZone)) - instant
const offsets = new Map<string, readonly number[]>()

/** The differences from UTC that clocks of a zone have had from 1970 to 2060. */
function offsetsOf(timeZone: string): readonly number[] {
  const known = offsets.get(timeZone)
  if (known !== undefined) return known
  const all = new Set<number>()
  for (let day = 0; day < Date.UTC(2060, 0); day += 30 * DAY) all.add(ahead(day, timeZone))
  offsets.set(timeZone, [...all])
  return [...all]
}

const found = new Map<string, number>()

/**
 * The first instant at which clocks show this reading or a later one. Every offset that the zone has had is tried; if
 * clocks never show the reading, time goes by minute by minute until they show more.
 */
export function firstInstant(wanted: number, timeZone: string): number {
  const key = `${timeZone} ${wanted}`
  const known = found.get(key)
  if (known !== undefined) return known
  const minute = Math.floor(wanted / MINUTE) * MINUTE
  let instant = Number.POSITIVE_INFINITY
  for (const offset of offsetsOf(timeZone)) {
    const candidate = minute - offset
    const fits = reading(shownAt(candidate, timeZone)) === minute
    if (fits) instant = Math.min(instant, candidate + wanted - minute)
  }
  if (instant === Number.POSITIVE_INFINITY) {
    instant = minute - 15 * HOUR
    while (reading(shownAt(instant, timeZone)) < minute) instant += MINUTE
  }
  if (found.size > 100_000) found.clear()
  found.set(key, instant)
  return instant
}

const changes = new Map<string, readonly number[]>()

/** The instants from 2000 to 2024 at which clocks of a zone were set, to the minute. */
export function clockChanges(timeZone: string): readonly number[] {
  const known = changes.get(timeZone)
  if (known !== undefined) return known
  const all: number[] = []
  let before = ahead(Date.UTC(2000, 0), timeZone)
  for (let day = Date.UTC(2000, 0); day < Date.UTC(2025, 0); day += 5 * DAY) {
    const after = ahead(day + 5 * DAY, timeZone)
    if (after === before) continue
    let instant = day
    for (const step of [DAY, HOUR, MINUTE]) {
      while (ahead(instant + step, timeZone) === before) instant += step
    }
    all.push(instant + MINUTE)
    before = after
  }
  changes.set(timeZone, all)
  return all
}
