// What is wrong with a file that is imported, in sentences: each problem once, however many cells it concerns.
import type { Cell } from './import-cells.ts'

export interface LineProblem {
  readonly line: number | null
  /** The column or the field; empty for the whole line. */
  readonly field: string
  readonly message: string
}

const isUser = (field: string) => /^(user_id|email|external_user_id)$/.test(field)

/** Columns of a table with a value a line; in another table, an attribute may have such a name. */
const isOfValue = (field: string) => /^(|op|attribute|value|starts_at|expires_at)$/.test(field)

/** The cells of a line that a problem is about. */
export function cellsOf({ field }: LineProblem, line: readonly Cell[]): readonly Cell[] {
  const named = line.filter(({ attribute }) => attribute === field)
  return named.length === 0 && (isUser(field) || isOfValue(field)) ? line : named
}

/** The problem in a refusal, whose place is such as `line 4, region`. */
export function placed({ field, message }: { field: string; message: string }): LineProblem {
  const [, line, column = ''] = /^line (\d+)(?:, (.*))?$/s.exec(field) ?? []
  return line === undefined
    ? { line: null, field, message }
    : { line: Number(line), field: column, message }
}

/** The problem as a person at a command line has to hear it. */
export function forCommands<Problem extends LineProblem>(problem: Problem): Problem {
  const { message } = problem
  // Where somebody may not set a value, this is the operation that the cell is.
  const field = problem.field.replace(/\.op$/, '')
  const isTime = /^(starts_at|expires_at)$/.test(field)
  // In a table that has columns attribute and value, these are no names of attributes.
  if (isTime && message.startsWith('there is no such attribute')) {
    return { ...problem, field, message: `${message} ${longForm}` }
  }
  const said = message
    .replace('add empty=keep to the address', 'add --empty keep')
    .replace('or empty=unset', 'or --empty unset')
  return { ...problem, field, message: said }
}

const longForm =
  'Where values have a start or an end, a line is one value: email, attribute, value, starts_at, expires_at.'

/**
 * A sentence for each problem. What is wrong with a user or a column is told once for all its cells; `cells` are those
 * of the table, none of lines of JSON.
 */
export function problemSentences(
  problems: readonly LineProblem[],
  cells: readonly Cell[],
): string[] {
  const ofLine = Map.groupBy(cells, ({ line }) => line)
  const told = problems.map((problem) => {
    const about = aboutOf(problem, ofLine.get(problem.line ?? 0) ?? [])
    return { ...problem, ...about }
  })
  told.sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
  const groups = Map.groupBy(told, ({ isOfUser, user, attribute, line, message }) =>
    JSON.stringify([isOfUser ? user : (attribute ?? line), isOfUser, message]),
  )
  const unit = cells.length === 0 ? 'lines' : 'cells'
  return [...groups.values()].map((group) => {
    const [{ isOfUser, user, attribute, message }] = group as [(typeof told)[0] & object]
    const isOne = group.length === 1
    const column = isOne && attribute !== '' && user !== '' ? `${attribute} of ${user}` : attribute
    const subject = isOfUser ? user : column
    const place = [linesOf(group), subject].filter((it) => it !== undefined && it !== '').join(', ')
    const count = isOne ? '' : ` (${group.length} ${unit})`
    return group[0]?.line === null ? message : `${place}${count}: ${message}`
  })
}

/** Whom and what a problem is about, as the table names them; empty if it does not say. */
function aboutOf(problem: LineProblem, line: readonly Cell[]) {
  const { field } = problem
  const [user, [cell, another]] = [nameOf(line[0]?.user ?? ''), cellsOf(problem, line)]
  const isOfUser = isUser(field) && user !== ''
  const attribute = cell !== undefined && another === undefined ? cell.attribute : field
  return { isOfUser, user, attribute }
}

const nameOf = (user: string) => (/^\d+$/.test(user) ? `user ${user}` : user)

/** The first few lines by number. */
function linesOf(problems: readonly LineProblem[]): string | undefined {
  const lines = [...new Set(problems.flatMap(({ line }) => line ?? []))]
  const [first, another] = lines
  if (first === undefined) return undefined
  if (another === undefined) return `line ${first}`
  const [named, rest] = [lines.slice(0, 5), lines.length - 5]
  const last = rest > 0 ? `${rest} more` : named.pop()
  return `lines ${named.join(', ')} and ${last}`
}
