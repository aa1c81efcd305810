// Reads what a user has for a time, as statements of `values/own-values-sql.ts` and `values/members-sql.ts` return it.
import type { SignInValues } from '../domain/held-values.ts'
import { counts, type Membership } from '../domain/memberships.ts'
import {
  forGood,
  hasEnded,
  nothingOwn,
  type OwnValue,
  ownAt,
  type TimedValue,
} from '../domain/times.ts'
import type { UserAttributeId } from '../ids.ts'
import type { Held, TimedOwn } from './moment.ts'

interface Stored extends TimedValue {
  readonly newest_change: number | null
  readonly next_value: string | null
  readonly next_starts_at: number | null
  readonly next_expires_at: number | null
}

/** Own values as JSON by attribute; those with times apart. */
export interface OwnJson {
  readonly by_attribute: string | null
  readonly changes: string | null
  readonly timed: string | null
}

/** The values that count at a time. */
export function ownIn({ by_attribute, changes: made, timed: apart }: OwnJson, time: number) {
  const values: Record<string, string> = JSON.parse(by_attribute ?? '{}')
  const changes: Record<string, number | null> = JSON.parse(made ?? '{}')
  const timed = timedIn(apart, time)
  for (const [attribute, { now }] of Object.entries(timed)) {
    if (now === undefined) continue
    values[attribute] = now.value
    changes[attribute] = now.change
  }
  return { values, changes, timed }
}

export function timedIn(json: string | null, time: number): Record<string, TimedOwn> {
  if (json === null) return {}
  const stored = Object.entries(JSON.parse(json) as Record<string, Stored>)
  return Object.fromEntries(stored.map(([attribute, it]) => [attribute, timedAt(it, time)]))
}

/** The same of one value, as `slotsOfRow` returns it. */
export const slotsAt = (json: string, time: number): TimedOwn => timedAt(JSON.parse(json), time)

function timedAt(stored: Stored, time: number): TimedOwn {
  const { value, starts_at, expires_at, change, newest_change, next_value } = stored
  const next = {
    ...{ value: next_value ?? '', change: newest_change },
    ...{ starts_at: stored.next_starts_at, expires_at: stored.next_expires_at },
  }
  const slots = { value, starts_at, expires_at, change, newest_change }
  return { ...ownAt({ ...slots, next: next_value === null ? null : next }, time), newest_change }
}

/** What a user has of their own of an attribute. */
export function ownOf(held: Held | undefined, attribute: UserAttributeId): OwnValue {
  const { timed, values, changes } = held ?? {}
  if (timed?.[attribute] !== undefined) return timed[attribute]
  const value = values?.[attribute]
  if (value === undefined) return nothingOwn
  return { ...nothingOwn, now: { value, ...forGood, change: changes?.[attribute] ?? null } }
}

/** Values from a sign-in, as `signInValuesOf` returns them. */
export const signInsIn = (json: string | null): SignInValues =>
  json === null ? none : JSON.parse(json)
const none: SignInValues = {}

/** The groups of a user as JSON; memberships with times apart. */
export interface GroupsJson {
  readonly groups: string | null
  readonly timed_groups: string | null
}

/** The groups that the user is directly in at a time, in the order of statements. */
export function groupsIn({ groups: always, timed_groups }: GroupsJson, time: number) {
  const lasting = JSON.parse(always ?? '[]') as string[]
  const timedGroups = JSON.parse(timed_groups ?? '[]') as Membership[]
  const now = timedGroups.filter((it) => counts(it, time)).map(({ group_id }) => group_id)
  const endedGroups = timedGroups.filter((it) => hasEnded(it, time))
  const groups = [...lasting, ...now].map((group_id) => ({ group_id }))
  return { groups, timedGroups, endedGroups }
}

/** The same user at a later time at which nobody has changed anything. */
export function groupsLater<Of extends Pick<Held, 'groups' | 'timedGroups'>>(
  held: Of,
  time: number,
): Of {
  if (held.timedGroups.length === 0) return held
  const isTimed = new Set<string>(held.timedGroups.map(({ group_id }) => group_id))
  const always = held.groups.filter(({ group_id }) => !isTimed.has(group_id))
  const now = held.timedGroups.filter((it) => counts(it, time))
  return { ...held, groups: [...always, ...now.map(({ group_id }) => ({ group_id }))] }
}
