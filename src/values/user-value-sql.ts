// Statements that change the value of one user, and link each change to the one before it (decision 27).

import type { StoredCells, StoredValue } from '../domain/stored-value.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import {
  nthChange,
  nthChangeHeld,
  prepare,
  required,
  type Statement,
  sql,
  thisChange,
} from '../store/statement.ts'

export type ValueKey = { user_id: UserId; user_attribute_id: UserAttributeId }

export const setUserValue = (
  { user_id, user_attribute_id }: ValueKey,
  { value, version }: StoredValue,
): Statement => prepareSetUserValue({ user_id, user_attribute_id, value, version })
const prepareSetUserValue = prepare((writer, row: ValueKey & StoredCells) =>
  writer
    .insertInto('user_attribute_user_values')
    .values({
      user_id: row.user_id,
      user_attribute_id: row.user_attribute_id,
      value: row.value,
      version: row.version,
      newest_change: thisChange,
    })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'user_attribute_id']).doUpdateSet({
        value: (row) => row.ref('excluded.value'),
        version: (row) => row.ref('excluded.version'),
        // Not the excluded one: it was computed before the row was locked.
        newest_change: thisChange,
        change_before: (row) => row.ref('user_attribute_user_values.newest_change'),
      }),
    ),
)

/** One of many values that a commit sets, and the position of its audit row in the commit. */
export interface PlacedUserValue {
  readonly user_id: UserId
  readonly stored: StoredValue
  readonly at: number
}

/** Sets values of one attribute for different users; their audit rows must come in the same order. */
export function setUserValues(
  user_attribute_id: UserAttributeId,
  values: readonly PlacedUserValue[],
): Statement {
  const items = values.map(({ user_id, stored: { value, version }, at }) => ({
    ...{ user_id, value, version, at },
  }))
  return prepareSetUserValues({ user_attribute_id, list: JSON.stringify(items) })
}
const prepareSetUserValues = prepare(
  (writer, { user_attribute_id, list }: { user_attribute_id: UserAttributeId; list: string }) => {
    const compile = () =>
      sql`insert into user_attribute_user_values
        (user_id, user_attribute_id, value, version, newest_change)
        select cast(item.value ->> 'user_id' as bigint), cast(${user_attribute_id} as bigint),
          item.value ->> 'value', item.value ->> 'version', ${nthChange}
        from json_each(${list}) as item where true
        on conflict (user_id, user_attribute_id) do update
        set value = excluded.value, version = excluded.version, newest_change = ${nthChangeHeld},
          change_before = user_attribute_user_values.newest_change`.compile(writer)
    return { compile }
  },
)

/** Deletes a value; its earlier changes, and this one, can still be found. */
export const clearUserValue = ({ user_id, user_attribute_id }: ValueKey): Statement[] => [
  required(prepareClearUserValue({ user_id, user_attribute_id })),
  endHistory({ user_id, user_attribute_id }),
]
const prepareClearUserValue = prepare((writer, { user_id, user_attribute_id }: ValueKey) =>
  writer
    .deleteFrom('user_attribute_user_values')
    .where('user_id', '=', user_id)
    .where('user_attribute_id', '=', user_attribute_id),
)
const endHistory = prepare((writer, { user_id, user_attribute_id }: ValueKey) =>
  writer
    .insertInto('ended_value_histories')
    .values({ user_id, user_attribute_id, newest_change: thisChange })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'user_attribute_id']).doUpdateSet({
        newest_change: thisChange,
        change_before: (row) => row.ref('ended_value_histories.newest_change'),
      }),
    ),
)

/** Sets a value of the user that an earlier statement of the same commit created: ids only grow. */
export const setNewUserValue = (
  user_attribute_id: UserAttributeId,
  { value, version }: StoredValue,
): Statement => prepareSetNewUserValue({ user_attribute_id, value, version })
const prepareSetNewUserValue = prepare(
  (writer, row: { user_attribute_id: UserAttributeId } & StoredCells) =>
    writer.insertInto('user_attribute_user_values').values({
      user_id: sql<string>`(select max(id) from users)`,
      user_attribute_id: row.user_attribute_id,
      value: row.value,
      version: row.version,
      newest_change: thisChange,
    }),
)
