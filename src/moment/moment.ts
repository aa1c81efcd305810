// Everything that decides values at one moment: the present one, or one in the past.
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserRows } from '../domain/held-values.ts'
import type { Membership } from '../domain/memberships.ts'
import type { OwnValue } from '../domain/times.ts'
import type { UserAttributeId, UserId } from '../ids.ts'

/** What one user has at a moment; `holdings` and `searchPath` of the domain decide from it. */
export interface Held extends UserRows {
  /** The sequences of the audit at which the user's own values were set, by attribute; none: nothing was recorded. */
  readonly changes: Readonly<Record<string, number | null>>
  /** Own values with times, by attribute: also those that have not begun, or have ended. */
  readonly timed: Readonly<Record<string, TimedOwn>>
  /** Memberships with times: also those that have not begun, or have ended. Those that count are in `groups` too. */
  readonly timedGroups: readonly Membership[]
  /** Memberships that have ended, in groups that the user has not been put into since. */
  readonly endedGroups: readonly Membership[]
  readonly is_disabled: boolean
}

export interface TimedOwn extends OwnValue {
  /** The sequence of the newest change of any of it. */
  readonly newest_change: number | null
}

export interface Moment {
  /** Its time, in milliseconds since 1970 UTC: decides which values count, and what relative dates mean. */
  readonly at: number
  /** The time of the newest reset since: who has an id now may be another person. */
  readonly resetAt?: number | undefined
  readonly catalogue: Catalogue
  /**
   * The given users; those who do not exist at that moment are left out. Own values of attributes that are not in
   * `only` may be left out.
   */
  people(
    ids: readonly UserId[],
    only?: readonly UserAttributeId[],
  ): Promise<ReadonlyMap<UserId, Held>>
  /** Ids of the users at that moment in their order, after this one, at most so many. */
  userIds(after: UserId | undefined, limit: number): Promise<readonly UserId[]>
}
