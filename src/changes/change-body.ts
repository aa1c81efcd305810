// The body of a change: operations that are read one by one, a reason, and what a preview rested on; or lines.
import { type Problem, Refusal } from '../errors.ts'
import { type BodySpec, textProblem } from '../http/body.ts'
import { etagOf } from '../http/etag.ts'
import { parseJson } from '../http/json.ts'
import type { SpooledBody } from '../http/spooled-body.ts'
import { limits } from '../limits.ts'
import { asWritten } from '../texts/written-numbers.ts'
import { readCsv } from './csv-body.ts'
import type { Empty } from './csv-operations.ts'
import { readNdjson } from './ndjson-body.ts'
import type { Operation } from './operation.ts'
import { readOperations } from './operation-fields.ts'
import { type LineProblem, lineProblem } from './read-change.ts'
import { NewChange } from './shapes.ts'

export interface GivenLines {
  readonly are: 'ndjson' | 'csv'
  /** A body that is too long for memory waits on disk. */
  readonly body: string | SpooledBody
}

export interface GivenChange {
  readonly reason: string | undefined
  readonly basis: string | undefined
  /** The operations of a JSON body; undefined for lines, which are read with the parameters of the request. */
  readonly operations: readonly Operation[] | undefined
  readonly lines: GivenLines | undefined
  /** The same for the same body, by which a request that is sent again is known. */
  readonly version: string
}

const lines = (are: GivenLines['are']) => {
  const given = (body: GivenLines['body'], version: string): GivenChange => ({
    ...{ reason: undefined, basis: undefined, operations: undefined },
    ...{ lines: { are, body }, version: etagOf(are + version) },
  })
  return {
    read: (text: string) => given(text, text),
    spooled: (body: SpooledBody) => given(body, body.version),
  }
}

export const changeBody: BodySpec<GivenChange> = {
  schema: NewChange,
  required: true,
  about:
    'The operations, in their order, and the reason. Fields that an operation does not know are refused.',
  bytes: limits.change_body_bytes,
  others: {
    'application/x-ndjson': {
      about:
        'An operation a line. The first line may be `{"reason": "..."}`. A body with more than ' +
        `${limits.changed_operations} operations may only set and remove values of users, each of them once, up to ` +
        `${limits.large_operations} in ${limits.spooled_body_bytes / 1024 ** 2} MB.`,
      ...lines('ndjson'),
    },
    'text/csv': {
      about:
        'Values of users. Wide: `email`, `user_id` or `external_user_id`, then a column for each attribute. Long: ' +
        'one of these, `attribute` and `value`. Commas, semicolons or tabs. `\\N` removes a value, in quotes or not, ' +
        'and `""` is an empty cell. A file of `values_csv` without `spreadsheet=true` is read back as it is: only ' +
        'there `"\\N"` and `""` are texts. Up to ' +
        `${limits.large_operations} values in ${limits.spooled_body_bytes / 1024 ** 2} MB.`,
      ...lines('csv'),
    },
  },
  read(text, ignored) {
    const body = text === undefined ? undefined : parseJson(text, asWritten)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new Refusal('bad_request', { message: 'The body must be a JSON object.' })
    }
    const { reason, basis, changes, ...others } = body as Record<string, unknown>
    for (const name of Object.keys(others)) ignored?.note('body', name)
    const problems: Problem[] = []
    const [why, rests] = [
      readText('reason', reason, limits.reason_characters, problems),
      readText('basis', basis, limits.value_characters, problems),
    ]
    const read = readOperations(changes, limits.changed_operations, elsewhere)
    problems.push(...read.problems)
    if (problems.length > 0) throw new Refusal('invalid', { problems })
    return {
      ...{ reason: why, basis: rests, operations: read.operations, lines: undefined },
      version: etagOf(text ?? ''),
    }
  },
}

const elsewhere = '; for values of users, a body of text/csv or application/x-ndjson may have more'

function readText(
  field: string,
  given: unknown,
  most: number,
  problems: Problem[],
): string | undefined {
  if (given === undefined || given === null) return undefined
  const problem =
    typeof given !== 'string'
      ? 'must be a string'
      : given.length > most
        ? `must have at most ${most} characters`
        : textProblem(given)
  if (problem === undefined) return given as string
  problems.push({ field, code: 'invalid', message: `${field} ${problem}.` })
  return undefined
}

export interface Asked {
  readonly reason: string | undefined
  readonly empty: Empty | undefined
}

interface ReadOperations {
  readonly reason: string | undefined
  readonly operations: readonly Operation[]
  /** Mistakes of lines; the operations are those of the other lines. */
  readonly problems: readonly LineProblem[]
  /** False if the lines after a mistake are unknown. */
  readonly isWhole: boolean
}

/** Operations that are too many for memory, which are read in parts. */
export interface LongBody {
  readonly lines: GivenLines
  readonly reason: string | undefined
}

/** The operations of a body, whatever its type. */
export function operationsIn(given: GivenChange, asked: Asked): ReadOperations | LongBody {
  const reason = oneReason(given.reason, asked.reason)
  if (given.lines === undefined) {
    if (asked.empty !== undefined) {
      throw new Refusal('bad_request', {
        message: 'empty is for bodies of text/csv; leave it out.',
      })
    }
    return { reason, operations: given.operations ?? [], problems: [], isWhole: true }
  }
  const { are, body: text } = given.lines
  if (typeof text !== 'string') return { lines: given.lines, reason }
  const read = are === 'csv' ? readCsv(text, { empty: asked.empty }) : readNdjson(text)
  if (read.isLong || (are === 'csv' && isForLists(read.operations)))
    return { lines: given.lines, reason }
  const operations = are === 'csv' ? read.operations.map(asCell) : read.operations
  const { problems, isWhole } = read
  return { reason: oneReason(read.reason, reason), operations, problems, isWhole }
}

/** Values for good are stored faster in lists. */
const isForLists = (operations: readonly Operation[]): boolean =>
  operations.length > limits.unlisted_operations &&
  // guard large-11: becomes true
  operations.every((it) => it.op !== 'set_user_value' || it.times === undefined)

const asCell = (operation: Operation): Operation =>
  operation.op === 'clear_user_value' || operation.op === 'set_user_value'
    ? { ...operation, isCell: true }
    : operation

/** The reason that is given; an empty one is none. Throws 422 if it is too long, or given twice. */
export function oneReason(inBody: string | undefined, inQuery?: string): string | undefined {
  const most = limits.reason_characters
  const message =
    inBody && inQuery !== undefined
      ? 'reason is given in the address and in the body; give it once.'
      : (inBody ?? inQuery ?? '').length > most
        ? `reason must have at most ${most} characters.`
        : undefined
  if (message === undefined) return (inBody ?? inQuery) || undefined
  throw new Refusal('invalid', { problems: [{ field: 'reason', code: 'invalid', message }] })
}

/** A problem of a line as refusals list it. */
const placed = ({ line, field, code, message }: LineProblem): Problem => ({
  field: field === null ? `line ${line}` : `line ${line}, ${field}`,
  code,
  message,
})

/** All problems as refusals list them, in the order of the lines. */
export const placedProblems = (ofLines: readonly LineProblem[], ofOperations: readonly Problem[]) =>
  [...ofLines, ...ofOperations.map(lineProblem)]
    .sort((one, other) => one.line - other.line)
    .map(placed)

/** Problems of operations as an answer lists them. */
export const shownProblems = (problems: readonly Problem[], areLines: boolean) =>
  problems.map((problem) => (areLines ? whole(lineProblem(problem)) : { ...problem, line: null }))

export const whole = ({ field, ...problem }: LineProblem) => ({ ...problem, field: field ?? '' })
