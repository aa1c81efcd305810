// The expected answers, written by hand from looker 5, 7 and 10, decisions 4 and 6 and product rules alone. Nothing
// of the program is imported, so that no answer agrees with it by accident.
import { attributes } from './reference-attributes.ts'
import { attrium } from './reference-attrium.ts'
import { groups } from './reference-groups.ts'
import { oauth } from './reference-oauth.ts'
import { people } from './reference-people.ts'
import { roles } from './reference-roles.ts'
import { web } from './reference-web.ts'

/**
 * The callers, each with the one permission that they are named after, in their own group. `ended` has signed
 * out; `acting` is an admin who acts as a user without rights.
 */
export const callers = [
  ...(['stranger', 'ended', 'plain', 'see_users', 'manage_user_attributes'] as const),
  ...(['manage_groups', 'manage_roles', 'sudo', 'admin', 'acting'] as const),
] as const

export type CallerName = (typeof callers)[number]

/**
 * Each of these texts consists of blocks: operations, then a line for each target, in words that
 * test/access/matrix/cast.ts knows, with the answer under each caller. `ok` is a success; for a list the word
 * says how it shows the object: `whole`, by `name` only, `listed` or `absent`.
 */
export const reference: readonly string[] = [people, attributes, groups, roles, oauth, attrium, web]
