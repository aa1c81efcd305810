// The rows of a CSV (RFC 4180) with the lines of the file on which they begin.
import { CsvError, parse } from 'csv-parse/sync'
import { isQuotedIn } from '../texts/csv-cell.ts'

export type Delimiter = ',' | ';' | '\t'

export interface Row {
  readonly line: number
  readonly cells: readonly string[]
  /** Whether a cell is written in quotes; that is looked up in the row, so it takes time. */
  readonly isQuoted: (at: number) => boolean
}

/** A quote that ends the reading. */
export interface BrokenQuote {
  /** The line on which its row begins. */
  readonly line: number
  /** The place of its cell in the row. */
  readonly at: number
  /** Whether the cell is never closed. */
  readonly isOpen: boolean
}

/**
 * The delimiter that the first line which is not empty has most often outside quotes, and how often; a comma if it has
 * none.
 */
export function delimiterOf(text: string): { delimiter: Delimiter; count: number } {
  const counts = { ',': 0, ';': 0, '\t': 0 }
  let inQuotes = false
  for (let at = text.search(/[^\r\n]/); at >= 0 && at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') inQuotes = !inQuotes
    else if (inQuotes) continue
    else if (character === '\n' || character === '\r') break
    else if (isDelimiter(character)) counts[character]++
  }
  const delimiter = delimiters.reduce((best, it) => (counts[it] > counts[best] ? it : best))
  return { delimiter, count: counts[delimiter] }
}

const delimiters: readonly Delimiter[] = [',', ';', '\t']
const isDelimiter = (character: string): character is Delimiter =>
  (delimiters as readonly string[]).includes(character)

/**
 * Calls `take` with one row after the other; empty lines are passed over. Any of CR LF, LF and CR ends a line. Returns
 * the quote at which reading had to end. Takes time in proportion to the text, but for rows that have another number
 * of cells than the first: for each of those, csv-parse makes an error, so `take` has to throw after many.
 */
export function readRows(
  text: string,
  delimiter: Delimiter,
  take: (row: Row) => void,
  firstLine = 1,
): BrokenQuote | undefined {
  const bytes = Buffer.from(text)
  const lines = new Lines(bytes, firstLine)
  let end = 0
  try {
    parse(bytes, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: readonly string[], { bytes: next }) => {
        const line = lines.next(end)
        const start = lines.at
        end = next
        take({
          line,
          cells,
          isQuoted: (at) => isQuotedIn(bytes.toString('utf8', start, next), at, delimiter),
        })
        // Rows are not kept.
        return null
      },
    })
    return undefined
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return {
      line: lines.next(end),
      at: Number(error['column']),
      isOpen: error.code === 'CSV_QUOTE_NOT_CLOSED',
    }
  }
}

const [lineFeed, carriageReturn] = [10, 13]
const isBreak = (byte: number | undefined) => byte === lineFeed || byte === carriageReturn

/** Counts lines; places only grow, so each byte is looked at once. */
class Lines {
  readonly #bytes: Uint8Array
  #line: number
  at = 0

  constructor(bytes: Uint8Array, firstLine: number) {
    this.#bytes = bytes
    this.#line = firstLine
  }

  /** Goes to the first byte from there on that ends no line; returns its line. */
  next(from: number): number {
    const bytes = this.#bytes
    for (; this.at < from || isBreak(bytes[this.at]); this.at++) {
      const byte = bytes[this.at]
      const isFirstOfTwo = byte === carriageReturn && bytes[this.at + 1] === lineFeed
      if (isBreak(byte) && !isFirstOfTwo) this.#line++
    }
    return this.#line
  }
}
