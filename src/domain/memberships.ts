// Memberships of users in groups, and from when until when they count (decision 70).
import { byId, type GroupId } from '../ids.ts'
import { hasBegun, hasEnded, type Times } from './times.ts'

/** A user is directly in a group at most once. */
export interface Membership extends Times {
  readonly group_id: GroupId
}

/** In the order in which answers have them: a store returns them in any order. */
export const inOrder = (memberships: readonly Membership[]): readonly Membership[] =>
  [...memberships].sort((one, other) => byId(one.group_id, other.group_id))

/** Whether the user is in the group at this time. */
export const counts = (times: Times, time: number): boolean =>
  hasBegun(times, time) && !hasEnded(times, time)

/** Whether somebody who has this membership has all of what the other one would give, for as long. */
export const lastsAsLong = (held: Times, given: Times, now: number): boolean =>
  (held.starts_at ?? now) <= (given.starts_at ?? now) &&
  // guard membership-1: becomes true
  (held.expires_at === null || (given.expires_at !== null && given.expires_at <= held.expires_at))

/** What is left of the times at this time: a start that has passed is none. Undefined when it has ended. */
export function timesLeft(times: Times, time: number): Times | undefined {
  if (hasEnded(times, time)) return undefined
  const { starts_at, expires_at } = times
  return { starts_at: hasBegun(times, time) ? null : starts_at, expires_at }
}

export const isSameTimes = (one: Times | undefined, other: Times | undefined): boolean =>
  one?.starts_at === other?.starts_at && one?.expires_at === other?.expires_at
