// The parts of a role: a named list of permissions and a named list of models.

import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'
import { fitsEscaped } from '../texts/escaped-bytes.ts'
import { unseenProblems } from '../texts/names.ts'
import type { Actor } from './actor.ts'
import { mayGrant } from './giving.ts'
import { granted } from './permission-list.ts'

/** Two tables of the same form; each keeps its list in a column named after it. */
export type Noun = 'permission' | 'model'

/** The fields by which a list of sets can be sorted. */
export const setSorts = ['id', 'name', 'built_in', 'all_access'] as const

/** The names sorted, each once (looker 10.16). */
export const sortedNames = (names: readonly string[]): string[] => [...new Set(names)].sort()

/** Unknown names are accepted: other programs decide their meaning (clients 22). */
export function listProblems(field: `${Noun}s`, names: readonly string[]): Problem[] {
  const fits = (name: string) => name.trim() !== '' && name.length <= limits.name_characters
  // guard fitting-2: becomes false
  if (!fitsEscaped(names, limits.set_names_escaped_bytes)) {
    const message = `${field} must have at most ${limits.set_names_escaped_bytes} bytes together, escaped as JSON.`
    return [{ field, code: 'invalid', message }]
  }
  if (names.every(fits)) return names.flatMap((name) => unseenProblems(field, name)).slice(0, 1)
  const message = `${field} must list names of 1 to ${limits.name_characters} characters.`
  return [{ field, code: 'invalid', message }]
}

/** Nobody may add permissions to a set that they lack themselves (T-26). */
export function grantProblems(
  actor: Actor,
  before: readonly string[],
  after: readonly string[],
): Problem[] {
  const permissionsBefore = new Set(granted(before))
  const added = granted(after).filter((permission) => !permissionsBefore.has(permission))
  if (mayGrant(actor, added)) return []
  const message = 'permissions may only add permissions that you have yourself.'
  return [{ field: 'permissions', code: 'invalid', message }]
}

/** The names in a stored set; undefined if the text is not a JSON list of texts. */
export function namesIn(text: string): string[] | undefined {
  try {
    const names: unknown = JSON.parse(text)
    const areTexts = Array.isArray(names) && names.every((name) => typeof name === 'string')
    return areTexts ? names : undefined
  } catch {
    return undefined
  }
}
