// A CSV in the browser: where its rows are, found without holding up the page, and their cells when they are looked at.
import { isQuotedIn } from '../../../src/texts/csv-cell.ts'

export interface Table {
  readonly text: string
  readonly delimiter: string
  readonly cellsIn: (text: string) => string[][]
  readonly header: readonly string[]
  /** Where the text below the header begins. */
  readonly body: number
  /** Where each row below the header begins in the text, and on which line, from 1. */
  readonly starts: readonly number[]
  readonly lines: readonly number[]
}

export interface Row {
  readonly line: number
  readonly cells: readonly string[]
  /** Whether a cell is written in quotes. */
  readonly isQuoted: (at: number) => boolean
}

/** Lets the page answer people between two parts of long work. */
export const breathe = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Characters that are looked at, and rows that are read, in one go. */
const charactersAtOnce = 1_000_000
const rowsAtOnce = 500

const [quote, lineFeed, carriageReturn] = [34, 10, 13]

/** Undefined if there is no row at all. The server decides what is wrong with a table; this never refuses one. */
export async function tableIn(text: string, isOver: () => boolean): Promise<Table | undefined> {
  const starts: number[] = []
  const lines: number[] = []
  let [line, isNext, inQuotes] = [1, true, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isBreak = code === lineFeed || code === carriageReturn
    if (isNext && !isBreak) {
      starts.push(at)
      lines.push(line)
      isNext = false
    }
    if (code === quote) inQuotes = !inQuotes
    else if (isBreak) {
      const isFirstOfTwo = code === carriageReturn && text.charCodeAt(at + 1) === lineFeed
      if (!isFirstOfTwo) line++
      if (!inQuotes) isNext = true
    }
    if (at % charactersAtOnce === charactersAtOnce - 1) {
      await breathe()
      if (isOver()) return undefined
    }
  }
  const [first] = starts
  if (first === undefined) return undefined
  const body = starts[1] ?? text.length
  const head = text.slice(first, body)
  const delimiter = delimiterOf(head)
  const cellsIn = await readerOf(delimiter)
  return {
    ...{ text, delimiter, body, cellsIn },
    header: (cellsIn(head)[0] ?? []).map((cell) => cell.trim()),
    starts: starts.slice(1),
    lines: lines.slice(1),
  }
}

/** Some rows, from one number to another. */
export function rowsOf(table: Table, from: number, to: number): Row[] {
  const { text, delimiter, cellsIn, starts, lines } = table
  const end = Math.min(to, starts.length)
  if (from >= end) return []
  const cells = cellsIn(text.slice(starts[from], starts[end] ?? text.length))
  return cells.map((cells, row) => ({
    line: lines[from + row] ?? 0,
    cells,
    isQuoted: (at) =>
      isQuotedIn(text.slice(starts[from + row], starts[from + row + 1]), at, delimiter),
  }))
}

/** Calls `take` with all rows, in parts. */
export async function eachRow(table: Table, take: (row: Row) => void): Promise<void> {
  for (let from = 0; from < table.starts.length; from += rowsAtOnce) {
    for (const row of rowsOf(table, from, from + rowsAtOnce)) take(row)
    await breathe()
  }
}

/** The number of the row on a line. */
export function rowOn({ lines }: Table, line: number): number {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle] ?? 0) < line) low = middle + 1
    else high = middle
  }
  return low
}

/** The table with other names of columns. */
export const withHeader = ({ text, body, delimiter }: Table, header: readonly string[]): string =>
  `${header.map((cell) => csvText(cell, delimiter)).join(delimiter)}\n${text.slice(body)}`

export const csvText = (cell: string, delimiter = ','): string =>
  /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell

/** As the server finds it: what the first line has most often outside quotes. */
function delimiterOf(head: string): string {
  const plain = head.replace(/"[^"]*"/g, '').split(/[\r\n]/)[0] ?? ''
  const count = (delimiter: string) => plain.split(delimiter).length
  return [',', ';', '\t'].reduce((best, it) => (count(it) > count(best) ? it : best))
}

/** The library comes when there is a table: the page is smaller without it. */
async function readerOf(delimiter: string) {
  const { parse } = await import('csv-parse/browser/esm/sync')
  return (text: string): string[][] => {
    try {
      return parse(text, {
        delimiter,
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: true,
      })
    } catch {
      // A quote in the wrong place, which the server names; until it is mended, the lines are shown as they are.
      return text
        .split(/\r\n|\n|\r/)
        .filter((line) => line !== '')
        .map((line) => line.split(delimiter))
    }
  }
}
