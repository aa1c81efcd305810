// Operations on groups, as history tells them.
import { type Told, told } from './told.ts'

export const groupFields = ['name', 'can_add_to_content_metadata']

export const groupOperations: Readonly<Record<string, Told>> = {
  create_group: told(
    'groups',
    'makes',
    'made the group {group}',
    ...groupFields,
    'parent_group_ids',
  ),
  update_group: told('groups', 'changes', 'changed the group {group}', ...groupFields),
  delete_group: told(
    ...(['groups', 'ends', 'deleted the group {group}'] as const),
    ...groupFields,
    ...['parent_group_ids', 'group_ids', 'role_ids', 'user_ids'],
  ),
  add_group_user: told(
    ...(['groups', 'makes', 'put {user} into the group {group}', 'member'] as const),
    ...['starts_at', 'expires_at'],
  ),
  start_group_user: told(
    ...(['groups', 'makes', 'started the membership of {user} in the group {group}'] as const),
    ...['starts_at', 'expires_at'],
  ),
  expire_group_user: told(
    ...(['groups', 'ends', 'ended the membership of {user} in the group {group}'] as const),
    'expires_at',
  ),
  delete_group_user: told('groups', 'ends', 'took {user} out of the group {group}', 'member'),
  add_group_group: told(
    'groups',
    'makes',
    'put the group {thing} into the group {group}',
    'added_group_id',
  ),
  delete_group_from_group: told(
    ...(['groups', 'ends', 'took the group {thing} out of the group {group}'] as const),
    'removed_group_id',
  ),
  remove_deleted_memberships: told(
    ...(['groups', 'ends', 'removed members of the group {group}, which was deleted'] as const),
    'user_ids',
  ),
}
