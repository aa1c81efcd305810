// Reads what was deleted with an attribute or a group: who had a value of it or was in it, and whether they are there.
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Held, Moment } from '../moment/moment.ts'
import type { Context } from '../request/context.ts'
import { knownUsers } from '../role-holders/sql.ts'
import type { Db } from '../store/db.ts'
import { groupRemains, type RowOfChange, valueRemains } from './extent-sql.ts'
import type { Made } from './undoing.ts'

export interface Deleted {
  /** Everybody who may have had something of it. */
  readonly users: readonly UserId[]
  /** Its id is not free yet: what it had is still being removed (decision 46). */
  readonly isBeingRemoved: boolean
  /** The row of an older version does not tell who had something of it. */
  readonly isUntold: boolean
}

/** Some of its users. */
export interface SomeHeld {
  /** As they were just before it was deleted. */
  readonly held: ReadonlyMap<UserId, Held>
  /** Those who are there now. */
  readonly known: ReadonlySet<string>
}

/** Users who are read at a time. */
const usersAtOnce = 1000

const isAttribute = (row: RowOfChange) => row.user_attribute_id !== null

/**
 * What was deleted with the attribute or the group of a row. The change itself may have taken something from users
 * before: `ended` names them.
 */
export async function deletedWith(
  context: Context,
  row: RowOfChange,
  ended: Made['ended'],
): Promise<Deleted> {
  const id = (row.user_attribute_id ?? row.group_id ?? '') as UserAttributeId & GroupId
  const remains = isAttribute(row)
    ? valueRemains({ user_attribute_id: id })
    : groupRemains({ group_id: id })
  const { rows } = await context.load(remains)
  const { user_ids } = JSON.parse(row.details ?? '{}') as { user_ids?: UserId[] }
  const removed = rows[0].flatMap(({ details }) => namedIn(details))
  // guard undo-deleted-14: becomes []
  const named = (isAttribute(row) ? ended.attributes : ended.groups).get(id) ?? []
  return {
    users: [...new Set([...(user_ids ?? []), ...removed, ...named])],
    isBeingRemoved: rows[0].some(({ is_there }) => is_there === 1),
    isUntold: user_ids === undefined,
  }
}

/** More values or members than a few are removed later, and each row about that names some of their users. */
const namedIn = (details: string | null): UserId[] =>
  (JSON.parse(details ?? '{}') as { user_ids?: UserId[] }).user_ids ?? []

/** What they had of it, in parts; `before` is the moment before the change of the row. */
export async function* heldBefore(
  { row, users }: Pick<Deleted, 'users'> & { readonly row: RowOfChange },
  before: Moment,
  read: Db['read'],
): AsyncGenerator<SomeHeld> {
  const only = isAttribute(row) ? [row.user_attribute_id as UserAttributeId] : []
  for (let at = 0; at < users.length; at += usersAtOnce) {
    const some = users.slice(at, at + usersAtOnce)
    const held = await before.people(some, only)
    const [known] = await read(knownUsers({ ids: JSON.stringify(some) }))
    yield { held, known: new Set(known.map(({ id }) => id)) }
  }
}
