// Puts back own values of users, memberships and nesting.
import type { Catalogue } from '../domain/catalogue.ts'
import { isSameTimes, timesLeft } from '../domain/memberships.ts'
import { forGood, type OwnValue, type Times } from '../domain/times.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'
import type { UserReference } from '../references/reference.ts'
import { shownInstant } from '../texts/instant.ts'
import type { RowOfChange } from './extent-sql.ts'
import type { Reference } from './operation.ts'
import type { Undoing } from './undoing.ts'

/** Gives a user the value that counted, and the one that was to follow it. */
export function putOwn(
  undoing: Undoing,
  row: RowOfChange,
  { user, attribute, wanted }: { user: UserReference; attribute: Reference; wanted: OwnValue },
): void {
  const { now, scheduled } = wanted
  for (const it of [now, scheduled]) {
    if (it === undefined) continue
    const times = {
      starts_at: it === scheduled ? shownTime(it.starts_at) : null,
      expires_at: shownTime(it.expires_at),
    }
    undoing.add(row, { op: 'set_user_value', user, attribute, value: it.value, times })
  }
}

export const shownTime = (time: number | null | undefined) =>
  time == null ? null : shownInstant(time)

export const userWith = (id: UserId): UserReference => ({ by: 'id', text: id })

export function membership(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  if (!undoing.parts.catalogues.now.groups.has(id)) {
    return void undoing.conflict(row, 'the group has been deleted since.')
  }
  const user = undoing.user(row)
  if (user === undefined || !undoing.isFirst(`member ${row.user_id} ${id}`)) return
  const { time } = undoing.parts
  const [wanted, made, held] = [
    left(membershipIn(user.before, id), time),
    left(timesGiven(row), time),
    left(membershipIn(user.now, id), time),
  ]
  if (isSameTimes(held, wanted)) return
  if (!isSameTimes(held, made)) {
    return void undoing.conflict(
      row,
      `the membership of user ${row.user_id} has been changed again since.`,
    )
  }
  const about = { user: undoing.reference(row), group: undoing.group(row, id) }
  if (wanted === undefined) return void undoing.add(row, { op: 'remove_group_user', ...about })
  // What counts now cannot be given a later start.
  if (held !== undefined && wanted.starts_at !== null) {
    undoing.add(row, { op: 'remove_group_user', ...about })
  }
  undoing.add(row, { op: 'add_group_user', ...about, times: shownTimes(wanted) })
}

/** The users whose memberships in a group are as the change has left them. */
export function untouchedMembers(
  { parts }: Undoing,
  rows: readonly RowOfChange[],
  id: GroupId,
): UserId[] {
  const ofGroup = rows.filter(({ group_id, user_id }) => group_id === id && user_id !== null)
  const newest = Map.groupBy(ofGroup, (row) => row.user_id as UserId)
  return [...newest].flatMap(([user, [row]]) => {
    const held = left(membershipIn(parts.held.now.get(user), id), parts.time)
    // guard undo-made-2: becomes [user]
    return isSameTimes(held, left(row && timesGiven(row), parts.time)) ? [user] : []
  })
}

const left = (times: Times | undefined, time: number) => times && timesLeft(times, time)

/** The times that a row about a membership has given it; undefined if it has ended it. */
const timesGiven = (row: RowOfChange): Times | undefined =>
  row.operation === 'add_group_user' ? timesOf(row) : undefined

export const shownTimes = ({ starts_at, expires_at }: Times) => ({
  starts_at: shownTime(starts_at),
  expires_at: shownTime(expires_at),
})

/** The times of a membership; undefined if there is none. */
export function membershipIn(held: Held | undefined, id: GroupId): Times | undefined {
  const isOfGroup = ({ group_id }: { readonly group_id: string }) => group_id === id
  const timed = held?.timedGroups.find(isOfGroup)
  return timed ?? (held?.groups.some(isOfGroup) ? forGood : undefined)
}

function timesOf({ details }: RowOfChange): Times {
  const { starts_at = null, expires_at = null } = JSON.parse(details ?? '{}') as Partial<Times>
  return { starts_at, expires_at }
}

export function nesting(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  const { catalogues, made } = undoing.parts
  const details = JSON.parse(row.details ?? '{}') as Record<string, unknown>
  const child = String(details['added_group_id'] ?? details['removed_group_id']) as GroupId
  if (made.groups.has(child) || made.ended.groups.has(child)) return
  if (!undoing.isFirst(`nesting ${id} ${child}`)) return
  if (!areThere(catalogues.now, id, child)) {
    return void undoing.conflict(row, 'one of the groups has been deleted since.')
  }
  const isIn = ({ groups }: Catalogue) => groups.get(child)?.parents.includes(id) === true
  const [wanted, after, held] = [
    isIn(catalogues.before),
    isIn(catalogues.after),
    isIn(catalogues.now),
  ]
  if (held === wanted) return
  if (held !== after) {
    return void undoing.conflict(row, 'the nesting has been changed again since.')
  }
  const about = { group: undoing.group(row, id), child: undoing.group(row, child) }
  undoing.add(row, { op: wanted ? 'add_group_group' : 'remove_group_group', ...about })
}

const areThere = ({ groups }: Catalogue, ...ids: readonly GroupId[]) =>
  ids.every((id) => groups.has(id))
