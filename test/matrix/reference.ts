// Who is answered what, written by hand from looker 5, 7 and 10, decisions 4 and 6 and
// product rules alone: nothing of the program is imported, so nothing can agree with it by accident.
import { attributes } from './reference-attributes.ts'
import { groups } from './reference-groups.ts'
import { people } from './reference-people.ts'
import { roles } from './reference-roles.ts'

/**
 * The callers, each with the one permission of his name and a group of his own. `ended` has logged
 * out; `acting` is an admin who acts as somebody plain.
 */
export const callers = [
  ...(['stranger', 'ended', 'plain', 'see_users', 'manage_user_attributes'] as const),
  ...(['manage_groups', 'manage_roles', 'sudo', 'admin', 'acting'] as const),
] as const

export type CallerName = (typeof callers)[number]

/**
 * In each of these texts, a block: operations, then a line for each thing they are called on, in words
 * that test/matrix/cast.ts knows; under each caller what he is told. `ok` is a success; of a list it
 * says how the thing stands in it: `whole`, by `name` only, `listed` or `absent`.
 */
export const reference: readonly string[] = [people, attributes, groups, roles]
