// The callers whom a row of the permission table names, and what a caller lacks who is none of them.
import type { Permission } from './actor.ts'

/** Any one of them is enough; admins may do everything that anybody may do. */
export type Who =
  | 'anyone'
  | 'signed_in'
  | 'admin'
  | Permission
  /** The user whom the call is about. */
  | 'self'
  /** The same, for an attribute whose values users may edit. */
  | 'self_editor'
  /** Callers who may see values of the attribute that the call is about. */
  | 'viewer'
  /** Members of the group that the call is about, directly or through nesting. */
  | 'member'

/** The sentence of a 403: it names the rights that would have been enough. */
export function missingRight(who: readonly Who[]): string {
  const needed = who.flatMap((it) => rightNames[it] ?? `the permission ${it}`)
  return `Permission Denied: this needs ${needed.join(' or ')}.`
}

/** Rights that are not a permission of a role; an empty list is a right that nobody can be given. */
const rightNames: Partial<Record<Who, string | readonly string[]>> = {
  admin: 'the role Admin',
  self: 'an API key of that user',
  self_editor: [],
}
