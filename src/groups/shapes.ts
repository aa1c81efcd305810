// Wire shapes of groups, keys in the recorded order (looker 10.10).
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { canSeeGroup, groupRights } from '../domain/group-access.ts'
import { permitted } from '../domain/permissions.ts'
import {
  can,
  flag,
  nullableInteger,
  nullableListOf,
  nullableText,
  nullableTexts,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyText,
  type Static,
  shape,
} from '../http/schema.ts'
import type { GroupId } from '../ids.ts'
import { Role } from '../roles/shapes.ts'

const fields = {
  can_add_to_content_metadata: flag(
    'Whether the group can get access to content. Attrium stores and returns it, and does not use it.',
  ),
  external_group_id: readOnlyNullableText(
    'Id of the group in another system; null if there is none.',
  ),
  id: readOnlyText('Id of the group, in decimal digits; 1 is All Users.'),
  name: nullableText('Name of the group, at most 255 characters, unique in any case.'),
  user_count: nullableInteger('Number of users directly in the group, not in groups inside it.', {
    readOnly: true,
  }),
  externally_managed: readOnlyFlag(
    'True if members are not chosen here: for All Users, and for groups of another system.',
  ),
  include_by_default: readOnlyFlag('True for All Users, which every new user joins.'),
  contains_current_user: readOnlyFlag(
    'True if you are in the group, directly or through a group inside it.',
  ),
}
const readOnly = { readOnly: true } as const
const brief = { brief: ['id', 'name', 'user_count'] } as const

export const Group = shape(
  'Group',
  'A group of users and of other groups.',
  { ...fields, can },
  brief,
)

export const GroupHierarchy = shape(
  'GroupHierarchy',
  'A group, with the groups that contain it.',
  {
    ...fields,
    parent_group_ids: nullableTexts(
      'Ids of the groups that contain it directly and that you may see.',
      readOnly,
    ),
    role_ids: nullableTexts(
      'Ids of the roles that the group itself has; null if you may not read roles.',
      readOnly,
    ),
    can,
  },
  { brief: ['id', 'name', 'parent_group_ids'] },
)

export const GroupSearch = shape(
  'GroupSearch',
  'A group with its roles.',
  {
    ...fields,
    roles: nullableListOf(
      'Roles that the group itself has; null if you may not read roles.',
      Role,
      readOnly,
    ),
    can,
  },
  { brief: ['id', 'name', 'roles'] },
)

export const GroupIdForGroupInclusion = shape(
  'GroupIdForGroupInclusion',
  'The group to put into another one.',
  { group_id: readOnlyNullableText('Id of the group to add.') },
)

export const GroupIdForGroupUserInclusion = shape(
  'GroupIdForGroupUserInclusion',
  'The user to put into a group.',
  { user_id: readOnlyNullableText('Id of the user to add.') },
)

/** A stored group, with true and false as the engine returns them. */
export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly external_group_id: string | null
  readonly externally_managed: boolean
  readonly include_by_default: boolean
  readonly can_add_to_content_metadata: boolean
  readonly user_count: number
}

export function showGroup(actor: Actor, row: GroupRow): Static<typeof Group> {
  return {
    can_add_to_content_metadata: row.can_add_to_content_metadata,
    external_group_id: row.external_group_id,
    id: row.id,
    name: row.name,
    user_count: row.user_count,
    externally_managed: row.externally_managed,
    include_by_default: row.include_by_default,
    contains_current_user: actor.groups.has(row.id as GroupId),
    can: groupRights(actor, row.id as GroupId),
  }
}

/**
 * A group with the groups that directly contain it and the roles given to it; for callers who may not read roles,
 * the roles are null.
 */
export function showGroupHierarchy(
  actor: Actor,
  row: GroupRow,
  catalogue: Catalogue,
): Static<typeof GroupHierarchy> {
  const parents = catalogue.groups.get(row.id as GroupId)?.parents ?? []
  return {
    ...showGroup(actor, row),
    parent_group_ids: parents.filter((id) => canSeeGroup(actor, id)),
    role_ids: permitted('all_roles', actor) ? rolesOf(catalogue, row.id) : null,
  }
}

/** The roles given to the group itself. */
export const rolesOf = (catalogue: Catalogue, id: string): string[] =>
  [...catalogue.roles.values()]
    .filter((role) => role.groups.includes(id as GroupId))
    .map((role) => role.id)
