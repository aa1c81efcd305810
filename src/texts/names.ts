// Names of groups, roles and sets: each is unique, and case is ignored (looker 10.15).
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'
import { textKey } from './text-key.ts'

/** The problems of a name in a body; `taken` gets the `textKey` of the name. */
export function nameProblems(
  noun: string,
  name: string | null | undefined,
  taken: (key: string) => boolean,
): Problem[] {
  const field = 'name'
  if (name == null) return [{ field, code: 'missing_field', message: "'name' is required." }]
  if (name.trim() === '') return [{ field, code: 'invalid', message: 'name must not be empty.' }]
  if (name.length > limits.name_characters) {
    const message = `name must have at most ${limits.name_characters} characters.`
    return [{ field, code: 'invalid', message }]
  }
  const unseen = unseenProblems(field, name)
  if (unseen.length > 0) return unseen
  if (!taken(textKey(name))) return []
  return [
    { field, code: 'already_exists', message: `name already exists: another ${noun} has it.` },
  ]
}

/** Invisible parts of a name that make two names look alike: blanks around it and control characters. */
export function unseenProblems(field: string, name: string): Problem[] {
  // guard input-22: hasControl(name) → false
  const unwanted = hasControl(name)
    ? 'contain control characters, such as line breaks'
    : name.trim() === name
      ? undefined
      : 'begin or end with white space'
  return unwanted === undefined
    ? []
    : [{ field, code: 'invalid', message: `${field} must not ${unwanted}.` }]
}
/** Control characters and separators of lines are part of no name, address or id. */
export const hasControl = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text)
