// Reads what was deleted with an attribute or a group: who had a value of it or was in it, and whether they are there.
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Held, Moment } from '../moment/moment.ts'
import type { Context } from '../request/context.ts'
import { knownUsers } from '../role-holders/sql.ts'
import { groupRemains, type RowOfChange, valueRemains } from './extent-sql.ts'

export interface Deleted {
  /** The users who had something of it, as they were just before it was deleted. */
  readonly held: ReadonlyMap<UserId, Held>
  /** Those who are there now. */
  readonly known: ReadonlySet<string>
  /** Its id is not free yet: what it had is still being removed (decision 46). */
  readonly isBeingRemoved: boolean
  /** The row of an older version does not tell who had something of it. */
  readonly isUntold: boolean
}

/** Users who are read at a time. */
const usersAtOnce = 1000

/** What was deleted with the attribute or the group of a row; `before` is the moment before its change. */
export async function deletedWith(
  context: Context,
  before: Moment,
  row: RowOfChange,
): Promise<Deleted> {
  const id = (row.user_attribute_id ?? row.group_id ?? '') as UserAttributeId & GroupId
  const isAttribute = row.user_attribute_id !== null
  const remains = isAttribute
    ? valueRemains({ user_attribute_id: id })
    : groupRemains({ group_id: id })
  const { rows } = await context.load(remains)
  const { user_ids } = JSON.parse(row.details ?? '{}') as { user_ids?: UserId[] }
  const removed = rows[0].flatMap(({ details }) => namedIn(details))
  const users = [...new Set([...(user_ids ?? []), ...removed])]
  const held = new Map<UserId, Held>()
  const known = new Set<string>()
  for (let at = 0; at < users.length; at += usersAtOnce) {
    const some = users.slice(at, at + usersAtOnce)
    for (const [user, it] of await before.people(some, isAttribute ? [id] : [])) held.set(user, it)
    const { rows } = await context.load(knownUsers({ ids: JSON.stringify(some) }))
    for (const user of rows[0]) known.add(user.id)
  }
  return {
    ...{ held, known, isUntold: user_ids === undefined },
    isBeingRemoved: rows[0].some(({ is_there }) => is_there === 1),
  }
}

/** More values or members than a few are removed later, and each row about that names some of their users. */
const namedIn = (details: string | null): UserId[] =>
  (JSON.parse(details ?? '{}') as { user_ids?: UserId[] }).user_ids ?? []
