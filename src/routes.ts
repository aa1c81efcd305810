// The page of Looker's API: one line a route with method, path and access. A line compiles only if it is true.

import { login, loginUser, logout } from './api-auth/routes.ts'
import { attriumApi } from './attrium-routes.ts'
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
  sendUserCredentialsEmailPasswordReset,
  updateUserCredentialsEmail,
  userCredentialsEmail,
} from './credentials/email-routes.ts'
import { searchCredentialsEmail } from './credentials/email-search-routes.ts'
import {
  allUserCredentialsEmbeds,
  createUserCredentialsTotp,
  deleteUserCredentialsEmbed,
  deleteUserCredentialsGoogle,
  deleteUserCredentialsLdap,
  deleteUserCredentialsLookerOpenid,
  deleteUserCredentialsOidc,
  deleteUserCredentialsSaml,
  deleteUserCredentialsTotp,
  userCredentialsEmbed,
  userCredentialsGoogle,
  userCredentialsLdap,
  userCredentialsLookerOpenid,
  userCredentialsOidc,
  userCredentialsSaml,
  userCredentialsTotp,
} from './credentials/kind-routes.ts'
import { getSetting, specificationRoute, versions } from './discovery/routes.ts'
import type { Actor } from './domain/actor.ts'
import { looker } from './faces/looker.ts'
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
import type { Mounted } from './http/face.ts'
import { openApiDocument } from './http/openapi.ts'
import type { AnyRoute } from './http/route.ts'
import { activateAppUser, deactivateAppUser } from './oauth/app-user-routes.ts'
import {
  allOauthClientApps,
  deleteOauthClientApp,
  invalidateTokens,
  oauthClientApp,
  registerOauthClientApp,
  updateOauthClientApp,
} from './oauth/client-routes.ts'
import type { Context } from './request/context.ts'
import { at } from './request/route.ts'
import {
  roleGroups,
  roleUsers,
  setRoleGroupsRoute,
  setRoleUsersRoute,
} from './role-holders/routes.ts'
import { setUserRolesRoute, userRoles } from './role-holders/user-routes.ts'
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
import { webApi } from './web-routes.ts'

const apiSpec = specificationRoute(lookerDocument)

// biome-ignore format: a page is read by its columns
export const lookerRoutes = [
  at('POST',   '/login',                                                     'anyone', login),
  at('POST',   '/login/{user_id}',                                           'sudo', loginUser),
  at('DELETE', '/logout',                                                    'signed_in', logout),
  at('GET',    '/user_attributes',                                           'signed_in', allUserAttributes),
  at('POST',   '/user_attributes',                                           'manage_user_attributes', createUserAttributeRoute),
  at('GET',    '/user_attributes/{user_attribute_id}',                       'manage_user_attributes or viewer', userAttribute),
  at('PATCH',  '/user_attributes/{user_attribute_id}',                       'manage_user_attributes', updateUserAttributeRoute),
  at('DELETE', '/user_attributes/{user_attribute_id}',                       'manage_user_attributes', deleteUserAttributeRoute),
  at('GET',    '/user_attributes/{user_attribute_id}/group_values',          'manage_user_attributes or viewer', allUserAttributeGroupValues),
  at('POST',   '/user_attributes/{user_attribute_id}/group_values',          'manage_user_attributes', setUserAttributeGroupValues),
  at('PATCH',  '/groups/{group_id}/attribute_values/{user_attribute_id}',    'manage_user_attributes', updateUserAttributeGroupValue),
  at('DELETE', '/groups/{group_id}/attribute_values/{user_attribute_id}',    'manage_user_attributes', deleteUserAttributeGroupValue),
  at('GET',    '/users/{user_id}/attribute_values',                          'manage_user_attributes or self', userAttributeUserValues),
  at('PATCH',  '/users/{user_id}/attribute_values/{user_attribute_id}',      'manage_user_attributes or self_editor', setUserAttributeUserValue),
  at('DELETE', '/users/{user_id}/attribute_values/{user_attribute_id}',      'manage_user_attributes or self_editor', deleteUserAttributeUserValue),
  at('GET',    '/groups',                                                    'signed_in', allGroups),
  at('POST',   '/groups',                                                    'manage_groups', createGroupRoute),
  at('GET',    '/groups/search',                                             'signed_in', searchGroups),
  at('GET',    '/groups/search/with_hierarchy',                              'signed_in', searchGroupsWithHierarchy),
  at('GET',    '/groups/search/with_roles',                                  'signed_in', searchGroupsWithRoles),
  at('GET',    '/groups/{group_id}',                                         'see_users or manage_groups or manage_user_attributes or member', group),
  at('PATCH',  '/groups/{group_id}',                                         'manage_groups', updateGroupRoute),
  at('DELETE', '/groups/{group_id}',                                         'manage_groups', deleteGroupRoute),
  at('GET',    '/groups/{group_id}/groups',                                  'see_users or manage_groups or manage_user_attributes or member', allGroupGroups),
  at('POST',   '/groups/{group_id}/groups',                                  'manage_groups', addGroupGroup),
  at('DELETE', '/groups/{group_id}/groups/{deleting_group_id}',              'manage_groups', deleteGroupFromGroup),
  at('GET',    '/groups/{group_id}/users',                                   'see_users or manage_groups or manage_user_attributes or member', allGroupUsers),
  at('POST',   '/groups/{group_id}/users',                                   'manage_groups', addGroupUser),
  at('DELETE', '/groups/{group_id}/users/{user_id}',                         'manage_groups', deleteGroupUser),
  at('GET',    '/model_sets',                                                'manage_roles or see_users', allModelSets),
  at('POST',   '/model_sets',                                                'manage_roles', createModelSet),
  at('GET',    '/model_sets/search',                                         'manage_roles or see_users', searchModelSets),
  at('GET',    '/model_sets/{model_set_id}',                                 'manage_roles or see_users', modelSet),
  at('PATCH',  '/model_sets/{model_set_id}',                                 'manage_roles', updateModelSet),
  at('DELETE', '/model_sets/{model_set_id}',                                 'manage_roles', deleteModelSet),
  at('GET',    '/permission_sets',                                           'manage_roles or see_users', allPermissionSets),
  at('POST',   '/permission_sets',                                           'manage_roles', createPermissionSet),
  at('GET',    '/permission_sets/search',                                    'manage_roles or see_users', searchPermissionSets),
  at('GET',    '/permission_sets/{permission_set_id}',                       'manage_roles or see_users', permissionSet),
  at('PATCH',  '/permission_sets/{permission_set_id}',                       'manage_roles', updatePermissionSet),
  at('DELETE', '/permission_sets/{permission_set_id}',                       'manage_roles', deletePermissionSet),
  at('GET',    '/permissions',                                               'signed_in', allPermissions),
  at('GET',    '/roles',                                                     'manage_roles or see_users', allRoles),
  at('POST',   '/roles',                                                     'manage_roles', createRoleRoute),
  at('GET',    '/roles/search',                                              'manage_roles or see_users', searchRoles),
  at('GET',    '/roles/search/with_user_count',                              'manage_roles or see_users', searchRolesWithUserCount),
  at('GET',    '/roles/{role_id}',                                           'manage_roles or see_users', role),
  at('PATCH',  '/roles/{role_id}',                                           'manage_roles', updateRoleRoute),
  at('DELETE', '/roles/{role_id}',                                           'manage_roles', deleteRoleRoute),
  at('GET',    '/roles/{role_id}/groups',                                    'manage_roles or see_users', roleGroups),
  at('PUT',    '/roles/{role_id}/groups',                                    'manage_roles', setRoleGroupsRoute),
  at('GET',    '/roles/{role_id}/users',                                     'manage_roles or see_users', roleUsers),
  at('PUT',    '/roles/{role_id}/users',                                     'manage_roles', setRoleUsersRoute),
  at('GET',    '/session',                                                   'signed_in', session),
  at('PATCH',  '/session',                                                   'signed_in', updateSession),
  at('GET',    '/user',                                                      'signed_in', me),
  at('GET',    '/users',                                                     'signed_in', allUsers),
  at('GET',    '/users/{user_id}',                                           'signed_in', user),
  at('POST',   '/users',                                                     'admin', createUserRoute),
  at('PATCH',  '/users/{user_id}',                                           'admin', updateUserRoute),
  at('DELETE', '/users/{user_id}',                                           'admin', deleteUserRoute),
  at('GET',    '/users/search',                                              'signed_in', searchUsers),
  at('GET',    '/users/search/names/{pattern}',                              'signed_in', searchUsersNames),
  at('GET',    '/users/credential/{credential_type}/{credential_id}',        'see_users', userForCredential),
  at('POST',   '/users/embed_user',                                          'admin', createEmbedUser),
  at('POST',   '/users/service_accounts',                                    'admin', createServiceAccount),
  at('PATCH',  '/users/service_accounts/{user_id}',                          'admin', updateServiceAccount),
  at('DELETE', '/users/service_accounts/{user_id}',                          'admin', deleteServiceAccount),
  at('POST',   '/users/{user_id}/update_emails',                             'admin', wipeoutUserEmails),
  at('GET',    '/users/{user_id}/roles',                                     'see_users or manage_roles or self', userRoles),
  at('PUT',    '/users/{user_id}/roles',                                     'manage_roles', setUserRolesRoute),
  at('GET',    '/users/{user_id}/credentials_email',                         'admin or self', userCredentialsEmail),
  at('POST',   '/users/{user_id}/credentials_email',                         'admin', createUserCredentialsEmail),
  at('PATCH',  '/users/{user_id}/credentials_email',                         'admin', updateUserCredentialsEmail),
  at('DELETE', '/users/{user_id}/credentials_email',                         'admin', deleteUserCredentialsEmail),
  at('POST',   '/users/{user_id}/credentials_email/password_reset',          'admin', createUserCredentialsEmailPasswordReset),
  at('POST',   '/users/{user_id}/credentials_email/send_password_reset',     'admin', sendUserCredentialsEmailPasswordReset),
  at('GET',    '/credentials_email/search',                                  'admin', searchCredentialsEmail),
  at('GET',    '/users/{user_id}/credentials_api3',                          'admin or self', allUserCredentialsApi3s),
  at('POST',   '/users/{user_id}/credentials_api3',                          'admin', createUserCredentialsApi3),
  at('GET',    '/users/{user_id}/credentials_api3/{credentials_api3_id}',    'admin or self', userCredentialsApi3),
  at('PATCH',  '/users/{user_id}/credentials_api3/{credentials_api3_id}',    'admin', updateUserCredentialsApi3),
  at('DELETE', '/users/{user_id}/credentials_api3/{credentials_api3_id}',    'admin', deleteUserCredentialsApi3),
  at('GET',    '/users/{user_id}/credentials_google',                        'admin or self', userCredentialsGoogle),
  at('DELETE', '/users/{user_id}/credentials_google',                        'admin', deleteUserCredentialsGoogle),
  at('GET',    '/users/{user_id}/credentials_ldap',                          'admin or self', userCredentialsLdap),
  at('DELETE', '/users/{user_id}/credentials_ldap',                          'admin', deleteUserCredentialsLdap),
  at('GET',    '/users/{user_id}/credentials_looker_openid',                 'admin or self', userCredentialsLookerOpenid),
  at('DELETE', '/users/{user_id}/credentials_looker_openid',                 'admin', deleteUserCredentialsLookerOpenid),
  at('GET',    '/users/{user_id}/credentials_oidc',                          'admin or self', userCredentialsOidc),
  at('DELETE', '/users/{user_id}/credentials_oidc',                          'admin', deleteUserCredentialsOidc),
  at('GET',    '/users/{user_id}/credentials_saml',                          'admin or self', userCredentialsSaml),
  at('DELETE', '/users/{user_id}/credentials_saml',                          'admin', deleteUserCredentialsSaml),
  at('GET',    '/users/{user_id}/credentials_totp',                          'admin or self', userCredentialsTotp),
  at('DELETE', '/users/{user_id}/credentials_totp',                          'admin', deleteUserCredentialsTotp),
  at('POST',   '/users/{user_id}/credentials_totp',                          'admin', createUserCredentialsTotp),
  at('GET',    '/users/{user_id}/credentials_embed',                         'admin or self', allUserCredentialsEmbeds),
  at('GET',    '/users/{user_id}/credentials_embed/{credentials_embed_id}',  'admin or self', userCredentialsEmbed),
  at('DELETE', '/users/{user_id}/credentials_embed/{credentials_embed_id}',  'admin', deleteUserCredentialsEmbed),
  at('GET',    '/users/{user_id}/sessions',                                  'admin or self', allUserSessions),
  at('GET',    '/users/{user_id}/sessions/{session_id}',                     'admin or self', userSession),
  at('DELETE', '/users/{user_id}/sessions/{session_id}',                     'admin or self', deleteUserSession),
  at('GET',    '/oauth_client_apps',                                         'admin', allOauthClientApps),
  at('GET',    '/oauth_client_apps/{client_guid}',                           'admin', oauthClientApp),
  at('POST',   '/oauth_client_apps/{client_guid}',                           'admin', registerOauthClientApp),
  at('PATCH',  '/oauth_client_apps/{client_guid}',                           'admin', updateOauthClientApp),
  at('DELETE', '/oauth_client_apps/{client_guid}',                           'admin', deleteOauthClientApp),
  at('DELETE', '/oauth_client_apps/{client_guid}/tokens',                    'admin', invalidateTokens),
  at('POST',   '/oauth_client_apps/{client_guid}/users/{user_id}',           'admin or self', activateAppUser),
  at('DELETE', '/oauth_client_apps/{client_guid}/users/{user_id}',           'admin or self', deactivateAppUser),
  at('GET',    '/setting',                                                   'signed_in', getSetting),
  at('GET',    '/versions',                                                  'anyone', versions),
  at('GET',    '/api_spec/{api_version}/{specification}',                    'anyone', apiSpec),
] as const

export const lookerApi = { face: looker, routes: lookerRoutes }

/** Looker's routes, with their types forgotten. */
export const routes: readonly AnyRoute<Context>[] = lookerRoutes
/** All APIs, as every server has them. */
export const apis: readonly Mounted<Actor, Context>[] = [lookerApi, attriumApi, webApi]

function lookerDocument(publicUrl: string): Record<string, unknown> {
  return openApiDocument<Context>(lookerRoutes, looker.document, publicUrl + looker.prefix)
}
