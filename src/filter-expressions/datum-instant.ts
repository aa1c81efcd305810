// Reads a date or time of a row as an instant.

import { DAY_MILLISECONDS, midnight } from './calendar.ts'
import type { TimeZone } from './time-zone.ts'

const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?(\d\d))?)?$/

/**
 * The instant of an ISO date, optionally with a time, in milliseconds since 1970 UTC. Without an offset it is what the
 * clocks of the zone show; a date alone is its first moment. Returns undefined for any other text.
 */
export function instantOf(text: string, zone: TimeZone): number | undefined {
  const parts = written.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const isTime = hour < 24 && minute < 60 && second < 60
  if (!isTime || month < 1 || month > 12 || day < 1) return undefined
  const first = midnight(year, month, 1).day
  if (first + day > midnight(year, month + 1, 1).day) return undefined
  // Bounds are whole seconds, so what is shorter than a millisecond decides nothing.
  const thousandths = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const wall = {
    day: first + day - 1,
    ms: 1000 * (60 * (60 * hour + minute) + second) + thousandths,
  }
  const [utc, sign, hours = '', minutes = ''] = parts.slice(8)
  // guard admits-10: becomes false
  if (utc === undefined && sign === undefined) return zone.instant(wall)
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  const ahead = 60_000 * (60 * Number(hours) + Number(minutes))
  return wall.day * DAY_MILLISECONDS + wall.ms - (sign === '-' ? -ahead : ahead)
}
