// A change as CSV: values of users, a user a line (wide) or a value a line (long), told apart by the header.
import { limits } from '../limits.ts'
import { type Columns, columnsOf, headerExpected } from './csv-columns.ts'
import { type Empty, Rows } from './csv-operations.ts'
import { type Delimiter, delimiterOf, type Row, readRows } from './csv-rows.ts'
import { type Hears, type ReadChange, type Reading, readChange } from './read-change.ts'

export interface CsvOptions {
  readonly empty?: Empty | undefined
}

/**
 * Reads CSV with commas, semicolons or tabs, which the header decides. The text is the body as it was sent, since tabs
 * at its end may be cells. `\N` removes a value, and so does an empty cell with `empty: 'unset'`, in quotes or not.
 *
 * An export of this server (`/values.csv`) is read back as it was: lines whose value is not the user's own set nothing,
 * nor do lines without a value, because those are hidden; `""` is the empty text there, and `"\N"` that text. The
 * apostrophes of an export with `spreadsheet=true` are part of the values then: they are not taken away, because a
 * value may begin with one.
 */
export const readCsv = (text: string, options: CsvOptions = {}, hears?: Hears): ReadChange =>
  readChange((reading) => {
    const csv = new CsvReader(reading, options)
    csv.read(text, 1)
    csv.end()
  }, hears)

/** Reads a body in parts, each of whole rows. */
export class CsvReader {
  readonly #reading: Reading
  readonly #options: CsvOptions
  #delimiter: Delimiter | undefined
  #rows: Rows | undefined
  #count = 0

  constructor(reading: Reading, options: CsvOptions) {
    this.#reading = reading
    this.#options = options
  }

  /** `line`: that of the first row. */
  read(text: string, line: number): void {
    const reading = this.#reading
    const isFirst = this.#delimiter === undefined
    const body = isFirst && text.startsWith('\ufeff') ? text.slice(1) : text
    // The first line that is not empty decides about delimiters.
    if (isFirst && !/[^\r\n]/.test(body)) return
    insistOnPairs(reading, body)
    const delimiter = this.#delimiter ?? this.#delimiterOf(body)
    const broken = readRows(
      body,
      delimiter,
      (row) => {
        if (this.#rows !== undefined) this.#rows.read(row, ++this.#count)
        else this.#rows = new Rows(reading, columnsIn(reading, row), this.#options.empty)
      },
      line,
    )
    if (broken !== undefined) {
      const where = `cell ${broken.at + 1}`
      const message = broken.isOpen
        ? `A quote opens ${where} and is never closed; this line and those after it were not read.`
        : `A quote is in the wrong place in ${where}: write the cell in quotes, with each quote in it twice and one at its end. ` +
          'This line and those after it were not read.'
      reading.end({ line: broken.line, message })
    }
  }

  end(): void {
    if (this.#rows === undefined) this.#reading.end({ line: 1, message: headerExpected })
  }

  #delimiterOf(body: string): Delimiter {
    const { delimiter, count } = delimiterOf(body)
    // guard import-5: becomes false
    if (count >= limits.changed_columns) {
      const message = `The first line may have at most ${limits.changed_columns} columns.`
      this.#reading.end({ line: 1, message })
    }
    this.#delimiter = delimiter
    return delimiter
  }
}

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
  if (columns === undefined) return reading.end()
  reading.hears?.header?.(columns, cells)
  return columns
}
