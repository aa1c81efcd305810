// The lines of a history in a file: objects for programs, cells for spreadsheets.
import { defused } from '../holders/lines.ts'
import type { HistoryEntry } from './shapes.ts'

export const jsonLine = (entry: HistoryEntry): string => `${JSON.stringify(entry)}\n`

const columns = [
  ...['sequence', 'at', 'operation', 'channel', 'actor_id', 'actor', 'sudo_by', 'user_id', 'user'],
  ...['group_id', 'group', 'user_attribute_id', 'attribute', 'thing_type', 'thing_id', 'thing'],
  ...[
    'old_value',
    'new_value',
    'hidden',
    'changes',
    'complete',
    'sentence',
    'change_id',
    'request_id',
  ],
]

const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

export const csvHead = line(columns)

/** A missing text is an empty cell, an empty text is `""`. */
export function csvLine(entry: HistoryEntry, spreadsheet: boolean): string {
  const { actor, user, group, attribute, thing, changes } = entry
  const cells = [
    ...[entry.sequence, entry.at, entry.operation, entry.channel],
    ...[actor?.user_id, actor?.display_name, actor?.sudo_by, user?.user_id, user?.display_name],
    ...[group?.group_id, group?.name, attribute?.user_attribute_id, attribute?.name],
    ...[thing?.type, thing?.id, thing?.name, entry.old_value, entry.new_value],
    ...[String(entry.hidden), changes.length === 0 ? null : JSON.stringify(changes)],
    ...[String(entry.complete), entry.sentence, entry.change_id, entry.request_id],
  ]
  return line(cells.map((cell) => csvCell(cell ?? null, spreadsheet)))
}

function csvCell(text: string | null, spreadsheet: boolean): string {
  if (text === null) return ''
  // guard history-csv-1: becomes text
  const safe = spreadsheet ? defused(text) : text
  return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
