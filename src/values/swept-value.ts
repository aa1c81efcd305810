// What a sweep stores about a value of which something has begun or ended (decision 63).
import { forGood, hasBegun, hasEnded, nextChange, type Times } from '../domain/times.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import type { DueValue } from './own-values-sql.ts'
import { moveUp, takeAway } from './user-value-sql.ts'
import { subject, timesTold, told, type ValueChange } from './value-change.ts'

export type Swept = ValueChange & { readonly operation: string }

/**
 * What a sweep does about a value of a user of which something has begun or ended: it takes away what has ended, and
 * the value that starts becomes the first one. Undefined if nothing is due at this time.
 */
export function sweptChange(row: DueValue, time: number): Swept | undefined {
  const { next_value, change, newest_change, value_is_hidden } = row
  const key = {
    user_id: row.user_id as UserId,
    user_attribute_id: row.user_attribute_id as UserAttributeId,
  }
  const first: Times = { starts_at: row.starts_at, expires_at: row.expires_at }
  const next: Times | undefined =
    next_value === null
      ? undefined
      : { starts_at: row.next_starts_at, expires_at: row.next_expires_at }
  const held = next !== undefined && hasBegun(next, time) ? next : first
  const isNext = held === next
  const follows = isNext ? undefined : next
  const setBy = isNext ? newest_change : change
  const changes_at = hasEnded(held, time)
    ? nextChange(follows === undefined ? [] : [follows], time)
    : nextChange([held, follows ?? forGood], time)
  const move = () => moveUp({ ...key, newest_change, changes_at, value_is_hidden })
  if (hasEnded(held, time)) {
    const details = { change: setBy, expires_at: held.expires_at, ...told({ changes_at }) }
    return {
      operation: expired,
      statements: follows === undefined ? takeAway({ ...key, newest_change }) : [move()],
      audit: subject(row, null, { ...key, details }),
    }
  }
  if (!hasBegun(held, time)) return undefined
  const [value, version] = isNext ? [row.next_value, row.next_version] : [row.value, row.version]
  const details = {
    ...(value_is_hidden && version !== null && { version }),
    ...timesTold(held),
    ...told({ changes_at }),
    change: setBy,
    ...(isNext && { replaces: change }),
  }
  return {
    operation: started,
    statements: [move()],
    audit: subject(row, value, { ...key, details }),
  }
}
const expired = 'expire_user_attribute_user_value'
const started = 'start_user_attribute_user_value'
