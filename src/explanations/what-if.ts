// The body of a what-if: attributes, and operations that are read one by one.
import type { Operation } from '../changes/operation.ts'
import { readOperations } from '../changes/operation-fields.ts'
import { type Problem, Refusal } from '../errors.ts'
import type { BodySpec } from '../http/body.ts'
import { parseJson } from '../http/json.ts'
import { limits } from '../limits.ts'
import { asWritten } from '../texts/written-numbers.ts'
import { WhatIf } from './shapes.ts'

export interface Tried {
  readonly attributes: readonly string[] | undefined
  readonly operations: readonly Operation[]
}

export const whatIfBody: BodySpec<Tried> = {
  schema: WhatIf,
  required: true,
  about:
    'The changes to try. Nothing is stored. Fields that an operation does not know are refused.',
  bytes: limits.body_bytes,
  read(text, ignored) {
    const body = text === undefined ? undefined : parseJson(text, asWritten)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new Refusal('bad_request', { message: 'The body must be a JSON object.' })
    }
    const { attributes, changes, ...others } = body as Record<string, unknown>
    for (const name of Object.keys(others)) ignored?.note('body', name)
    const problems: Problem[] = []
    const names = readNames(attributes, problems)
    const read = readOperations(changes, limits.tried_operations)
    problems.push(...read.problems)
    if (problems.length > 0) throw new Refusal('invalid', { problems })
    return { attributes: names, operations: read.operations }
  },
}

function readNames(given: unknown, problems: Problem[]): readonly string[] | undefined {
  if (given === undefined || given === null) return undefined
  const isList = Array.isArray(given) && given.length <= limits.named_attributes
  if (isList && given.every((name) => typeof name === 'string')) return given
  const message = `attributes must be a list of at most ${limits.named_attributes} names or ids of attributes.`
  problems.push({ field: 'attributes', code: 'invalid', message })
  return undefined
}
