// Who may give which role: nobody passes on more than he has (T-26).
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { GroupId, RoleId } from '../ids.ts'
import { type Actor, may } from './actor.ts'

/** A role as far as giving it goes. */
export interface GivenRole {
  readonly permissions: readonly string[]
  /** Its permission set allows everything. */
  readonly all_access: boolean
}

/**
 * Admins may give every role; a holder of manage_roles those whose permissions he has himself, and
 * never one that allows everything.
 */
export function mayGive(actor: Actor, role: GivenRole): boolean {
  if (actor.is_admin) return true
  return may(actor, 'manage_roles') && !role.all_access && mayGrant(actor, role.permissions)
}

/** Whether the caller has each of these permissions himself. */
export const mayGrant = (actor: Actor, permissions: readonly string[]): boolean =>
  actor.is_admin || permissions.every((permission) => actor.permissions.has(permission))

/** Whether the caller may give every one of these roles; an unknown one nobody may. */
export const mayGiveAll = (actor: Actor, catalogue: Catalogue, roles: readonly RoleId[]): boolean =>
  roles.every((id) => {
    const role = catalogue.roles.get(id)
    return role !== undefined && mayGive(actor, role)
  })

/** The sentence of a 403 for somebody who may not give all of these roles: the rights that they lack. */
export function whyUngivable(actor: Actor, roles: readonly GivenRole[]): string {
  const permissions = new Set(roles.flatMap((role) => role.permissions))
  const lacked = roles.some((role) => role.all_access)
    ? ['the role Admin']
    : [...permissions].filter((permission) => !actor.permissions.has(permission)).sort()
  return `You may only give or take roles whose permissions you have yourself; you lack ${lacked.join(', ')}.`
}

/**
 * The roles that come with being put into a group, through it and every group around it, beyond
 * those that the newcomer holds anyhow.
 */
export function rolesGained(
  catalogue: Catalogue,
  group_id: GroupId,
  held: readonly RoleId[],
): RoleId[] {
  const around = new Set(catalogue.groupsAround(group_id))
  return catalogue.rolesThrough(around).filter((id) => !held.includes(id))
}
