// The statement that adds a row to the audit and links it to the change of the same value before.
import type { ChainHead } from './audit-chain.ts'
import { type AuditCells, auditColumns } from './audit-row.ts'
import { nextSequence } from './differences.ts'

const columns = [...auditColumns, 'chain_id', 'chain_sequence', 'mac']

const held = 'from user_attribute_user_values where user_id = ? and user_attribute_id = ?'
const ended = 'from ended_value_histories where user_id = ? and user_attribute_id = ?'

/**
 * A statement of the commit has set the value that the row is about, or has ended its history: there
 * stand the row's own sequence and the one before. A value that is set anew goes on where its history
 * has ended.
 */
export const auditInsertText = `insert into audit (${columns.join(', ')}, sequence, previous_change)
  values (${columns.map(() => '?').join(', ')},
    coalesce((select newest_change ${held}), (select newest_change ${ended}), ${nextSequence}),
    coalesce(
      (select coalesce(change_before, (select newest_change ${ended})) ${held}),
      (select change_before ${ended})))`

const [user, attribute] = [
  auditColumns.indexOf('user_id'),
  auditColumns.indexOf('user_attribute_id'),
]

/** What it takes. */
export function auditInsertValues(cells: AuditCells, { chain_id, chain_sequence, mac }: ChainHead) {
  const key = [cells[user] ?? null, cells[attribute] ?? null] as const
  return [...cells, chain_id, chain_sequence, mac, ...key, ...key, ...key, ...key, ...key]
}
