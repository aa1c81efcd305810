// The statement that adds a row to the audit and links it to the change of the same value before.

import { nextSequence } from '../differences.ts'
import type { ChainHead } from './chain.ts'
import { type AuditCells, auditColumns } from './row.ts'

const columns = [...auditColumns, 'chain_id', 'chain_sequence', 'mac']

/** The condition that a row is about the value that the audit row is about; `+?` as in `statement.ts`. */
const sameValue = (row: string) => `${row}.user_id = +? and ${row}.user_attribute_id = +?`

/**
 * A statement of the commit has set the value that the row is about, or has ended its history: there
 * stand the row's own sequence and the one before. A value that is set anew goes on where its history
 * has ended.
 */
export const auditInsertText = `insert into audit (${columns.join(', ')}, sequence, previous_change)
  select ${columns.map(() => '?').join(', ')},
    coalesce(held.newest_change, ended.newest_change, ${nextSequence}),
    coalesce(held.change_before, case when held.user_id is null then ended.change_before
      else ended.newest_change end)
  from (select 1) as once
  left join user_attribute_user_values as held on ${sameValue('held')}
  left join ended_value_histories as ended on ${sameValue('ended')}`

const [user, attribute] = [
  auditColumns.indexOf('user_id'),
  auditColumns.indexOf('user_attribute_id'),
]

/** What it takes. */
export function auditInsertValues(cells: AuditCells, { chain_id, chain_sequence, mac }: ChainHead) {
  const key = [cells[user] ?? null, cells[attribute] ?? null] as const
  return [...cells, chain_id, chain_sequence, mac, ...key, ...key]
}
