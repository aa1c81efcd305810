// A role: a name, a permission set and a model set, and who may combine them.
import type { RoleParts } from '../domain/role-parts.ts'
import type { RoleRow, SetRow } from './shapes.ts'

export const roleRow = (id: string, name: string, parts: RoleParts<SetRow>): RoleRow => ({
  id,
  name,
  user_count: 0,
  permission_set_id: parts.permissionSet.id,
  permission_set_name: parts.permissionSet.name,
  permission_set_named: parts.permissionSet.named,
  permission_set_built_in: parts.permissionSet.built_in,
  permission_set_all_access: parts.permissionSet.all_access,
  model_set_id: parts.modelSet.id,
  model_set_name: parts.modelSet.name,
  model_set_named: parts.modelSet.named,
  model_set_built_in: parts.modelSet.built_in,
  model_set_all_access: parts.modelSet.all_access,
})
