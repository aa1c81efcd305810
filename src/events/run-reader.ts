// The events of single values of users that were set or removed one after the other.
import { Comparison } from '../changes/effects.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'
import { groupsLater } from '../moment/own-values.ts'
import type { Server } from '../request/context.ts'
import { type Differing, differingOf } from './differing.ts'
import type { Row } from './sql.ts'
import { momentBeforeRow } from './window-reader.ts'

const operations = new Set(['set_user_attribute_user_value', 'delete_user_attribute_user_value'])

/** Whether a row is about one value alone, and belongs to no change, so that the value has no times. */
export const isSingle = ({ operation, user_id, user_attribute_id, last_in_chain }: Row): boolean =>
  user_id !== null &&
  user_attribute_id !== null &&
  last_in_chain === null &&
  operations.has(operation)

/**
 * Everything else stays as it is while they are set, so it is read once. `take` gets the differences of each row and
 * returns true if there is no room for those of another one. Returns how many rows were looked at.
 */
export async function eventsOfRun(
  server: Server,
  rows: readonly Row[],
  take: (row: Row, differing: readonly Differing[]) => boolean,
): Promise<number> {
  const [first] = rows
  if (first === undefined) return 0
  const { catalogue, people } = await momentBeforeRow(server, first)
  const users = [...new Set(rows.map(({ user_id }) => user_id as UserId))]
  const attributes = [...new Set(rows.map((row) => row.user_attribute_id as UserAttributeId))]
  const held = new Map(await people(users, attributes))
  const comparison = new Comparison(catalogue, catalogue)
  for (const [at, row] of rows.entries()) {
    const [user_id, id] = [row.user_id as UserId, row.user_attribute_id as UserAttributeId]
    const known = held.get(user_id)
    if (known === undefined) {
      // The user was not there then, as far as is known now.
      take(row, [])
      continue
    }
    // A membership may have ended between two rows.
    const before = groupsLater(known, row.at)
    const set = row.sets === 1 ? { value: row.value ?? '', change: row.sequence } : undefined
    const after = changed(before, id, set)
    held.set(user_id, after)
    const asked = {
      ...{ attributes: [id], hiddenSince: new Set<UserAttributeId>(), record: false },
      ...{ moved: new Set<UserAttributeId>(), at: row.at },
    }
    const differing = differingOf(comparison, asked, { before, after })
    if (take(row, differing)) return at + 1
  }
  return rows.length
}

/** The same user with another own value, or without one. */
function changed(
  held: Held,
  id: UserAttributeId,
  set: { readonly value: string; readonly change: number } | undefined,
): Held {
  const { [id]: _, ...values } = held.values
  const { [id]: __, ...changes } = held.changes
  const { [id]: ___, ...timed } = held.timed
  if (set === undefined) return { ...held, values, changes, timed }
  return {
    ...{ ...held, timed },
    values: { ...values, [id]: set.value },
    changes: { ...changes, [id]: set.change },
  }
}
