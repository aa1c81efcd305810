// Converts between instants and what clocks in a time zone show.

import { DAY_MILLISECONDS, type WallTime } from './calendar.ts'

/** Zones and, for each, offsets that are kept; then they are found again. */
const KEPT_ZONES = 32
const KEPT_OFFSETS = 512

/** Before 1800 there was no standard time, and nobody knows the rules of the years after 9999. */
const EARLIEST = Date.UTC(1800, 0)
const LATEST = Date.UTC(10_000, 0)

const zones = new Map<string, TimeZone>()

/** The zone of an IANA name such as `Europe/Berlin`; undefined if there is none. */
export function timeZone(name: string): TimeZone | undefined {
  const kept = zones.get(name)
  if (kept !== undefined) return kept
  const format = formatOf(name)
  if (format === undefined) return undefined
  const zone = new TimeZone(format)
  if (zones.size >= KEPT_ZONES) zones.clear()
  zones.set(name, zone)
  return zone
}

/** Intl throws for names that it does not know; a zone written as an offset, such as `+02:00`, is none. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(timeZone)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  } catch {
    return undefined
  }
}

/** One time zone. Instants are milliseconds since 1970 UTC. */
export class TimeZone {
  private readonly format: Intl.DateTimeFormat
  private readonly offsets = new Map<number, number>()

  constructor(format: Intl.DateTimeFormat) {
    this.format = format
  }

  /** What the clocks show at an instant. */
  wallTime(instant: number): WallTime {
    const shown = instant + this.offsetAt(instant)
    const day = Math.floor(shown / DAY_MILLISECONDS)
    return { day, ms: shown - day * DAY_MILLISECONDS }
  }

  /**
   * The first instant at which the clocks show this time or a later one. So a time that comes twice, when clocks are
   * set back, is its first occurrence, and one that is skipped is the moment when it is skipped.
   */
  instant({ day, ms }: WallTime): number {
    const shown = day * DAY_MILLISECONDS + ms
    const before = this.offsetAt(shown - DAY_MILLISECONDS)
    const after = this.offsetAt(shown + DAY_MILLISECONDS)
    // guard admits-11: becomes true
    if (before === after) return shown - before
    if (this.offsetAt(shown - before) === before) return shown - before
    if (this.offsetAt(shown - after) === after) return shown - after
    return this.change(shown - after, shown - before)
  }

  /** The first instant with another offset than at `from`, up to `to`, which has one. */
  private change(from: number, to: number): number {
    const old = this.offsetAt(from)
    let [low, high] = [from, to]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.offsetAt(middle) === old) low = middle
      else high = middle
    }
    return high
  }

  /** Milliseconds by which clocks are ahead of UTC at an instant. */
  private offsetAt(instant: number): number {
    const second = 1000 * Math.floor(Math.min(Math.max(instant, EARLIEST), LATEST) / 1000)
    const kept = this.offsets.get(second)
    if (kept !== undefined) return kept
    const offset = this.shownAt(second) - second
    if (this.offsets.size >= KEPT_OFFSETS) this.offsets.clear()
    this.offsets.set(second, offset)
    return offset
  }

  /** What the clocks show, as if it were UTC. */
  private shownAt(second: number): number {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, seconds = 0] =
      this.format.format(second).match(/\d+/g)?.map(Number) ?? []
    return Date.UTC(year, month - 1, day, hour, minute, seconds)
  }
}
