// From when until when a value counts: the one rule that decides whether it counts now (decision 63).
import type { Problem } from '../errors.ts'
import { instantIn, shownInstant } from '../texts/instant.ts'

/** In milliseconds since 1970 UTC; null: it has begun, or it never ends. */
export interface Times {
  readonly starts_at: number | null
  readonly expires_at: number | null
}

export const forGood: Times = { starts_at: null, expires_at: null }

/** A value counts from its start on, and not at its end any more. */
export const hasBegun = ({ starts_at }: Pick<Times, 'starts_at'>, time: number): boolean =>
  // guard times-1: becomes true
  starts_at === null || starts_at <= time
export const hasEnded = ({ expires_at }: Pick<Times, 'expires_at'>, time: number): boolean =>
  // guard times-2: becomes false
  expires_at !== null && expires_at <= time

/** A value of a user's own with its times, and the sequence of the change that set it. */
export interface TimedValue extends Times {
  readonly value: string
  readonly change: number | null
}

/** What the store has of one own value that has times. */
export interface Slots extends TimedValue {
  /** The sequence of the newest change of any of it. */
  readonly newest_change: number | null
  /** The value that follows: from its start on, it alone counts. */
  readonly next: TimedValue | null
}

/** What a user has of their own of one attribute at a time. */
export interface OwnValue {
  /** The value that counts. */
  readonly now: TimedValue | undefined
  /** The one that starts later. */
  readonly scheduled: TimedValue | undefined
  /** The one that has ended, if nothing has taken its place. */
  readonly expired: TimedValue | undefined
  /** The value that counts has followed another one, which the store still has. */
  readonly tookOver: boolean
}

export const nothingOwn: OwnValue = {
  ...{ now: undefined, scheduled: undefined, expired: undefined, tookOver: false },
}

/** What counts of an own value at a time, whether or not anything has been taken away since. */
export function ownAt({ newest_change: _, next, ...first }: Slots, time: number): OwnValue {
  const tookOver = next !== null && hasBegun(next, time)
  const held = tookOver ? next : first
  const scheduled = tookOver ? undefined : (next ?? undefined)
  if (!hasBegun(held, time)) return { ...nothingOwn, scheduled: held }
  if (hasEnded(held, time)) return { ...nothingOwn, scheduled, expired: held }
  return { now: held, scheduled, expired: undefined, tookOver }
}

/** What is left of it at a later time. */
export function ownLater({ now, scheduled, expired }: OwnValue, time: number): OwnValue {
  const [first, next] = now === undefined ? [scheduled ?? expired, null] : [now, scheduled ?? null]
  return first === undefined ? nothingOwn : ownAt({ ...first, next, newest_change: null }, time)
}

/** The next time at which something of it begins or ends; null if it stays as it is. */
export function nextChange(values: readonly Times[], time: number): number | null {
  const later = values
    .flatMap(({ starts_at, expires_at }) => [starts_at, expires_at])
    .filter((it) => it !== null && it > time) as number[]
  return later.length === 0 ? null : Math.min(...later)
}

/** The times of a request, or what is wrong with them. */
export function timesIn(
  given: { readonly starts_at?: string | null; readonly expires_at?: string | null },
  now: number,
): Times | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const read = (field: 'starts_at' | 'expires_at'): number | null => {
    const text = given[field]
    if (text === undefined || text === null) return null
    const time = instantIn(text)
    if (time === undefined) {
      problems.push(wrong(field, text === '' ? isEmpty : notATime))
      return null
    }
    // guard times-3: becomes false
    if (time <= now) problems.push(wrong(field, past(field, now)))
    return time
  }
  const times = { starts_at: read('starts_at'), expires_at: read('expires_at') }
  const { starts_at, expires_at } = times
  // guard times-4: becomes false
  const isReversed = starts_at !== null && expires_at !== null && expires_at <= starts_at
  if (isReversed && problems.length === 0) problems.push(wrong('expires_at', reversed))
  return problems.length > 0 ? { problems } : times
}

const wrong = (field: string, sentence: string): Problem => ({
  ...{ field, code: 'invalid', message: `${field} ${sentence}` },
})
const isEmpty = 'must not be empty; send a time, or null for none.'
const notATime = 'must be a time with its offset from UTC, such as 2026-12-04T18:00:00Z.'
const past = (field: string, now: number) =>
  `must be in the future; it is ${shownInstant(now)} now.${
    field === 'starts_at' ? ' Leave it out for a value that counts at once.' : ''
  }`
const reversed = 'must be after starts_at.'

/** Whether a value that counts, or that is scheduled, is set already as it is to be; when it began does not matter. */
export function isSetAlready(held: OwnValue, { value, starts_at, expires_at }: Given): boolean {
  const there = starts_at === null ? held.now : held.scheduled
  const startsSo = starts_at === null || there?.starts_at === starts_at
  return there?.value === value && there.expires_at === expires_at && startsSo
}
type Given = Omit<TimedValue, 'change'>

/** Whether the same counts and is scheduled, whoever set it. */
export const isSameOwn = (one: OwnValue, { now, scheduled }: OwnValue): boolean =>
  (now === undefined ? one.now === undefined : isSetAlready(one, { ...now, starts_at: null })) &&
  (scheduled === undefined ? one.scheduled === undefined : isSetAlready(one, scheduled))

/** An own value after one is set: one that starts later leaves the present one, any other takes the place of all. */
export const ownWith = ({ now, tookOver }: OwnValue, given: TimedValue): OwnValue =>
  given.starts_at === null
    ? { ...nothingOwn, now: given }
    : { now, scheduled: given, expired: undefined, tookOver: now !== undefined && tookOver }

/** What is wrong with a value that is scheduled where another one is scheduled already. */
export function scheduleProblems({ scheduled }: OwnValue, { starts_at }: Times): Problem[] {
  // guard times-5: becomes false
  const isThird = scheduled !== undefined && scheduled.starts_at !== starts_at
  return isThird ? [wrong('starts_at', third(scheduled.starts_at ?? 0))] : []
}
const third = (starts_at: number) =>
  `would make one value too many: another one starts at ${shownInstant(starts_at)}. Send that time to replace it, ` +
  'or remove the values first; a user has at most one value now and one that follows.'
