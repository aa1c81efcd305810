// The statement that adds an audit row and links it to the previous change of the same value.

import { nextSequence } from '../differences.ts'
import type { ChainHead } from './chain.ts'
import { type AuditCells, auditColumns, signInOperation } from './row.ts'

/** The columns of each inserted row, in this order, apart from its sequence and `previous_change`. */
export const insertedColumns = [...auditColumns, 'chain_id', 'chain_sequence', 'mac'] as const

/** The condition that a row and the audit row are about the same value; `+?` as in `statement.ts`. */
const sameValue = (row: string) => `${row}.user_id = +? and ${row}.user_attribute_id = +?`

/**
 * A statement of the commit has set the value that the row is about, or has ended its history: that
 * statement has stored the sequence of this row and of the change before. A value that is set anew
 * continues the history that had ended.
 */
// guard history-2: else ended.newest_change → else ended.change_before
export const auditInsertText = `insert into audit (${insertedColumns.join(', ')}, sequence, previous_change)
  select ${insertedColumns.map(() => '?').join(', ')},
    coalesce(held.newest_change, ended.newest_change, ${nextSequence}),
    coalesce(held.change_before, case when held.user_id is null then ended.change_before
      else ended.newest_change end)
  from (select 1) as once
  left join user_attribute_user_values as held on ${sameValue('held')}
  left join ended_value_histories as ended on ${sameValue('ended')}`

const [user, attribute, operation] = [
  auditColumns.indexOf('user_id'),
  auditColumns.indexOf('user_attribute_id'),
  auditColumns.indexOf('operation'),
]

/** The values of the statement. */
export function auditInsertValues(cells: AuditCells, { chain_id, chain_sequence, mac }: ChainHead) {
  // guard sign-in-value-2: becomes false
  const isOfSignIn = cells[operation] === signInOperation
  const key = isOfSignIn ? noKey : ([cells[user] ?? null, cells[attribute] ?? null] as const)
  return [...cells, chain_id, chain_sequence, mac, ...key, ...key]
}
const noKey = [null, null] as const

/** For statements that add many rows: the row `added` may be about a user's own value. */
export const mayBeOwn = `added.operation <> '${signInOperation}'`
