// The table of contents: every route of every feature.
import { isOpen, type Operation } from './access/permissions.ts'
import { login, loginUser, logout } from './api-auth/routes.ts'
import type { Context } from './context.ts'
import { release, specificationRoute, versions } from './discovery/routes.ts'
import { addGroupUser, allGroupUsers, deleteGroupUser } from './groups/member-routes.ts'
import { addGroupGroup, allGroupGroups, deleteGroupFromGroup } from './groups/nesting-routes.ts'
import {
  allGroups,
  createGroupRoute,
  deleteGroupRoute,
  group,
  updateGroupRoute,
} from './groups/routes.ts'
import {
  searchGroups,
  searchGroupsWithHierarchy,
  searchGroupsWithRoles,
} from './groups/search-routes.ts'
import { openApiDocument } from './http/openapi.ts'
import type { AnyRoute } from './http/route.ts'
import {
  roleGroups,
  roleUsers,
  setRoleGroupsRoute,
  setRoleUsersRoute,
} from './roles/holders/routes.ts'
import {
  allModelSets,
  createModelSet,
  deleteModelSet,
  modelSet,
  searchModelSets,
  updateModelSet,
} from './roles/model-set-routes.ts'
import {
  allPermissionSets,
  allPermissions,
  createPermissionSet,
  deletePermissionSet,
  permissionSet,
  searchPermissionSets,
  updatePermissionSet,
} from './roles/permission-set-routes.ts'
import {
  allRoles,
  createRoleRoute,
  deleteRoleRoute,
  role,
  searchRoles,
  searchRolesWithUserCount,
  updateRoleRoute,
} from './roles/routes.ts'
import {
  allUserAttributeGroupValues,
  deleteUserAttributeGroupValue,
  setUserAttributeGroupValues,
  updateUserAttributeGroupValue,
} from './user-attributes/group-value-routes.ts'
import {
  allUserAttributes,
  createUserAttributeRoute,
  deleteUserAttributeRoute,
  updateUserAttributeRoute,
  userAttribute,
} from './user-attributes/routes.ts'
import {
  deleteUserAttributeUserValue,
  setUserAttributeUserValue,
  userAttributeUserValues,
} from './user-attributes/user-value-routes.ts'

const api: AnyRoute<Context>[] = [
  login,
  loginUser,
  logout,
  allUserAttributes,
  createUserAttributeRoute,
  userAttribute,
  updateUserAttributeRoute,
  deleteUserAttributeRoute,
  allUserAttributeGroupValues,
  setUserAttributeGroupValues,
  updateUserAttributeGroupValue,
  deleteUserAttributeGroupValue,
  userAttributeUserValues,
  setUserAttributeUserValue,
  deleteUserAttributeUserValue,
  allGroups,
  createGroupRoute,
  searchGroups,
  searchGroupsWithHierarchy,
  searchGroupsWithRoles,
  group,
  updateGroupRoute,
  deleteGroupRoute,
  allGroupGroups,
  addGroupGroup,
  deleteGroupFromGroup,
  allGroupUsers,
  addGroupUser,
  deleteGroupUser,
  allModelSets,
  createModelSet,
  searchModelSets,
  modelSet,
  updateModelSet,
  deleteModelSet,
  allPermissionSets,
  createPermissionSet,
  searchPermissionSets,
  permissionSet,
  updatePermissionSet,
  deletePermissionSet,
  allPermissions,
  allRoles,
  createRoleRoute,
  searchRoles,
  searchRolesWithUserCount,
  role,
  updateRoleRoute,
  deleteRoleRoute,
  roleGroups,
  setRoleGroupsRoute,
  roleUsers,
  setRoleUsersRoute,
  versions,
]

const isOpenRoute = (operation: string) => isOpen(operation as Operation)

const about = { title: 'Attrium', version: release.api, release: release.looker }

/** Every route there is; the specification describes itself too. */
export const routes: AnyRoute<Context>[] = [
  ...api,
  specificationRoute((publicUrl) => openApiDocument(routes, isOpenRoute, about, publicUrl)),
]
