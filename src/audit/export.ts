// Formats a change for the export: a line of JSON, or of CSV that is safe in a spreadsheet.
import type { HistoryRow } from './sql.ts'

const columns = [
  'sequence',
  'at',
  'request_id',
  'operation',
  'actor_id',
  'sudo_by',
  'credentials_api3_id',
  'address',
  'user_id',
  'group_id',
  'user_attribute_id',
  'old_value',
  'new_value',
  'redacted',
  'details',
  'chain_id',
  'chain_sequence',
  'mac',
] as const satisfies readonly (keyof HistoryRow)[]

/** The engines put different spaces into a list; this removes the difference. */
const sameSpaces = (list: string) => JSON.stringify(JSON.parse(list))

/** Hides the old values of an attribute that has become hidden, also while they are still being sealed. */
export function redacted(row: HistoryRow, hidden: ReadonlySet<string>): HistoryRow {
  const { user_attribute_id: id, new_value } = row
  if (id === null || !hidden.has(id)) return row
  const held = new_value === null ? row.redacted : 'sealing'
  return { ...row, old_value: null, new_value: null, redacted: held }
}

const showRow = (row: HistoryRow) => ({
  ...row,
  old_value:
    row.old_value !== null && row.operation === 'set_user_attribute_group_values'
      ? sameSpaces(row.old_value)
      : row.old_value,
  at: new Date(row.at).toISOString(),
  redacted: row.redacted !== null,
})

export function jsonLine(row: HistoryRow): string {
  const { details } = row
  const whole = { ...showRow(row), details: details === null ? null : JSON.parse(details) }
  return `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, whole[name]])))}\n`
}

const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`

export const csvHeader = line(columns)

export function csvLine(row: HistoryRow): string {
  const whole = showRow(row)
  return line(columns.map((name) => csvCell(whole[name])))
}

/** A spreadsheet must not take a text for a formula (T-22). */
export function csvCell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  // guard audit-3: becomes value
  const safe = /^[=+\-@\t\r\n\0]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
