// Wire shapes of roles and what they are made of, keys in the recorded order (looker 10.16).
import type { Actor } from '../access/actor.ts'
import { permitted } from '../access/permissions.ts'
import {
  can,
  nullableInteger,
  nullableText,
  nullableTexts,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  type Static,
  shape,
} from '../http/schema.ts'

const url = readOnlyNullableUrl

export const PermissionSet = shape('PermissionSet', {
  built_in: readOnlyFlag,
  id: readOnlyText,
  all_access: readOnlyFlag,
  name: nullableText({ description: 'Name of PermissionSet' }),
  permissions: nullableTexts({ description: 'Names of the permissions, sorted' }),
  url,
  can,
})

export const ModelSet = shape('ModelSet', {
  built_in: readOnlyFlag,
  id: readOnlyText,
  all_access: readOnlyFlag,
  models: nullableTexts({ description: 'Names of the models, sorted' }),
  name: nullableText({ description: 'Name of ModelSet' }),
  url,
  can,
})

export const Permission = shape('Permission', {
  permission: readOnlyNullableText,
  parent: readOnlyNullableText,
  description: readOnlyNullableText,
  can,
})

/** Bodies name the sets by `…_id`; the sets themselves are only shown (clients 12, 22). */
const roleFields = {
  id: readOnlyText,
  name: nullableText({ description: 'Name of Role' }),
  permission_set: { ...PermissionSet, readOnly: true },
  permission_set_id: nullableText({ description: 'Written only: id of the permission set' }),
  model_set: { ...ModelSet, readOnly: true },
  model_set_id: nullableText({ description: 'Written only: id of the model set' }),
}

export const Role = shape('Role', { ...roleFields, url, users_url: url, can })

export const RoleSearch = shape('RoleSearch', {
  ...roleFields,
  user_count: nullableInteger({ readOnly: true, description: 'Users who have it directly' }),
  url,
  users_url: url,
  can,
})

/** A set as stored: what it names is a JSON list. */
export interface SetRow {
  readonly id: string
  readonly name: string
  readonly named: string
  readonly built_in: boolean | number
  readonly all_access: boolean | number
}

export interface RoleRow {
  readonly id: string
  readonly name: string
  readonly user_count: number
  readonly permission_set_id: string
  readonly permission_set_name: string
  readonly permission_set_named: string
  readonly permission_set_built_in: boolean | number
  readonly permission_set_all_access: boolean | number
  readonly model_set_id: string
  readonly model_set_name: string
  readonly model_set_named: string
  readonly model_set_built_in: boolean | number
  readonly model_set_all_access: boolean | number
}

/** Who looks, and the address of the API that links start with. */
export interface Viewer {
  readonly actor: Actor
  readonly base: string
}

export function showPermissionSet(
  { actor, base }: Viewer,
  row: SetRow,
): Static<typeof PermissionSet> {
  return {
    built_in: Boolean(row.built_in),
    id: row.id,
    all_access: Boolean(row.all_access),
    name: row.name,
    permissions: JSON.parse(row.named),
    url: `${base}/permission_sets/${row.id}`,
    can: rights(
      actor,
      'permission_set',
      !row.built_in && permitted('update_permission_set', actor),
    ),
  }
}

export function showModelSet({ actor, base }: Viewer, row: SetRow): Static<typeof ModelSet> {
  return {
    built_in: Boolean(row.built_in),
    id: row.id,
    all_access: Boolean(row.all_access),
    models: JSON.parse(row.named),
    name: row.name,
    url: `${base}/model_sets/${row.id}`,
    can: rights(actor, 'model_set', !row.built_in && permitted('update_model_set', actor)),
  }
}

export function showRole(viewer: Viewer, row: RoleRow): Static<typeof Role> {
  const { actor, base } = viewer
  const url = `${base}/roles/${row.id}`
  return {
    id: row.id,
    name: row.name,
    permission_set: showPermissionSet(viewer, {
      id: row.permission_set_id,
      name: row.permission_set_name,
      named: row.permission_set_named,
      built_in: row.permission_set_built_in,
      all_access: row.permission_set_all_access,
    }),
    model_set: showModelSet(viewer, {
      id: row.model_set_id,
      name: row.model_set_name,
      named: row.model_set_named,
      built_in: row.model_set_built_in,
      all_access: row.model_set_all_access,
    }),
    url,
    users_url: `${url}/users`,
    can: rights(actor, 'role', !row.permission_set_all_access && permitted('update_role', actor)),
  } as Static<typeof Role>
}

export const showRoleSearch = (viewer: Viewer, row: RoleRow): Static<typeof RoleSearch> => ({
  ...showRole(viewer, row),
  user_count: row.user_count,
})

function rights(
  actor: Actor,
  read: 'role' | 'permission_set' | 'model_set',
  update: boolean,
): Record<string, boolean> {
  const show = permitted(read, actor)
  return { show, index: show, update }
}
