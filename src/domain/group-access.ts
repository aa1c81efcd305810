// Decides which groups a caller may know (looker 5.5): it asks the permission table about groups.

import { allow, found } from '../errors.ts'
import { type GroupId, isId, type RoleId } from '../ids.ts'
import type { Actor } from './actor.ts'
import type { Catalogue, Group } from './catalogue.ts'
import { mayGiveAll, rolesGained } from './giving.ts'
import { isAllUsers } from './group.ts'
import { type Operation, permitted } from './permissions.ts'

export const canSeeGroup = (actor: Actor, group_id: GroupId): boolean =>
  permitted('group', actor, { group_id })

/** The groups that the caller may know of; undefined means all of them. */
export const visibleGroups = (actor: Actor): ReadonlySet<GroupId> | undefined =>
  permitted('group', actor) ? undefined : actor.groups

/** The group, if the caller may know of it; 404 otherwise. */
export function visibleGroup(
  actor: Actor,
  catalogue: Catalogue,
  id: string | null | undefined,
  message?: string,
): Group {
  // guard hidden-thing-1: without && canSeeGroup(actor, id as GroupId)
  const known = id != null && isId(id) && canSeeGroup(actor, id as GroupId)
  return found(known ? catalogue.groups.get(id as GroupId) : undefined, message)
}

/** The caller's rights on a group; nobody changes All Users (looker 10.10, 10.11). */
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
 * Refuses with 403 if the group would give a new member a role that they do not have yet and that the caller
 * could not give them directly (T-26).
 */
export function refuseUngivableRoles(
  actor: Actor,
  catalogue: Catalogue,
  group_id: GroupId,
  ownRoles: readonly RoleId[],
): void {
  const gained = rolesGained(catalogue, group_id, ownRoles)
  allow(mayGiveAll(actor, catalogue, gained), 'denied', ungivable)
}
const ungivable =
  'Permission Denied: this group, or a group around it, has a role that you may not give; ask an administrator.'
