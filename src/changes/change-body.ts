// The body of a change: operations that are read one by one, a reason, and what a preview rested on.
import { type Problem, Refusal } from '../errors.ts'
import { type BodySpec, textProblem } from '../http/body.ts'
import { etagOf } from '../http/etag.ts'
import { parseJson } from '../http/json.ts'
import { limits } from '../limits.ts'
import { type Operation, readOperations } from './operation.ts'
import { NewChange } from './shapes.ts'

export interface GivenChange {
  readonly reason: string | undefined
  readonly basis: string | undefined
  readonly operations: readonly Operation[]
  /** The same for the same body, by which a request that is sent again is known. */
  readonly version: string
}

/** Numbers under these keys stay the texts that were sent (decision 41). */
export const asWritten: ReadonlySet<string> = new Set(['value', 'default_value'])

export const changeBody: BodySpec<GivenChange> = {
  schema: NewChange,
  required: true,
  about:
    'The operations, in their order, and the reason. Fields that an operation does not know are refused.',
  bytes: limits.change_body_bytes,
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
    const read = readOperations(changes, limits.changed_operations)
    problems.push(...read.problems)
    if (problems.length > 0) throw new Refusal('invalid', { problems })
    const version = etagOf(text ?? '')
    return { reason: why, basis: rests, operations: read.operations, version }
  },
}

export function readText(
  field: string,
  given: unknown,
  most: number,
  problems: Problem[],
): string | undefined {
  if (given === undefined || given === null || given === '') return undefined
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
