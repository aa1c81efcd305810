// The values of groups that count at a time, of all that are stored (decision 70).
import type { StoredGroupValue } from './search-path.ts'
import { forGood, hasBegun, hasEnded, type Times } from './times.ts'

/** Most values have no times. */
export const timesOf = ({ starts_at = null, expires_at = null }: Partial<Times>): Times =>
  starts_at === null && expires_at === null ? forGood : { starts_at, expires_at }

export const hasNoTimes = (value: Partial<Times>): boolean => timesOf(value) === forGood

export interface InTime {
  /** Those that count, ranked from 1 to n as if there were no others. */
  readonly counting: readonly StoredGroupValue[]
  /** Those that count or start later, in the order of their ranks. */
  readonly listed: readonly StoredGroupValue[]
  readonly ended: readonly StoredGroupValue[]
}

/** The values of one attribute at a time; `stored` is in the order of ranks. */
export function inTime(stored: readonly StoredGroupValue[], time: number): InTime {
  if (stored.every(hasNoTimes)) {
    return { counting: stored, listed: stored, ended: [] }
  }
  const listed = stored.filter((value) => !hasEnded(timesOf(value), time))
  const counting = listed
    // guard group-time-1: becomes true
    .filter((value) => hasBegun(timesOf(value), time))
    .map((value, at) => (value.rank === at + 1 ? value : { ...value, rank: at + 1 }))
  return { counting, listed, ended: stored.filter((value) => hasEnded(timesOf(value), time)) }
}

/** The times at which one of the values begins or ends. */
function* boundaries(stored: readonly StoredGroupValue[]): Iterable<number> {
  for (const value of stored) {
    const { starts_at, expires_at } = timesOf(value)
    if (starts_at !== null) yield starts_at
    if (expires_at !== null) yield expires_at
  }
}

/** From when until when the same values count as at this time; infinite where nothing begins or ends. */
export function stretchAround(stored: readonly StoredGroupValue[], time: number) {
  let [from, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const boundary of boundaries(stored)) {
    if (boundary <= time) from = Math.max(from, boundary)
    else until = Math.min(until, boundary)
  }
  return { from, until }
}
