// The operations of a change that set and remove values of users.

import type { HiddenValues } from '../domain/stored-value.ts'
import {
  isSetAlready,
  nextChange,
  type OwnValue,
  ownWith,
  scheduleProblems,
  type Times,
} from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { UserId } from '../ids.ts'
import type { Change } from '../request/context.ts'
import { type ForATime, userValueList, valueChange } from '../values/value-change.ts'
import type { Of } from './applying.ts'
import { draftedChange } from './draft.ts'

type OfUserValue = Of<'set_user_value' | 'clear_user_value'>

/** The value of a user that an operation sets, or removes (null). */
export interface DecidedValue {
  readonly user_id: UserId
  readonly attribute: UserAttribute
  readonly value: string | null
  /** For a value with times: how it is kept beside the present one. */
  readonly forATime?: ForATime
}

/** A value that the change sets or removes, and the newest change of the value that was read. */
export interface ReadAndDecided extends DecidedValue {
  readonly change: number
}

/** What stores a list of values: all are of the attribute of the first, and are set or removed as it is. */
export function storedTogether(
  hidden: HiddenValues,
  { attribute, value }: ReadAndDecided,
  list: readonly ReadAndDecided[],
): Change {
  // In the order in which other commits lock the rows.
  const changes = list.toSorted((one, other) => (one.user_id < other.user_id ? -1 : 1))
  return {
    ...ofUserValue(value),
    // The commit that begins the change runs alone where that is needed.
    touches: 'values',
    ...userValueList(hidden, attribute, value !== null, changes),
  }
}

/** Sets or removes the value of a user. */
export function changeUserValue(applying: OfUserValue): Change | undefined {
  const decided = decidedUserValue(applying)
  if (decided === undefined) return undefined
  const { user_id, attribute, value, forATime } = decided
  return {
    ...ofUserValue(value),
    ...valueChange(
      applying.hidden,
      attribute,
      value === null || forATime === undefined
        ? { of: 'user', user_id, value }
        : { of: 'user for a time', user_id, value, ...forATime },
    ),
  }
}

/** What the commit of such a change is. */
export const ofUserValue = (value: string | null) =>
  value === null
    ? ({ touches: 'ended values', operation: 'delete_user_attribute_user_value' } as const)
    : ({ touches: 'values', operation: 'set_user_attribute_user_value' } as const)

/** Undefined if everything is so already. */
export function decidedUserValue(applying: OfUserValue): DecidedValue | undefined {
  const { draft, it } = applying
  const user_id = applying.user()
  const attribute = settableOf(applying, user_id)
  const held = draft.ownValue(user_id, attribute.id)
  if (it.op === 'clear_user_value') {
    if (held.now === undefined && held.scheduled === undefined) {
      if (it.isCell) return undefined
      applying.refuse(it.attribute.field, 'the user has no value of their own for this attribute.')
    }
    draft.setUserValue(user_id, attribute.id, null)
    return { user_id, attribute, value: null }
  }
  const value = applying.valueOf(attribute, it.value, 'value')
  const times = applying.timesIn(it.times)
  if (times.starts_at !== null) applying.insist(scheduleProblems(held, times))
  const given = { value, ...times, change: draftedChange }
  // A hidden value is never compared (T-10).
  if (!attribute.value_is_hidden && isSetAlready(held, given)) return undefined
  // A table that is exported, changed in one place and read back must not make what ends permanent in all others.
  // guard times-22: becomes false
  const staysAsItIs = it.saysNoEnd && times.starts_at === null && held.now?.value === value
  if (!attribute.value_is_hidden && staysAsItIs) return undefined
  const own = ownWith(held, given)
  draft.setUserValue(user_id, attribute.id, own)
  const set = { user_id, attribute, value }
  if (times.starts_at === null && times.expires_at === null) return set
  return { ...set, forATime: inTime({ held, own, times }, applying.circumstances.now) }
}

/** How the store keeps a value with these times beside what it has. */
function inTime(
  { held, own, times }: { held: OwnValue; own: OwnValue; times: Times },
  now: number,
): ForATime {
  const all = [own.now, own.scheduled].flatMap((it) => it ?? [])
  const follows = times.starts_at !== null && held.now !== undefined
  const keeps = !follows ? undefined : held.tookOver ? 'next' : 'value'
  return { times, changes_at: nextChange(all, now), keeps }
}

/** The attribute, if the caller may set its value for this user. */
function settableOf(applying: OfUserValue, user_id: UserId): UserAttribute {
  const { it } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('set_user_attribute_user_value', { user_id, attribute })
  const startsLater = it.op === 'set_user_value' && it.times?.starts_at != null
  // guard change-2: becomes false
  if (it.isCell && applying.draft.isSaid(user_id, attribute.id, startsLater)) {
    applying.refuse(it.place, 'an earlier line sets the same value; keep one of them.')
  }
  return attribute
}
