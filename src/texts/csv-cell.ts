// What a cell of a table says about a value, for the server and for those that show it before.

/** The cell that removes a value. */
export const removal = '\\N'

/**
 * A text to set, null to remove the value, or undefined if the cell is empty. Only in an export quotes count: `""` is
 * the empty text there, and `"\N"` that text. Other programs write quotes where they like, so elsewhere they say
 * nothing.
 */
export function saidBy(cell: string, isInExport: boolean, isQuoted: () => boolean) {
  if (cell !== '' && cell !== removal) return cell
  // guard import-15: isInExport → true
  if (isInExport && isQuoted()) return cell
  return cell === '' ? undefined : null
}

/** Whether the cell with this number is written in quotes in the text of its row. */
export function isQuotedIn(row: string, wanted: number, delimiter: string): boolean {
  let cell = 0
  let inQuotes = false
  for (let at = 0; at < row.length; at++) {
    if (cell === wanted) return row[at] === '"'
    if (row[at] === '"') inQuotes = !inQuotes
    else if (row[at] === delimiter && !inQuotes) cell++
  }
  return false
}
