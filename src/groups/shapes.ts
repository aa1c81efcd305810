// Wire shapes of groups, keys in the recorded order (looker 10.10).
import type { Actor } from '../access/actor.ts'
import { permitted } from '../access/permissions.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
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
import { canSeeGroup, groupRights } from './access.ts'

const fields = {
  can_add_to_content_metadata: flag({ description: 'The group may be given access to content' }),
  external_group_id: readOnlyNullableText,
  id: readOnlyText,
  name: nullableText({ description: 'Name of group' }),
  user_count: nullableInteger({ readOnly: true, description: 'Users who are in it directly' }),
  externally_managed: readOnlyFlag,
  include_by_default: readOnlyFlag,
  contains_current_user: readOnlyFlag,
}
const readOnly = { readOnly: true } as const

export const Group = shape('Group', { ...fields, can })

export const GroupHierarchy = shape('GroupHierarchy', {
  ...fields,
  parent_group_ids: nullableTexts(readOnly),
  role_ids: nullableTexts(readOnly),
  can,
})

export const GroupSearch = shape('GroupSearch', {
  ...fields,
  roles: nullableListOf(Role, readOnly),
  can,
})

export const GroupIdForGroupInclusion = shape('GroupIdForGroupInclusion', {
  group_id: readOnlyNullableText,
})

export const GroupIdForGroupUserInclusion = shape('GroupIdForGroupUserInclusion', {
  user_id: readOnlyNullableText,
})

/** A group as stored; true and false as the engine reads them. */
export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly external_group_id: string | null
  readonly externally_managed: boolean | number
  readonly include_by_default: boolean | number
  readonly can_add_to_content_metadata: boolean | number
  readonly user_count: number
}

export function showGroup(actor: Actor, row: GroupRow): Static<typeof Group> {
  return {
    can_add_to_content_metadata: Boolean(row.can_add_to_content_metadata),
    external_group_id: row.external_group_id,
    id: row.id,
    name: row.name,
    user_count: row.user_count,
    externally_managed: Boolean(row.externally_managed),
    include_by_default: Boolean(row.include_by_default),
    contains_current_user: actor.groups.has(row.id as GroupId),
    can: groupRights(actor, row.id as GroupId),
  }
}

/**
 * A group with the groups it was put into and the roles given to it; those who may not read roles are
 * not told which.
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
