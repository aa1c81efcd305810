// What becomes of each cell of a table that is imported, on a screen and in the file of --result.
import { csvCell } from '../holders/lines.ts'
import type { Cell } from './import-cells.ts'
import { cellsOf, type LineProblem } from './import-problems.ts'
import type { Io } from './io.ts'
import { paintOf } from './screen/paint.ts'
import { type Column, table } from './screen/table.ts'

/** A value that a user has. */
export interface Own {
  readonly value: string | null
  readonly expires_at: string | null
}

export interface JudgedCell extends Cell {
  readonly verdict: 'changed' | 'unchanged' | 'refused'
  /** Whether its value must not be shown: the attribute is hidden, or the server does not know it. */
  readonly hidden: boolean
  /** The user's own value now. */
  readonly now: string | null
  /** When that one ends. */
  readonly now_expires_at: string | null
  /** Why it is refused. */
  readonly why: string | null
}

/** What is known where the cells are judged. */
interface Known {
  /** Own values by user and attribute, as `keyOf` writes them. */
  readonly own: ReadonlyMap<string, Own>
  /** Names of the attributes whose values may be shown. */
  readonly readable: ReadonlySet<string>
  readonly problems: readonly LineProblem[]
}

export const keyOf = (user: string, attribute: string) => `${user.toLowerCase()} ${attribute}`

export function judged(cells: readonly Cell[], { own, readable, problems }: Known): JudgedCell[] {
  const ofLine = Map.groupBy(cells, ({ line }) => line)
  const told = new Set<LineProblem>()
  const whys = new Map<Cell, string>()
  for (const problem of problems) {
    for (const cell of cellsOf(problem, ofLine.get(problem.line ?? 0) ?? [])) {
      told.add(problem)
      whys.set(cell, whys.get(cell) ?? problem.message)
    }
  }
  const all = cells.map((cell): JudgedCell => {
    const { user, attribute, value } = cell
    const why = whys.get(cell) ?? null
    const now = own.get(keyOf(user, attribute))
    const isSame = value === null ? now === undefined : now !== undefined && isAlike(now, cell)
    const verdict = why !== null ? 'refused' : isSame ? 'unchanged' : 'changed'
    const hidden = !readable.has(attribute)
    return {
      ...{ ...cell, value: hidden ? null : value, verdict, hidden, why },
      ...{ now: hidden ? null : (now?.value ?? null), now_expires_at: now?.expires_at ?? null },
    }
  })
  // An empty cell, a line that could not be read, or a line of JSON.
  const others = problems
    .filter((problem) => !told.has(problem))
    .map(
      ({ line, field, message }): JudgedCell => ({
        ...{ line: line ?? 0, user: '', attribute: field, value: null, verdict: 'refused' },
        ...{ hidden: false, now: null, now_expires_at: null, why: message },
      }),
    )
  return [...all, ...others]
}

/** A table without a column for ends leaves that of a value which is there already, as the server does. */
const isAlike = (now: Own, { value, starts_at = null, expires_at }: Cell): boolean =>
  now.value === value &&
  starts_at === null &&
  (expires_at === undefined || moment(now.expires_at) === moment(expires_at))

/** A time may be written in several ways. */
const moment = (text: string | null) =>
  text === null ? null : Number.isNaN(Date.parse(text)) ? text : Date.parse(text)

/** Cells that are listed on a screen; all of them are in the file of --result. */
const listed = 40

/** Those that change something. */
export function changedLines(all: readonly JudgedCell[], io: Pick<Io, 'out'>): string[] {
  const paint = paintOf(io.out)
  const changed = all.filter(({ verdict }) => verdict === 'changed')
  if (changed.length === 0) return []
  const columns: readonly Column<JudgedCell>[] = [
    { name: 'line', of: ({ line }) => line },
    { name: 'user', of: ({ user }) => user },
    { name: 'attribute', of: ({ attribute }) => attribute },
    { name: 'now', of: shownNow, style: 'dim' },
    { name: 'then', of: shownThen, style: 'strong' },
    ...timesOf(all).map((name) => ({ name, of: (cell: JudgedCell) => cell[name] ?? null })),
  ]
  const rest = changed.length - listed
  return [
    ...table(changed.slice(0, listed), columns, { width: io.out.columns, paint }),
    ...(rest > 0 ? [paint.dim(`and ${rest} more; --result FILE has all of them`)] : []),
  ]
}

const shownNow = ({ now, now_expires_at }: JudgedCell) =>
  now_expires_at === null ? now : `${now ?? ''} until ${now_expires_at}`.trimStart()
const shownThen = ({ hidden, value }: JudgedCell) => (hidden ? '•••' : (value ?? '(removed)'))

/** The columns of times that the file has. */
const timesOf = (cells: readonly Cell[]) =>
  (['starts_at', 'expires_at'] as const).filter((name) => cells.some((cell) => name in cell))

/** A line of CSV for each cell. */
export function resultFile(cells: readonly JudgedCell[]): string {
  const times = timesOf(cells)
  const rows = cells.map((cell) => {
    const { line, user, attribute, hidden, value, verdict, why } = cell
    const then = hidden ? '•••' : value
    return [line, user, attribute, then, ...times.map((it) => cell[it] ?? null), verdict, why]
  })
  return [['line', 'user', 'attribute', 'value', ...times, 'verdict', 'why'], ...rows]
    .map((row) => `${row.map((it) => csvCell(it)).join(',')}\r\n`)
    .join('')
}
