// Statements that change the value of one user, each with where its history goes on (decision 27).
import { prepare, required, type Statement, thisChange } from '../store/statement.ts'
import type { Stored, ValueKey } from './sql.ts'

export const setUserValue = prepare((writer, row: ValueKey & Stored) =>
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
