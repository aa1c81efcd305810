// How an answer is printed: a table for people, or JSON, CSV or bare lines for programs.
import { CannotRun } from '../../errors.ts'
import { csvCell } from '../../holders/lines.ts'
import type { Io } from '../io.ts'
import { paintOf } from './paint.ts'
import { isolated, printable, safeJson, safeLines, wrapped } from './printable.ts'
import { type Column, table } from './table.ts'
import { widthOf } from './width.ts'

export interface FormatFlags {
  readonly json?: boolean
  readonly csv?: boolean
  readonly plain?: boolean
}

/** The options of a command that lists something. */
export const listFormats: readonly (readonly [string, string])[] = [
  ['--json', 'Print JSON; docs/reference/cli-json.json of the package says what is in it.'],
  ['--csv', 'Print CSV, with a line of names first.'],
  ['--plain', 'Print bare lines, with tabs between columns.'],
]
export const jsonFormat = [listFormats[0] ?? ['--json', '']] as const

export type Format = 'table' | 'json' | 'csv' | 'plain'

/** Throws CannotRun if there are several. */
export function formatOf(flags: FormatFlags): Format {
  const given = (['json', 'csv', 'plain'] as const).filter((name) => flags[name] === true)
  const [format = 'table', another] = given
  if (another === undefined) return format
  throw new CannotRun(`Give only one of --${format} and --${another}.`)
}

export interface Listing<Row> {
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** Columns that CSV has behind those. */
  readonly inCsv?: readonly Column<Row>[]
  /** Without it, the rows. */
  readonly json?: unknown
  /** What stderr says if there are none. */
  readonly none: string
}

export function printList<Row>(flags: FormatFlags, io: Io, listing: Listing<Row>): void {
  const { rows, columns, inCsv = [], json = rows, none } = listing
  const format = formatOf(flags)
  if (format === 'json') printJson(io, json)
  else if (format === 'csv') {
    const all = [...columns, ...inCsv]
    const lines = [all.map(({ name }) => name), ...rows.map((row) => all.map((it) => it.of(row)))]
    printFile(io, lines.map((line) => `${line.map((it) => csvCell(it)).join(',')}\r\n`).join(''))
  } else if (rows.length === 0) note(io, none)
  else if (format === 'plain') {
    const lines = rows.map((row) => columns.map((it) => printable(String(it.of(row) ?? ''))))
    printLines(
      io,
      lines.map((line) => line.join('\t')),
    )
  } else printLines(io, table(rows, columns, { width: io.out.columns, paint: paintOf(io.out) }))
}

/** A thing as lines of name and value, or as a row of the other formats. */
export function printThing<Thing extends object>(
  flags: FormatFlags,
  io: Io,
  thing: Thing,
  columns: readonly Column<Thing>[],
): void {
  if (formatOf(flags) === 'table') printLines(io, lettered(io, thing, columns))
  else printList(flags, io, { rows: [thing], columns, json: thing, none: '' })
}

function lettered<Thing>(io: Io, thing: Thing, columns: readonly Column<Thing>[]): string[] {
  const titles = columns.map(({ name, title }) => title ?? name.replaceAll('_', ' '))
  const room = Math.max(...titles.map(widthOf))
  const paint = paintOf(io.out)
  return columns.flatMap(({ of, shown }, at) => {
    const text = printable(shown?.(thing) ?? String(of(thing) ?? ''))
    const width = io.out.columns
    const parts = width === undefined ? [text] : wrapped(text, width - room - 2).map(isolated)
    return parts.map((part, line) => {
      const title = line === 0 ? (titles[at] ?? '') : ''
      return `${paint.dim(title)}${' '.repeat(room - widthOf(title) + 2)}${part}`.trimEnd()
    })
  })
}

export const printLines = (io: Io, lines: readonly string[]): void =>
  io.out.write(`${lines.join('\n')}\n`)

export const printJson = (io: Io, json: unknown): void =>
  io.out.write(`${safeJson(JSON.stringify(json, undefined, io.out.isTerminal ? 2 : undefined))}\n`)

/** Bytes that are printed as they are, unless a person would see them. */
export const printFile = (io: Io, text: string): void =>
  io.out.write(io.out.isTerminal ? safeLines(text) : text)

/** A line for people, on stderr. */
export const note = ({ err }: Pick<Io, 'err'>, text: string): void => err.write(`${text}\n`)
