// Times as plans and dumps write them, and what of them is left when they are read.
import { timesLeft } from '../domain/memberships.ts'
import type { Times } from '../domain/times.ts'
import { shownInstant } from '../texts/instant.ts'
import type { TimesWanted } from './definitions.ts'
import type { Planning } from './planned.ts'

/** ` from 2026-12-01 00:00 UTC until 2026-12-04 18:00 UTC`; empty for what is for good. */
export const timesText = ({ starts_at, expires_at }: Times): string =>
  [
    starts_at === null ? '' : ` from ${readable(starts_at)}`,
    expires_at === null ? '' : ` until ${readable(expires_at)}`,
  ].join('')

/** Two times that differ are never the same text. */
const readable = (time: number): string =>
  shownInstant(time).replace(/^(.*)T(..:..):00\.000Z$/, '$1 $2 UTC')

/** The fields of an operation, or of a map in a file. */
export const timeFields = ({ starts_at, expires_at }: Times) => ({
  ...(starts_at !== null && { starts_at: shownInstant(starts_at) }),
  ...(expires_at !== null && { expires_at: shownInstant(expires_at) }),
})

/** What a file says of the times now. What has ended says nothing, and the plan notes where; undefined then. */
export function timesNow(planning: Planning, times: TimesWanted, now: number): Times | undefined {
  // guard definitions-7: becomes times
  const left = timesLeft(times, now)
  if (left === undefined) planning.note(times.places.get('expires_at'), hasEnded)
  return left
}
const hasEnded = 'it has ended, so the file says nothing about it; leave it out.'
