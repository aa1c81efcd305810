// Which values somebody gains or loses when they join or leave a group, and who may cause that (decision 53).
import { allow } from '../errors.ts'
import { allUsersGroupId, type GroupId, type UserId } from '../ids.ts'
import type { Actor } from './actor.ts'
import type { Catalogue } from './catalogue.ts'
import { permitted } from './permissions.ts'

/** Groups that users gain or lose. `user_id` names the user; undefined means everybody in a group. */
export interface Carrying {
  readonly user_id?: UserId
  readonly groups: readonly GroupId[]
}

/**
 * Applies where the server guards group values: refuses with 403 when one of these groups has a value that the caller
 * may not set for the users concerned. A value that is outranked today counts as well: it may win tomorrow.
 */
export function refuseCarriedValues(
  { actor, server }: { actor: Actor; server: { readonly guardGroupValues: boolean } },
  catalogue: Catalogue,
  { groups, ...whose }: Carrying,
): void {
  if (!server.guardGroupValues) return
  for (const { user_attribute_id } of groups.flatMap((id) => catalogue.storedValuesOf(id))) {
    const attribute = catalogue.attributes.get(user_attribute_id)
    const target = { ...whose, attribute }
    allow(permitted('set_user_attribute_user_value', actor, target), 'denied', carriesValues)
  }
}
const carriesValues =
  'Permission Denied: values of groups would come or go with this, and it needs the permission manage_user_attributes.'

/** The groups that somebody in `held` joins through `group_id`; All Users is left out, as everybody is in it. */
export const gainedWith = (
  catalogue: Catalogue,
  group_id: GroupId,
  held: ReadonlySet<GroupId>,
): GroupId[] =>
  catalogue.groupsAround(group_id).filter((id) => !held.has(id) && id !== allUsersGroupId)

/** The groups that somebody in `direct` loses when they leave `group_id` and keep the others. */
export function lostWith(
  catalogue: Catalogue,
  group_id: GroupId,
  direct: readonly GroupId[],
): GroupId[] {
  const kept = catalogue.allGroups(direct.filter((id) => id !== group_id))
  return gainedWith(catalogue, group_id, kept)
}

/** The groups that members may lose when a group is deleted. */
export const lostWithout = (catalogue: Catalogue, group_id: GroupId): GroupId[] =>
  gainedWith(catalogue, group_id, new Set())
