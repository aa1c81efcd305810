// A role: a name, a permission set and a model set, and who may put them together.
import type { Actor } from '../access/actor.ts'
import { mayGrant } from '../access/giving.ts'
import type { Problem } from '../errors.ts'
import { granted } from './permission-list.ts'
import type { RoleRow, SetRow } from './shapes.ts'

/** The sets that a role is made of. */
export interface RoleParts<Set = SetRow> {
  readonly permissionSet: Set
  readonly modelSet: Set
}

interface Given {
  readonly permission_set_id: string
  readonly model_set_id: string
}

/** What is wrong with the sets a role is to be made of; the empty text is an id that is missing. */
export function partProblems(
  actor: Actor,
  given: Given,
  { permissionSet, modelSet }: RoleParts<SetRow | undefined>,
  before: RoleRow | undefined,
): Problem[] {
  const problems: Problem[] = []
  if (permissionSet === undefined) problems.push(absent('permission_set_id', given))
  else if (!mayCombine(actor, permissionSet, before)) problems.push(ungivable)
  if (modelSet === undefined) problems.push(absent('model_set_id', given))
  return problems
}

/** Nobody makes a role of permissions that he lacks (T-26). */
const mayCombine = (actor: Actor, wanted: SetRow, before: RoleRow | undefined): boolean =>
  wanted.id === before?.permission_set_id || mayGrant(actor, granted(JSON.parse(wanted.named)))

const ungivable: Problem = {
  field: 'permission_set_id',
  code: 'invalid',
  message: 'permission_set_id must name a set whose permissions you have yourself.',
}

function absent(field: keyof Given, given: Given): Problem {
  if (given[field] === '') {
    return { field, code: 'missing_field', message: `'${field}' is required.` }
  }
  const noun = field === 'model_set_id' ? 'model set' : 'permission set'
  return { field, code: 'invalid', message: `${field} must be the id of a ${noun}.` }
}

/** A role as stored, put together again. */
export const roleRow = (id: string, name: string, parts: RoleParts): RoleRow => ({
  id,
  name,
  user_count: 0,
  permission_set_id: parts.permissionSet.id,
  permission_set_name: parts.permissionSet.name,
  permission_set_named: parts.permissionSet.named,
  permission_set_built_in: parts.permissionSet.built_in,
  permission_set_all_access: parts.permissionSet.all_access,
  model_set_id: parts.modelSet.id,
  model_set_name: parts.modelSet.name,
  model_set_named: parts.modelSet.named,
  model_set_built_in: parts.modelSet.built_in,
  model_set_all_access: parts.modelSet.all_access,
})
