// A change as CSV: values of users, a user a line (wide) or a value a line (long), told apart by the header.
import type { Problem } from '../errors.ts'
import { textProblem } from '../http/body.ts'
import { limits } from '../limits.ts'
import { isProblem, type UserReference, userInBody } from '../references/reference.ts'
import { hasControl } from '../texts/names.ts'
import { isSource, ownSource } from '../user-attributes/shapes.ts'
import {
  type Column,
  type Columns,
  columnsOf,
  headerExpected,
  type UserColumn,
} from './csv-columns.ts'
import { delimiterOf, type Row, readRows } from './csv-rows.ts'
import type { Operation } from './operation.ts'
import { placeOf, type ReadChange, type Reading, readChange } from './read-change.ts'

export interface CsvOptions {
  /** What an empty cell says: that the value stays as it is, or that it is removed. */
  readonly empty?: 'keep' | 'unset' | undefined
}

/**
 * Reads CSV with commas, semicolons or tabs, which the header decides. The text is the body as it was sent, since tabs
 * at its end may be cells. `\N` removes a value, and so does an empty cell with `empty: 'unset'`.
 *
 * An export of this server (`/values.csv`) is read back as it was: lines whose value is not the user's own set nothing,
 * nor do lines without a value, because those are hidden; `""` is the empty text there, and `"\N"` that text. The
 * apostrophes of an export with `spreadsheet=true` are part of the values then: they are not taken away, because a
 * value may begin with one.
 */
export const readCsv = (text: string, { empty }: CsvOptions = {}): ReadChange =>
  readChange((reading) => {
    const body = text.startsWith('\ufeff') ? text.slice(1) : text
    insistOnPairs(reading, body)
    const { delimiter, count: delimiters } = delimiterOf(body)
    // guard import-5: becomes false
    if (delimiters >= limits.changed_columns) {
      const message = `The first line may have at most ${limits.changed_columns} columns.`
      reading.end({ line: 1, message })
    }
    let rows: Rows | undefined
    let count = 0
    const broken = readRows(body, delimiter, (row) => {
      if (rows === undefined) rows = new Rows(reading, columnsIn(reading, row), empty)
      else rows.read(row, ++count)
    })
    if (broken !== undefined) {
      const where = `cell ${broken.at + 1}`
      const message = broken.isOpen
        ? `A quote opens ${where} and is never closed; this line and those after it were not read.`
        : `A quote is in the wrong place in ${where}: write the cell in quotes, with each quote in it twice and one at its end. ` +
          'This line and those after it were not read.'
      reading.end({ line: broken.line, message })
    }
    if (rows === undefined) reading.end({ line: 1, message: headerExpected })
  })

/** Bytes cannot hold half of a surrogate pair, so it has to be found before. */
function insistOnPairs(reading: Reading, text: string): void {
  // guard import-6: becomes false
  if (!text.isWellFormed()) {
    const before = text.slice(0, text.search(/\p{Cs}/u))
    const line = before.split(/\r\n|\n|\r/).length
    reading.end({ line, message: 'The line must not contain half of a surrogate pair.' })
  }
}

/** Without columns, no row can be read. */
function columnsIn(reading: Reading, { line, cells }: Row): Columns {
  const columns = columnsOf(cells, (field, message) =>
    reading.wrong({ line, field, code: 'invalid', message }),
  )
  return columns ?? reading.end()
}

/** What a cell says about a value: a text to set, null to remove the value, undefined for nothing. */
type Said = string | null | undefined

const unset = '\\N'

/** Reads the rows below a header. */
class Rows {
  readonly #reading: Reading
  readonly #columns: Columns
  readonly #empty: CsvOptions['empty']
  #hasAsked = false

  constructor(reading: Reading, columns: Columns, empty: CsvOptions['empty']) {
    this.#reading = reading
    this.#columns = columns
    this.#empty = empty
  }

  /** Reads the row with this number, from 1. */
  read(row: Row, number: number): void {
    // guard import-12: becomes false
    if (number > limits.changed_rows) {
      const message = `A CSV may have at most ${limits.changed_rows} rows; this line and those after it were not read.`
      this.#reading.end({ line: row.line, message })
    }
    const columns = this.#columns
    const { length } = row.cells
    // guard import-7: becomes false
    if (length !== columns.count) {
      const message = `The line has ${length === 1 ? 'one cell' : `${length} cells`}, but the first line has ${columns.count} columns.`
      this.#begunWrong(row, null, 'invalid', message)
      return
    }
    // Spreadsheets write such lines below their last row.
    if (row.cells.every((cell) => cell === '')) return
    switch (columns.form) {
      case 'wide':
        this.#readWide(row, columns)
        break
      case 'long':
        this.#readLong(row, columns)
        break
      case 'export':
        this.#readExported(row, columns)
        break
    }
  }

  #readWide(row: Row, { user: ofUser, attributes }: Extract<Columns, { form: 'wide' }>): void {
    const user = this.#user(row, ofUser)
    if (user === undefined) return
    for (const column of attributes) {
      const value = this.#said(row, column)
      if (value === undefined) continue
      const place = placeOf(row.line, column.shown)
      this.#add(row, { place, user, attribute: column.name, value })
    }
  }

  #readLong(row: Row, columns: Extract<Columns, { form: 'long' }>): void {
    const user = this.#user(row, columns.user)
    const attribute = user && this.#name(row, columns.attribute)
    if (user === undefined || attribute === undefined) return
    const value = this.#said(row, columns.value)
    if (value === undefined) return
    this.#add(row, { place: placeOf(row.line), user, attribute, value })
  }

  #readExported(row: Row, { column }: Extract<Columns, { form: 'export' }>): void {
    const source = cellOf(row, column.source)
    if (!isSource(source)) {
      const message = `source must be written as in an export; for a value of the user, write ${ownSource}.`
      this.#begunWrong(row, 'source', 'invalid', message)
      return
    }
    const value = cellOf(row, column.value)
    const isQuoted = (value === '' || value === unset) && row.isQuoted(column.value.at)
    // guard import-8: becomes false
    const isOfOthers = source !== ownSource
    // guard import-9: becomes false
    const isHidden = value === '' && !isQuoted
    if (isOfOthers || isHidden) {
      this.#reading.skippedLines++
      return
    }
    // guard import-11: becomes false
    if (cellOf(row, column.expires_at) !== '') {
      const message = 'values for a time are not supported by this version; leave the line out.'
      this.#begunWrong(row, 'expires_at', 'invalid', message)
      return
    }
    const by = cellOf(row, column.user_id).trim() === '' ? column.email : column.user_id
    const user = this.#user(row, by as UserColumn)
    const attribute = user && this.#name(row, column.attribute)
    if (user === undefined || attribute === undefined) return
    const text = value === unset && !isQuoted ? null : this.#text(row, column.value)
    if (text === undefined) return
    this.#add(row, { place: placeOf(row.line), user, attribute, value: text })
  }

  #add(
    { line }: Row,
    { place, user, attribute: text, value }: Readonly<Made> & { readonly value: string | null },
  ): void {
    this.#reading.begin(line)
    const attribute = { field: `${place}.attribute`, text, by: 'name' } as const
    const operation: Operation =
      value === null
        ? { op: 'clear_user_value', place, user, attribute }
        : { op: 'set_user_value', place, user, attribute, value }
    this.#reading.add(operation)
  }

  #user(row: Row, column: UserColumn): UserReference | undefined {
    const text = this.#name(row, column)
    if (text === undefined) return undefined
    const user = userInBody({ [column.name]: text })
    if (!isProblem(user)) return user
    this.#begunWrong(row, column.shown, user.code, user.message)
    return undefined
  }

  /** A cell that names something. */
  #name(row: Row, column: Column): string | undefined {
    const cell = cellOf(row, column)
    // No id, address or name of an attribute has blanks around it; an id of another application may.
    const text = column.name === 'external_user_id' ? cell : cell.trim()
    if (text === '') {
      this.#begunWrong(row, column.shown, 'missing_field', `'${column.shown}' is required.`)
      return undefined
    }
    if (!hasControl(text)) return this.#text(row, column, text)
    const message = `${column.shown} must not contain control characters, such as line breaks.`
    this.#begunWrong(row, column.shown, 'invalid', message)
    return undefined
  }

  #said(row: Row, column: Column): Said {
    const cell = cellOf(row, column)
    if (cell === unset) return null
    if (cell !== '') return this.#text(row, column)
    // guard import-10: becomes false
    if (this.#empty === undefined) this.#ask(row, column)
    return this.#empty === 'unset' ? null : undefined
  }

  #ask(row: Row, column: Column): void {
    if (this.#hasAsked) return
    this.#hasAsked = true
    const message =
      `The cell of ${column.shown} is empty: add empty=keep to the address if values of empty cells stay as they are, ` +
      'or empty=unset if they are to be removed.'
    this.#begunWrong(row, column.shown, 'invalid', message)
  }

  #text(row: Row, column: Column, text = cellOf(row, column)): string | undefined {
    const problem = textProblem(text)
    if (problem === undefined) return text
    this.#begunWrong(row, column.shown, 'invalid', `${column.shown} ${problem}.`)
    return undefined
  }

  /** An operation that cannot be read counts as well. */
  #begunWrong({ line }: Row, field: string | null, code: Problem['code'], message: string): void {
    this.#reading.begin(line)
    this.#reading.wrong({ line, field, code, message })
  }
}

interface Made {
  readonly place: string
  readonly user: UserReference
  readonly attribute: string
}

const cellOf = ({ cells }: Row, { at }: Column): string => cells[at] ?? ''
