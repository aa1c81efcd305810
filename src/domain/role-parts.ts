// The sets that a role uses, and who may combine them.
import type { Problem } from '../errors.ts'
import type { Actor } from './actor.ts'
import { mayGrant } from './giving.ts'
import { namesIn } from './named-set.ts'
import { granted } from './permission-list.ts'

export interface RoleParts<Set> {
  readonly permissionSet: Set
  readonly modelSet: Set
}

/** A set; `named` is its list of names as JSON. */
interface Named {
  readonly id: string
  readonly named: string
}

/** The role before the change. */
interface Before {
  readonly permission_set_id: string
}

interface Given {
  readonly permission_set_id: string
  readonly model_set_id: string
}

/** The problems of the sets of a role; an empty id counts as missing. */
export function partProblems(
  actor: Actor,
  given: Given,
  { permissionSet, modelSet }: RoleParts<Named | undefined>,
  before: Before | undefined,
): Problem[] {
  const problems: Problem[] = []
  if (permissionSet === undefined) problems.push(absent('permission_set_id', given))
  else if (!mayCombine(actor, permissionSet, before)) problems.push(ungivable)
  if (modelSet === undefined) problems.push(absent('model_set_id', given))
  return problems
}

/** Nobody may make a role with permissions that they lack (T-26). */
function mayCombine(actor: Actor, wanted: Named, before: Before | undefined): boolean {
  if (wanted.id === before?.permission_set_id) return true
  const names = namesIn(wanted.named)
  return names !== undefined && mayGrant(actor, granted(names))
}

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
