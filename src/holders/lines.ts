// The lines of an export: CSV for spreadsheets and scripts, NDJSON for programs.

/** A value of one attribute with everything that is told of it. */
export interface ExportRow {
  readonly user_id: string | null
  readonly email: string | null
  readonly attribute: string
  readonly value: string | null
  readonly hidden: boolean
  readonly source: string
  /** The name of the group that gives the value. */
  readonly group: string | null
  readonly rank: number | null
  readonly set_at: string | null
  readonly set_by: string | null
  readonly expires_at: string | null
  /** When another value takes the place of one that is set on a user. Only NDJSON has it. */
  readonly replaced_at: string | null
}

/** The columns of an export in their order. */
export const exportColumns = [
  'user_id',
  'email',
  'attribute',
  'value',
  'source',
  'group',
  'rank',
  'set_at',
  'set_by',
  'expires_at',
] as const satisfies (keyof ExportRow)[]

export const csvHead = `${exportColumns.join(',')}\r\n`

export const csvLine = (row: ExportRow, isForSpreadsheet: boolean): string =>
  `${exportColumns.map((name) => csvCell(row[name], isForSpreadsheet)).join(',')}\r\n`

/**
 * A cell of CSV (RFC 4180): a missing value is an empty cell, and an empty text an empty pair of quotes. The text `\N`
 * gets quotes, since an import takes the bare one for a value to remove.
 */
export function csvCell(value: string | number | null, isForSpreadsheet = false): string {
  if (value === null) return ''
  const text = String(value)
  // guard holders-11: becomes text
  const safe = isForSpreadsheet && typeof value === 'string' ? defused(text) : text
  return safe === '' || /[",\r\n]|^\s|\s$|^\\N$/.test(safe)
    ? `"${safe.replaceAll('"', '""')}"`
    : safe
}

/** A spreadsheet calculates a cell that begins like this; an apostrophe makes it text. */
export const defused = (text: string): string =>
  /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text

export const jsonLine = (row: ExportRow): string => `${JSON.stringify(row)}\n`
