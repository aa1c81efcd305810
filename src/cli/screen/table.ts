// Tables that fit the width of a terminal: columns become narrower, and where that is not enough, rows become records.
import { type Paint, plainPaint } from './paint.ts'
import { cut, isolated, printable, wrapped } from './printable.ts'
import { widthOf } from './width.ts'

export interface Column<Row> {
  /** Name in JSON and CSV, and on top of the column. */
  readonly name: string
  readonly of: (row: Row) => string | number | null
  /** What a person reads, if that is something else. */
  readonly shown?: (row: Row) => string
  readonly title?: string
  readonly style?: 'strong' | 'dim' | undefined
  /** Where there is no room: a text is never cut, or goes on below. Others are cut. */
  readonly narrow?: 'whole' | 'wrapped'
  /** Where there is no room, the column goes: always, or if all rows have this text. */
  readonly spare?: 'always' | { readonly if: string }
}

const gap = 2
/** A column is not made narrower than this; beyond it, rows become records. */
const least = 8
/** A text that goes on below has so many columns. */
const leastWrapped = 20

/** Lines of a table; `columns` is the width, undefined if it does not matter. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, paint = plainPaint }: { readonly width: number | undefined; readonly paint?: Paint },
): string[] {
  const all = columns.map((column): Shown<Row> => {
    const title = column.title ?? column.name.replaceAll('_', ' ')
    const cells = rows.map((row) => cellText(column, row))
    const natural = Math.max(widthOf(title), ...cells.map(widthOf))
    return { column, title, cells, natural }
  })
  const { shown, widths } = width === undefined ? { shown: all } : layout(all, width)
  if (width !== undefined && widths === undefined) return records(shown, { width, paint })
  const isNumber = shown.map(({ column }) => rows.some((row) => typeof column.of(row) === 'number'))
  const line = (texts: readonly string[], style: (text: string, at: number) => string) =>
    texts
      .map((text, at) => {
        const room = widths?.[at] ?? shown[at]?.natural ?? 0
        const fits = cut(text, room)
        const space = ' '.repeat(Math.max(0, room - widthOf(fits)))
        const painted = style(width === undefined ? fits : isolated(fits), at)
        return isNumber[at] ? space + painted : painted + space
      })
      .join(' '.repeat(gap))
      .trimEnd()
  const blocks = rows.map((_, row) =>
    shown.map(({ column, cells }, at) => {
      const text = cells[row] ?? ''
      const room = widths?.[at]
      return column.narrow === 'wrapped' && room !== undefined ? wrapped(text, room) : [text]
    }),
  )
  return [
    line(
      shown.map(({ title }) => title),
      (title) => paint.head(title),
    ),
    ...blocks.flatMap((parts) =>
      Array.from({ length: Math.max(...parts.map(({ length }) => length)) }, (_, below) =>
        line(
          parts.map((part) => part[below] ?? ''),
          (text, at) => paintCell(paint, shown[at]?.column.style, text),
        ),
      ),
    ),
  ]
}

interface Shown<Row> {
  readonly column: Column<Row>
  readonly title: string
  readonly cells: readonly string[]
  readonly natural: number
}

/** What is shown in so many columns; without widths, it cannot be. */
function layout<Row>(all: readonly Shown<Row>[], width: number) {
  const roomOf = (shown: readonly Shown<Row>[]) =>
    shown.reduce((sum, { natural }) => sum + natural + gap, -gap)
  const isSame = ({ column: { spare }, cells }: Shown<Row>) =>
    typeof spare === 'object' && cells.every((text) => text === spare.if)
  const fewer = roomOf(all) <= width ? all : all.filter((it) => !isSame(it))
  const widths = (shown: readonly Shown<Row>[]) =>
    fitted(
      shown.map(({ natural }) => natural),
      width,
      shown.map(({ column: { narrow } }) => floors[narrow ?? 'cut']),
    )
  const first = widths(fewer)
  if (first !== undefined) return { shown: fewer, widths: first }
  const fewest = fewer.filter(({ column }) => column.spare !== 'always')
  const last = widths(fewest)
  return last === undefined ? { shown: fewer } : { shown: fewest, widths: last }
}
const floors = { cut: least, wrapped: leastWrapped, whole: Number.POSITIVE_INFINITY }

const paintCell = (paint: Paint, style: 'strong' | 'dim' | undefined, text: string) =>
  style === undefined ? text : paint[style](text)

const cellText = <Row>({ of, shown }: Column<Row>, row: Row): string =>
  printable(shown === undefined ? String(of(row) ?? '') : shown(row))

/** The widths of columns that together fit, none narrower than its floor; undefined if they cannot. */
export function fitted(
  natural: readonly number[],
  width: number,
  least: readonly number[] = natural.map(() => floors.cut),
): number[] | undefined {
  const room = width - gap * (natural.length - 1)
  // The widest columns give first: all of them end at one width.
  const at = (most: number) => natural.map((it, at) => Math.min(it, Math.max(most, least[at] ?? 0)))
  const isRoom = (widths: readonly number[]) => widths.reduce((sum, it) => sum + it, 0) <= room
  let ceiling = Math.max(...natural)
  while (ceiling > floors.cut && !isRoom(at(ceiling))) ceiling--
  return isRoom(at(ceiling)) ? at(ceiling) : undefined
}

/** A row as lines of title and value. */
function records<Row>(
  shown: readonly Shown<Row>[],
  { width, paint }: { readonly width: number; readonly paint: Paint },
): string[] {
  const titles = shown.map(({ title }) => widthOf(title))
  const room = Math.min(Math.max(...titles), Math.floor(width / 2))
  const most = Math.max(width - room - gap, 1)
  return (shown[0]?.cells ?? []).flatMap((_, row) => [
    ...(row === 0 ? [] : ['']),
    ...shown.flatMap(({ column, title, cells }) => {
      const text = cells[row] ?? ''
      const parts = column.narrow === undefined ? [cut(text, most)] : wrapped(text, most)
      return parts.map((part, at) => {
        const name = at === 0 ? cut(title, room) : ''
        const space = ' '.repeat(room - widthOf(name) + gap)
        const value = paintCell(paint, column.style, isolated(part))
        return `${paint.head(name)}${space}${value}`.trimEnd()
      })
    }),
  ])
}
