// Operations on roles and sets, as history tells them.
import { type Told, told } from './told.ts'

const role = ['name', 'permission_set_id', 'model_set_id']

const setsOf = (noun: 'permission' | 'model') => ({
  [`create_${noun}_set`]: told(
    'roles',
    'makes',
    `made the ${noun} set {thing}`,
    'name',
    `${noun}s`,
  ),
  [`update_${noun}_set`]: told(
    'roles',
    'changes',
    `changed the ${noun} set {thing}`,
    'name',
    `${noun}s`,
  ),
  [`delete_${noun}_set`]: told(
    'roles',
    'ends',
    `deleted the ${noun} set {thing}`,
    'name',
    `${noun}s`,
  ),
})

export const roleOperations: Readonly<Record<string, Told>> = {
  set_user_roles: told('roles', 'changes', 'set the roles of {user}', 'role_ids'),
  set_role_users: told('roles', 'changes', 'set who has the role {thing}', 'user_ids'),
  set_role_groups: told('roles', 'changes', 'set which groups have the role {thing}', 'group_ids'),
  create_role: told('roles', 'makes', 'made the role {thing}', ...role),
  update_role: told('roles', 'changes', 'changed the role {thing}', ...role),
  delete_role: told('roles', 'ends', 'deleted the role {thing}', ...role, 'user_ids', 'group_ids'),
  ...setsOf('permission'),
  ...setsOf('model'),
}
