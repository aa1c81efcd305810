// Reads the parameter `as_of`: a time of the past.
import { type Problem, refuseIf } from '../errors.ts'
import { instantIn } from '../texts/instant.ts'

/** Milliseconds since 1970 UTC. Throws 422 when the text is no time, or a time that has not come yet. */
export function timeIn(as_of: string, now: number): number {
  const time = instantIn(as_of)
  if (time === undefined) {
    refuseIf([problem(lostPlus.test(as_of) ? plusIsBlank : noTime)])
    throw new Error('a problem was refused')
  }
  // guard past-4: gone
  if (time > now) refuseIf([problem(future(now))])
  return time
}

const problem = (message: string): Problem => ({ field: 'as_of', code: 'invalid', message })

/** In a URL a plus sign means a blank. */
const lostPlus = /^[\dT:.-]+ \d\d:\d\d$/i
const plusIsBlank =
  'as_of has a blank where its offset begins: write the plus sign as %2B, as in 2026-03-03T10:00:00%2B01:00, or use Z.'
const noTime = 'as_of must be a time with its offset from UTC, such as 2026-03-03T09:00:00Z.'
const future = (now: number) =>
  `as_of must not be in the future; it is ${shown(now)} now. Leave it out to ask about the present.`

/** Refuses a time whose past is not known; `first` is the first time that can be asked, if there is one. */
export function refuseUnknown(first: number | undefined): never {
  refuseIf([problem(first === undefined ? nothingKnown : tooEarly(first))])
  throw new Error('a problem was refused')
}
const tooEarly = (first: number) =>
  `as_of is too early: what was true then is not known here; the first time that can be asked is ${shown(first)}.`
const nothingKnown = 'as_of is too early: nothing has happened here yet.'

/** Refuses a time between the newest change in a backup and the restoration of that backup. */
export function refuseLost(from: number, until: number): never {
  refuseIf([problem(lost(from, until))])
  throw new Error('a problem was refused')
}
const lost = (from: number, until: number) =>
  `as_of is within a time that is not known here, because a backup was restored: ask for ${shown(from)} or earlier, or for ${shown(until)} or later.`

const shown = (time: number) => new Date(time).toISOString()
