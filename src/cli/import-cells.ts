// The cells of a table that is imported.
import { type Columns, columnsOf } from '../changes/csv-columns.ts'
import { delimiterOf, type Row, readRows } from '../changes/csv-rows.ts'
import { saidBy } from '../texts/csv-cell.ts'
import { ownSource } from '../user-attributes/shapes.ts'

export interface Cell {
  readonly line: number
  /** As the table names them. */
  readonly user: string
  readonly attribute: string
  /** Null: the value is removed. */
  readonly value: string | null
  /** From when until when it counts; undefined without such a column. */
  readonly starts_at?: string | null
  readonly expires_at?: string | null
}

/** What each cell says; cells that say nothing are left out, and so are tables that cannot be read. */
export function cellsIn(text: string, unsetsEmpty: boolean): Cell[] {
  const cells: Cell[] = []
  let columns: Columns | undefined
  let isHeader = true
  readRows(text, delimiterOf(text).delimiter, (row) => {
    if (isHeader) columns = columnsOf(row.cells, () => undefined)
    else if (columns !== undefined) cells.push(...ofRow(columns, row, unsetsEmpty))
    isHeader = false
  })
  return cells
}

function ofRow(columns: Columns, row: Row, unsetsEmpty: boolean): Cell[] {
  const { line, cells } = row
  const named = (at: number): string => (cells[at] ?? '').trim()
  const isExport = columns.form === 'export'
  const cell = (at: number, user: string, attribute: string): Cell[] => {
    const said = saidBy(cells[at] ?? '', isExport, () => row.isQuoted(at))
    // An empty cell of an export is a value that nobody may read.
    const value = said === undefined && unsetsEmpty && !isExport ? null : said
    return value === undefined ? [] : [{ line, user, attribute, value }]
  }
  const time = <Name extends string>(name: Name, column: { at: number } | undefined) =>
    column === undefined ? {} : { [name]: named(column.at) || null }
  switch (columns.form) {
    case 'wide':
      return columns.attributes.flatMap(({ at, name }) => cell(at, named(columns.user.at), name))
    case 'long': {
      const { value, user, attribute, starts_at, expires_at } = columns
      const times = { ...time('starts_at', starts_at), ...time('expires_at', expires_at) }
      const found = cell(value.at, named(user.at), named(attribute.at))
      return found.map((it) => ({ ...it, ...times }))
    }
    case 'export': {
      const { user_id, email, attribute, value, source, expires_at } = columns.column
      if ((cells[source.at] ?? '') !== ownSource) return []
      const found = cell(value.at, named(user_id.at) || named(email.at), named(attribute.at))
      return found.map((it) => ({ ...it, ...time('expires_at', expires_at) }))
    }
  }
}
