// Statements that change the value of one user, each with where its history goes on (decision 27).
import type { UserAttributeId, UserId } from '../ids.ts'
import type { HeldCells, StoredValue } from '../keys/hidden-value.ts'
import { prepare, required, type Statement, sql, thisChange } from '../store/statement.ts'

export type ValueKey = { user_id: UserId; user_attribute_id: UserAttributeId }

export const setUserValue = (
  { user_id, user_attribute_id }: ValueKey,
  { value, version }: StoredValue,
): Statement => prepareSetUserValue({ user_id, user_attribute_id, value, version })
const prepareSetUserValue = prepare((writer, row: ValueKey & HeldCells) =>
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
        // Not the excluded one: that was taken before the row was held.
        newest_change: thisChange,
        change_before: (row) => row.ref('user_attribute_user_values.newest_change'),
      }),
    ),
)

/** Takes the value away; what was changed before stays to be found, and this change with it. */
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

/** The value of the user that an earlier statement of the same commit has created: ids only grow. */
export const setNewUserValue = (
  user_attribute_id: UserAttributeId,
  { value, version }: StoredValue,
): Statement => prepareSetNewUserValue({ user_attribute_id, value, version })
const prepareSetNewUserValue = prepare(
  (writer, row: { user_attribute_id: UserAttributeId } & HeldCells) =>
    writer.insertInto('user_attribute_user_values').values({
      user_id: sql<string>`(select max(id) from users)`,
      user_attribute_id: row.user_attribute_id,
      value: row.value,
      version: row.version,
      newest_change: thisChange,
    }),
)
