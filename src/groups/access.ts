// Who may know of which group (looker 5.5): the permission table, asked about groups.
import type { Actor } from '../access/actor.ts'
import { mayGiveAll, rolesGained } from '../access/giving.ts'
import { type Operation, permitted } from '../access/permissions.ts'
import type { Catalogue, Group } from '../catalogue/catalogue.ts'
import { allow, found } from '../errors.ts'
import { type GroupId, isId, type RoleId } from '../ids.ts'
import { isAllUsers } from './group.ts'

export const canSeeGroup = (actor: Actor, group_id: GroupId): boolean =>
  permitted('group', actor, { group_id })

/** The groups the caller may know of; undefined: all of them. */
export const visibleGroups = (actor: Actor): ReadonlySet<GroupId> | undefined =>
  permitted('group', actor) ? undefined : actor.groups

/** The group, if the caller may know of it; 404 otherwise. */
export function visibleGroup(
  actor: Actor,
  catalogue: Catalogue,
  id: string | null | undefined,
  message?: string,
): Group {
  const known = id != null && isId(id) && canSeeGroup(actor, id as GroupId)
  return found(known ? catalogue.groups.get(id as GroupId) : undefined, message)
}

/** What the caller may do with a group; nobody changes All Users (looker 10.10, 10.11). */
export function groupRights(actor: Actor, group_id: GroupId): Record<string, boolean> {
  const show = canSeeGroup(actor, group_id)
  const mayChange = (operation: Operation) =>
    !isAllUsers(group_id) && permitted(operation, actor, { group_id })
  return {
    show,
    create: permitted('create_group', actor),
    index: show,
    update: mayChange('update_group'),
    delete: mayChange('delete_group'),
    edit_in_ui: mayChange('update_group'),
    add_to_content_metadata: permitted('update_group', actor),
  }
}

/**
 * Refuses with 403 when being in the group would bring a newcomer, beside the roles he holds anyhow,
 * one that the caller could not give him directly (T-26).
 */
export function refuseUngivableRoles(
  actor: Actor,
  catalogue: Catalogue,
  group_id: GroupId,
  held: readonly RoleId[],
): void {
  const gained = rolesGained(catalogue, group_id, held)
  allow(mayGiveAll(actor, catalogue, gained), 'denied', ungivable)
}
const ungivable =
  'This group, or a group around it, has a role that you may not give; ask an administrator.'
