// The parameter that names several attributes, among those that its caller may see.
import type { UserAttribute } from '../domain/user-attribute.ts'
import { type Problem, refuseIf } from '../errors.ts'
import type { Parameter } from '../http/query.ts'
import { limits } from '../limits.ts'
import { ended, isDigits, nearTo, unknownSentence } from './reference.ts'

/** Names of attributes have no comma. */
export const attributesParameter: Parameter<string[]> = {
  schema: { type: 'array', items: { type: 'string' } },
  about: 'Names or ids of attributes, separated by commas; without it, all that you may see.',
  example: ['region'],
  read: (text) => {
    const names = text.split(',').map((name) => name.trim())
    const fits = names.length <= limits.named_attributes && names.every((name) => name !== '')
    return fits ? names : undefined
  },
  expects: `be a list of at most ${limits.named_attributes} names or ids of attributes`,
  joins: true,
}

/** The attributes with these names or ids, each once, in the order in which they were named; all without names. */
export function attributesNamed(
  names: readonly string[] | undefined,
  seen: readonly UserAttribute[],
  field = 'attributes',
): readonly UserAttribute[] {
  if (names === undefined) return seen
  // A name of digits would be taken for an id, so the id alone reaches its attribute.
  const byName = new Map<string, UserAttribute>()
  for (const it of seen) byName.set(it.id, it)
  // guard reference-7: !isDigits(it.name) → true
  for (const it of seen) if (!isDigits(it.name)) byName.set(it.name, it)
  const problems: Problem[] = []
  const named = new Set<UserAttribute>()
  for (const [at, name] of names.entries()) {
    const attribute = byName.get(name)
    if (attribute !== undefined) {
      named.add(attribute)
      continue
    }
    const sentence = unknownSentence(
      'attribute',
      nearTo(
        name,
        seen.map((it) => it.name),
      ),
    )
    problems.push({
      field,
      code: 'invalid',
      message: ended(`${field}[${at}]: ${sentence}`),
    })
  }
  refuseIf(problems)
  return [...named]
}
