// What a role is made of: a named list of permissions, and a named list of models.
import type { Actor } from '../access/actor.ts'
import { mayGrant } from '../access/giving.ts'
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'
import { unseenProblems } from '../names.ts'
import { granted } from './permission-list.ts'

/** Two tables of the same form; the list is kept in a column of its own name. */
export type Noun = 'permission' | 'model'

/** What may be asked of a list of sets. */
export const setSorts = ['id', 'name', 'built_in', 'all_access'] as const

/** Sorted, each name once (looker 10.16). */
export const sortedNames = (names: readonly string[]): string[] => [...new Set(names)].sort()

/** Names nobody knows are taken: what they mean is decided elsewhere (clients 22). */
export function listProblems(field: `${Noun}s`, names: readonly string[]): Problem[] {
  const fits = (name: string) => name.trim() !== '' && name.length <= limits.name_characters
  if (names.every(fits)) return names.flatMap((name) => unseenProblems(field, name)).slice(0, 1)
  const message = `${field} must list names of 1 to ${limits.name_characters} characters.`
  return [{ field, code: 'invalid', message }]
}

/** Nobody adds to a permission set what he lacks himself (T-26). */
export function grantProblems(
  actor: Actor,
  before: readonly string[],
  after: readonly string[],
): Problem[] {
  const held = new Set(granted(before))
  const added = granted(after).filter((permission) => !held.has(permission))
  if (mayGrant(actor, added)) return []
  const message = 'permissions may only add permissions that you have yourself.'
  return [{ field: 'permissions', code: 'invalid', message }]
}
