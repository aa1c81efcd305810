// The fields of a definition that Looker does not have: choices and how values of groups are combined.
import type { Problem } from '../errors.ts'
import { type Choices, choicesMisfit } from './choices.ts'
import { type Combine, combines, isCombine, typesOf } from './combining.ts'
import { hasKnownRange } from './known-ranges.ts'
import { type ValueType, valueProblems } from './value-type.ts'

export interface Extensions {
  readonly choices: Choices
  readonly combine: Combine
}

/** What an attribute has of which nobody has said anything. */
export const noExtensions: Extensions = { choices: null, combine: 'first' }

interface Given {
  readonly choices?: readonly string[] | null
  readonly combine?: string | null
}

/** The fields as a body changes them. Without choices in their list, everything is allowed that fits the type. */
export function extensionsIn(before: Extensions, { choices, combine }: Given): Extensions {
  return {
    choices: choices === undefined ? before.choices : choices?.length ? choices : null,
    combine: combine != null && isCombine(combine) ? combine : before.combine,
  }
}

interface Extended extends Extensions {
  readonly name: string
  readonly type: ValueType
  readonly value_is_hidden: boolean
}

/** The problems of these fields beside the others of a definition; `body` has the fields that were given. */
export function extensionProblems(definition: Extended, body: Given): Problem[] {
  if (body.combine != null && !isCombine(body.combine)) {
    return [invalid('combine', `combine must be one of ${combines.join(', ')}.`)]
  }
  return [...choicesProblems(definition, body), ...combineProblems(definition, body)]
}

/** Where a caller has not sent the field itself, one of Looker's fields does not fit it. */
function choicesProblems({ choices, ...definition }: Extended, body: Given): Problem[] {
  if (choices === null) return []
  const blamed = (other: string) => (body.choices === undefined ? other : 'choices')
  // Whoever reads the choices of a hidden attribute would know more about its values than that there are some.
  // guard choices-2: becomes false
  if (definition.value_is_hidden) {
    const field = blamed('value_is_hidden')
    return [invalid(field, `${field} cannot be set: a hidden attribute has no choices.`)]
  }
  const misfit = choicesMisfit(choices)
  if (misfit !== undefined) return [invalid('choices', `choices must ${misfit}.`)]
  for (const [at, choice] of choices.entries()) {
    const [problem] = valueProblems(definition, choice, `choices[${at}]`)
    // guard choices-3: gone
    if (problem !== undefined) return [{ ...problem, field: blamed('type') }]
  }
  return []
}

function combineProblems(definition: Extended, body: Given): Problem[] {
  const { name, type, value_is_hidden, combine } = definition
  const types = typesOf(combine)
  if (types === undefined) return []
  const wrong = (other: string, why: string) => {
    const field = body.combine == null ? other : 'combine'
    return [invalid(field, `${field} cannot be set: to combine by ${combine}, ${why}.`)]
  }
  // guard combining-4: becomes false
  if (value_is_hidden) return wrong('value_is_hidden', 'the attribute must not be hidden')
  if (!types.includes(type)) return wrong('type', `the type must be one of ${types.join(', ')}`)
  // guard combining-5: becomes false
  if (hasKnownRange(name))
    return wrong('name', `the name must not be ${name}, whose values are known`)
  return []
}

const invalid = (field: string, message: string): Problem => ({ field, code: 'invalid', message })
