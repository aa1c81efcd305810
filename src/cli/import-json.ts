// Lines of JSON that are imported: operations, or the values of an export.
import type { ExportRow } from '../holders/lines.ts'
import { asWritten, keepingNumbers } from '../texts/written-numbers.ts'
import { ownSource } from '../user-attributes/shapes.ts'

/**
 * The lines of `attrium export --json` as operations; other lines stay as they are. As in an export as CSV, only what
 * can be read and is set on a user says something. Lines keep their numbers.
 */
export const withoutExport = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const row = exported(line)
      if (row === undefined) return line
      const { user_id, attribute, value, hidden, source, expires_at } = row
      if (source !== ownSource || hidden || value === null) return ''
      const end = expires_at === null ? {} : { expires_at }
      return JSON.stringify({ op: 'set_user_value', user_id, attribute, value, ...end })
    })
    .join('\n')

/** Undefined for all that is no line of an export. */
function exported(line: string): ExportRow | undefined {
  if (!line.includes('"source"')) return undefined
  try {
    const row = Object(JSON.parse(line, keepingNumbers(asWritten))) as ExportRow
    const names = ['user_id', 'attribute', 'value', 'hidden', 'source', 'expires_at']
    return !('op' in row) && names.every((name) => name in row) ? row : undefined
  } catch {
    // The server says what is wrong with it.
    return undefined
  }
}
