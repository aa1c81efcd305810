// The result of an import as a file: a line for each cell.
import { saveFile } from '../../parts/save-file.ts'
import { type Columns, cellsOf, judged, type Known } from './columns.ts'
import { csvText, eachRow, type Table } from './table.ts'

/** A spreadsheet would calculate such a text; an apostrophe keeps it one. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

export async function saveResult(
  table: Table,
  columns: Columns,
  known: Known,
  unsetsEmpty: boolean,
): Promise<void> {
  const parts = ['line,user,attribute,before,value,verdict,why\r\n']
  await eachRow(table, (row) => {
    for (const cell of cellsOf(columns, row, unsetsEmpty)) {
      const { line, user, attribute, value, verdict, why = '', isHidden, now } = judged(cell, known)
      const shown = (text: string | null | undefined) =>
        text === undefined || text === null ? '' : isHidden ? '•••' : text
      const texts = [String(line), user, attribute, shown(now), shown(value), verdict, why]
      parts.push(`${texts.map((text) => csvText(safe(text))).join(',')}\r\n`)
    }
  })
  saveFile('import-result.csv', 'text/csv', parts)
}
