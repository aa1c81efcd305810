// Times as people write them on the command line.
import { CannotRun } from '../errors.ts'
import { instantIn, isDay, shownInstant } from '../texts/instant.ts'

/** What the help of an option says about its time. */
export const momentForms =
  'a date (its first moment in UTC), a time such as 2026-11-29T08:00Z, yesterday, or how long ago: 24h, 7d'

const written =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)? ?([Zz]|UTC|[+-]\d\d:\d\d)?)?$/
const units = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const span = /^(\d{1,6})([mhd])$/
const days: Readonly<Record<string, number>> = { today: 0, yesterday: 1 }

/** The time of a flag as the server reads it; without an offset it is in UTC. Throws CannotRun if it is none. */
export function momentIn(flag: string, text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined
  const [, count, unit] = span.exec(text) ?? []
  if (count !== undefined) return earlier(now, Number(count) * units[unit as keyof typeof units])
  const back = days[text.toLowerCase()]
  if (back !== undefined) return `${earlier(now, back * units.d).slice(0, 10)}T00:00:00Z`
  const time = timeIn(text)
  if (time !== undefined) return time
  throw new CannotRun(`${flag} must be ${momentForms}.`)
}

/** The time that is written as a date; undefined if there is no such time. */
function timeIn(text: string): string | undefined {
  const [, day = '', minute = '00:00', second = ':00', zone = 'Z'] = written.exec(text) ?? []
  const time = `${day}T${minute}${second}${zone === 'UTC' ? 'Z' : zone.toUpperCase()}`
  return day !== '' && isDay(day) && instantIn(time) !== undefined ? time : undefined
}

/** What the help of an option says about its time ahead. */
export const aheadForms =
  'a time with its offset from UTC, such as 2030-12-04T18:00Z, or how long from now: 24h, 7d'

/** A time ahead as the server reads it. Nobody guesses at an offset or at a time of day: both decide who sees what. */
export function aheadIn(flag: string, text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined
  const [, count, unit] = span.exec(text) ?? []
  if (count !== undefined) return earlier(now, -Number(count) * units[unit as keyof typeof units])
  const [, , , , zone] = written.exec(text) ?? []
  const time = zone === undefined ? undefined : timeIn(text)
  if (time !== undefined) return time
  throw new CannotRun(`${flag} must be ${aheadForms}.`)
}

export interface TimeFlags {
  readonly startsAt?: string
  readonly expiresAt?: string
}

/** From when until when something counts, as an operation has it. Throws CannotRun. */
export function timesOf({ startsAt, expiresAt }: TimeFlags, now: number) {
  const starts_at = aheadIn('--starts-at', startsAt, now)
  const expires_at = aheadIn('--expires-at', expiresAt, now)
  return {
    ...(starts_at !== undefined && { starts_at }),
    ...(expires_at !== undefined && { expires_at }),
  }
}

const earlier = (now: number, milliseconds: number): string => shownInstant(now - milliseconds)
