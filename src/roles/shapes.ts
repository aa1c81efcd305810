// Wire shapes of roles and their sets, keys in the recorded order (looker 10.16).
import type { Actor } from '../domain/actor.ts'
import { namesIn } from '../domain/named-set.ts'
import { permitted } from '../domain/permissions.ts'
import {
  can,
  fieldOf,
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

const url = readOnlyNullableUrl('Address of this object in the API.')
const users_url = readOnlyNullableUrl('Address of the users who have the role.')
const readOnly = { readOnly: true } as const
const brief = { brief: ['id', 'name'] } as const

export const PermissionSet = shape(
  'PermissionSet',
  'A named list of permissions that roles use.',
  {
    built_in: readOnlyFlag('True for the set Admin, which cannot be changed or deleted.'),
    id: readOnlyText('Id of the permission set, in decimal digits.'),
    all_access: readOnlyFlag('True if the set allows everything, whatever it lists.'),
    name: nullableText('Name of the set, at most 255 characters, unique in any case.'),
    permissions: nullableTexts(
      'Names of the permissions, in alphabetical order; a write replaces all of them. ' +
        'Names that `all_permissions` does not list are accepted.',
    ),
    url,
    can,
  },
  brief,
)

export const ModelSet = shape(
  'ModelSet',
  'A named list of models that roles use.',
  {
    built_in: readOnlyFlag('True for the set All, which cannot be changed or deleted.'),
    id: readOnlyText('Id of the model set, in decimal digits.'),
    all_access: readOnlyFlag('True if the set covers all models, whatever it lists.'),
    models: nullableTexts(
      'Names of the models, in alphabetical order; a write replaces all of them. ' +
        'Attrium stores the names only.',
    ),
    name: nullableText('Name of the set, at most 255 characters, unique in any case.'),
    url,
    can,
  },
  brief,
)

export const Permission = shape('Permission', 'A permission that Attrium knows by name.', {
  permission: readOnlyNullableText('Name of the permission, as permission sets list it.'),
  parent: readOnlyNullableText(
    'Name of the permission that it builds on; null if there is none. Attrium does not enforce it.',
  ),
  description: readOnlyNullableText('What the permission allows.'),
  can,
})

/** Bodies name the sets by `…_id`; the sets themselves appear only in answers (clients 12, 22). */
const roleFields = {
  id: readOnlyText('Id of the role, in decimal digits; 2 is Admin.'),
  name: nullableText('Name of the role, at most 255 characters, unique in any case.'),
  permission_set: fieldOf('What the role allows.', PermissionSet, readOnly),
  permission_set_id: nullableText('Id of the permission set to use. Only requests have it.'),
  model_set: fieldOf('The models for which the role allows it.', ModelSet, readOnly),
  model_set_id: nullableText('Id of the model set to use. Only requests have it.'),
}

export const Role = shape(
  'Role',
  'A permission set and a model set: what holders of the role may do, and with which models.',
  { ...roleFields, url, users_url, can },
  brief,
)

export const RoleSearch = shape(
  'RoleSearch',
  'A role with the number of its holders.',
  {
    ...roleFields,
    user_count: nullableInteger(
      'Number of users who have the role directly, not through groups.',
      readOnly,
    ),
    url,
    users_url,
    can,
  },
  { brief: ['id', 'name', 'user_count'] },
)

/** A stored set; `named` is its list of names as JSON. */
export interface SetRow {
  readonly id: string
  readonly name: string
  readonly named: string
  readonly built_in: boolean
  readonly all_access: boolean
}

export interface RoleRow {
  readonly id: string
  readonly name: string
  readonly user_count: number
  readonly permission_set_id: string
  readonly permission_set_name: string
  readonly permission_set_named: string
  readonly permission_set_built_in: boolean
  readonly permission_set_all_access: boolean
  readonly model_set_id: string
  readonly model_set_name: string
  readonly model_set_named: string
  readonly model_set_built_in: boolean
  readonly model_set_all_access: boolean
}

/** The caller, and the base address of links. */
export interface Viewer {
  readonly actor: Actor
  readonly base: string
}

export function showPermissionSet(
  { actor, base }: Viewer,
  row: SetRow,
): Static<typeof PermissionSet> {
  return {
    built_in: row.built_in,
    id: row.id,
    all_access: row.all_access,
    name: row.name,
    // The server does not start with a list that cannot be read.
    permissions: namesIn(row.named) ?? [],
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
    built_in: row.built_in,
    id: row.id,
    all_access: row.all_access,
    models: namesIn(row.named) ?? [],
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
