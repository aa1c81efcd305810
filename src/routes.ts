// The table of contents: every route of every feature.
import { login, loginUser, logout } from './api-auth/routes.ts'
import {
  allUserCredentialsApi3s,
  createUserCredentialsApi3,
  deleteUserCredentialsApi3,
  updateUserCredentialsApi3,
  userCredentialsApi3,
} from './credentials/api-key-routes.ts'
import {
  createUserCredentialsEmail,
  createUserCredentialsEmailPasswordReset,
  deleteUserCredentialsEmail,
  searchCredentialsEmail,
  sendUserCredentialsEmailPasswordReset,
  updateUserCredentialsEmail,
  userCredentialsEmail,
} from './credentials/email-routes.ts'
import { credentialRoutes } from './credentials/kind-routes.ts'
import { apiDescription } from './discovery/api-description.ts'
import { specificationRoute, versions } from './discovery/routes.ts'
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
import type { Context } from './request/context.ts'
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
  allUserSessions,
  deleteUserSession,
  session,
  updateSession,
  userSession,
} from './session/routes.ts'
import { version } from './start/package.ts'
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
import { createEmbedUser } from './users/embed-routes.ts'
import { setUserRolesRoute, userRoles } from './users/role-routes.ts'
import {
  allUsers,
  createUserRoute,
  deleteUserRoute,
  me,
  updateUserRoute,
  user,
} from './users/routes.ts'
import { searchUsers, searchUsersNames, userForCredential } from './users/search-routes.ts'
import {
  createServiceAccount,
  deleteServiceAccount,
  updateServiceAccount,
} from './users/service-account-routes.ts'
import { wipeoutUserEmails } from './users/update-emails-routes.ts'

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
  session,
  updateSession,
  me,
  allUsers,
  user,
  createUserRoute,
  updateUserRoute,
  deleteUserRoute,
  searchUsers,
  searchUsersNames,
  userForCredential,
  createEmbedUser,
  createServiceAccount,
  updateServiceAccount,
  deleteServiceAccount,
  wipeoutUserEmails,
  userRoles,
  setUserRolesRoute,
  userCredentialsEmail,
  createUserCredentialsEmail,
  updateUserCredentialsEmail,
  deleteUserCredentialsEmail,
  createUserCredentialsEmailPasswordReset,
  sendUserCredentialsEmailPasswordReset,
  searchCredentialsEmail,
  allUserCredentialsApi3s,
  createUserCredentialsApi3,
  userCredentialsApi3,
  updateUserCredentialsApi3,
  deleteUserCredentialsApi3,
  ...credentialRoutes,
  allUserSessions,
  userSession,
  deleteUserSession,
  versions,
]

const about = apiDescription(version)

/** Every route there is; the specification describes itself too. */
export const routes: AnyRoute<Context>[] = [
  ...api,
  specificationRoute((publicUrl) => openApiDocument(routes, about, publicUrl)),
]
