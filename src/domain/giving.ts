// Decides who may give which role: nobody can give rights that they do not have (T-26).

import type { GroupId, RoleId } from '../ids.ts'
import { type Actor, may } from './actor.ts'
import type { Catalogue } from './catalogue.ts'

/** The parts of a role that decide who may give it. */
export interface GivenRole {
  readonly permissions: readonly string[]
  /** Its permission set allows everything. */
  readonly all_access: boolean
}

/**
 * Admins may give every role. A holder of manage_roles may give the roles whose permissions they have themselves,
 * but never a role that allows everything.
 */
export function mayGive(actor: Actor, role: GivenRole): boolean {
  if (actor.is_admin) return true
  // guard giving-1: without !role.all_access &&
  return may(actor, 'manage_roles') && !role.all_access && mayGrant(actor, role.permissions)
}

/** Whether the caller has each of these permissions. */
export const mayGrant = (actor: Actor, permissions: readonly string[]): boolean =>
  // guard giving-2: becomes true
  actor.is_admin || permissions.every((permission) => actor.permissions.has(permission))

/** Whether the caller may give every one of these roles; nobody may give an unknown one. */
export const mayGiveAll = (actor: Actor, catalogue: Catalogue, roles: readonly RoleId[]): boolean =>
  roles.every((id) => {
    const role = catalogue.roles.get(id)
    return role !== undefined && mayGive(actor, role)
  })

/** The sentence of a 403 for somebody who may not give all of these roles: it names the rights that they lack. */
export function whyUngivable(actor: Actor, roles: readonly GivenRole[]): string {
  const permissions = new Set(roles.flatMap((role) => role.permissions))
  const lacked = roles.some((role) => role.all_access)
    ? ['the role Admin']
    : [...permissions].filter((permission) => !actor.permissions.has(permission)).sort()
  return `Permission Denied: you may only give or take roles whose permissions you have yourself; you lack ${lacked.join(', ')}.`
}

/**
 * The roles that somebody gains when they are put into a group: the roles of the group and of every group around it,
 * except those that they hold already.
 */
export function rolesGained(
  catalogue: Catalogue,
  group_id: GroupId,
  ownRoles: readonly RoleId[],
): RoleId[] {
  const around = new Set(catalogue.groupsAround(group_id))
  return catalogue.rolesThrough(around).filter((id) => !ownRoles.includes(id))
}
