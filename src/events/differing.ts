// Which effective values of one user differ between two moments, by the names of their attributes: what a copy of the
// values has to change.
import { type Comparison, type Deciding, placeOf } from '../changes/effects.ts'
import type { Membership } from '../domain/memberships.ts'
import { isReserved, systemValue } from '../domain/system-attributes.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import type { Held, TimedOwn } from '../moment/moment.ts'

/** A value that is another one now. */
export interface Differing {
  readonly attribute: UserAttribute
  /** Null if there is none, or if it is hidden. */
  readonly value: string | null
  readonly hidden: boolean
}

/** What is known of one user at the two moments; undefined: the user was not there. */
export interface Sides {
  readonly before: Held | undefined
  readonly after: Held | undefined
}

export interface Asked {
  readonly attributes: Iterable<UserAttributeId>
  /** Attributes whose values have become hidden: a copy has to forget them. */
  readonly hiddenSince: ReadonlySet<UserAttributeId>
  /** Attributes of which a value of a group has begun or ended, and no sweep has told that. */
  readonly moved: ReadonlySet<UserAttributeId>
  /** Whether the record of the user may differ, from which reserved attributes are read. */
  readonly record: boolean
  /** When the change was stored. */
  readonly at: number
}

/** Of what is removed, and of what is set: a name may be both, if attributes have changed their names. */
export function differingOf(comparison: Comparison, asked: Asked, sides: Sides): Differing[] {
  const removed = new Map<string, Differing>()
  const set = new Map<string, Differing>()
  const [before, after] = [decidingIn(sides.before), decidingIn(sides.after)]
  // guard event-16: becomes false
  const groupsMoved = haveMoved(sides.before?.timedGroups ?? [], asked.at)
  const tell = (attribute: UserAttribute, value: string | null) => {
    // guard event-7: becomes false
    const hidden = attribute.value_is_hidden
    const told = { attribute, value: hidden ? null : value, hidden }
    if (value === null) removed.set(attribute.name, told)
    else set.set(attribute.name, told)
  }
  for (const id of asked.attributes) {
    const [one, other] = [comparison.before.attributes.get(id), comparison.after.attributes.get(id)]
    const held = before && comparison.valueOf('before', id, before)
    const has = after && comparison.valueOf('after', id, after)
    const isRenamed = one !== undefined && other !== undefined && one.name !== other.name
    // guard event-8: becomes false
    const isForgotten = asked.hiddenSince.has(id) && held !== undefined
    const isSame =
      (held === undefined) === (has === undefined) &&
      (comparison.isHidden(id)
        ? one?.value_is_hidden === other?.value_is_hidden &&
          placeOf(held, before ?? nothing, id, comparison.before) ===
            placeOf(has, after ?? nothing, id, comparison.after)
        : held?.value === has?.value)
    // guard event-15: becomes false
    const isUntold =
      hasMoved(sides.before?.timed[id], asked.at) ||
      (groupsMoved && comparison.isOfGroups(id)) ||
      asked.moved.has(id)
    if (isSame && !isRenamed && !isForgotten && !isUntold) continue
    const had = held !== undefined || isUntold
    if (one !== undefined && had && (has === undefined || isRenamed)) {
      tell(other === undefined || isRenamed ? one : other, null)
    }
    if (other !== undefined && has !== undefined) tell(other, has.value)
  }
  if (asked.record) for (const each of recordOf(comparison, sides)) tell(...each)
  return [...new Map([...removed, ...set]).values()]
}

/**
 * Whether something of an own value has begun or ended of itself before it was changed: no sweep may have told that,
 * so what counts now is told even if it is the same.
 */
function hasMoved(own: TimedOwn | undefined, at: number): boolean {
  if (own === undefined) return false
  const { now, scheduled, expired } = own
  const times = [now?.starts_at, now?.expires_at, scheduled?.starts_at]
  return expired !== undefined || times.some((time) => time != null && time <= at)
}

/** The same of the memberships of a user. */
const haveMoved = (memberships: readonly Membership[], at: number): boolean =>
  memberships.some(({ starts_at, expires_at }) =>
    [starts_at, expires_at].some((time) => time !== null && time <= at),
  )

/** What is read from the record of the user. */
function* recordOf({ after }: Comparison, sides: Sides): Iterable<[UserAttribute, string | null]> {
  for (const attribute of [...after.attributes.values()].filter(isReserved)) {
    const [held, has] = [sides.before, sides.after].map(
      (side) => side && systemValue(attribute, side.facts),
    )
    // What is known no more of somebody who is deleted is forgotten, too.
    if (held !== has) yield [attribute, has ?? null]
  }
}

/** Own values, those from sign-ins, and groups of a user. */
const decidingIn = (held: Held | undefined): Deciding | undefined =>
  held && {
    values: held.values,
    changes: held.changes,
    sign_ins: held.sign_ins,
    groups: held.groups.map(({ group_id }) => group_id as GroupId),
  }
const nothing: Deciding = { values: {}, changes: {}, sign_ins: {}, groups: [] }
