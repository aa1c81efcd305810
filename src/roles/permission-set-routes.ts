// Operations on permission sets and permissions.

import { grantProblems } from '../domain/named-set.ts'
import { knownPermissions } from '../domain/permission-list.ts'
import { permissionTable } from '../domain/permissions.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { roleViewer } from './access.ts'
import {
  allSets,
  commitNewSet,
  commitSetChange,
  commitSetDeletion,
  namedParameter,
  oneSet,
  searchSets,
  setSearchQuery,
} from './set-routes.ts'
import { Permission, PermissionSet, type SetRow, showPermissionSet } from './shapes.ts'

const tag = 'Role'
const noun = 'permission'

export const allPermissions = route({
  operation: 'all_permissions',
  access: permissionTable.all_permissions,
  tag,
  method: 'GET',
  path: '/permissions',
  summary: 'List permissions',
  description:
    'Returns the permissions that Attrium knows by name, each with the one that it builds ' + 'on.',
  replies: { 200: listOf(Permission) },
  fails: [400, 404, 429],

  handle() {
    return knownPermissions.map((known) => ({ ...known, can: { show: true, index: true } }))
  },
})

export const allPermissionSets = route({
  operation: 'all_permission_sets',
  access: permissionTable.all_permission_sets,
  tag,
  method: 'GET',
  path: '/permission_sets',
  summary: 'List permission sets',
  description: 'Returns every permission set.',
  query: { fields: fieldsParameter },
  replies: { 200: listOf(PermissionSet) },
  fails: [400, 404, 429],

  async handle(context) {
    return (await allSets(context, noun)).map((row) => show(context, row))
  },
})

export const searchPermissionSets = route({
  operation: 'search_permission_sets',
  access: permissionTable.search_permission_sets,
  tag,
  method: 'GET',
  path: '/permission_sets/search',
  summary: 'Search permission sets',
  description: 'Returns the sets that match all terms, or any of them with `filter_or`.',
  query: { ...setSearchQuery, permissions: namedParameter(noun) },
  refusesUnknown: true,
  replies: { 200: listOf(PermissionSet) },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows, headers } = await searchSets(context, noun, context.query.permissions)
    return { answer: rows.map((row) => show(context, row)), headers }
  },
})

export const permissionSet = route({
  operation: 'permission_set',
  access: permissionTable.permission_set,
  tag,
  method: 'GET',
  path: '/permission_sets/{permission_set_id}',
  summary: 'Get a permission set',
  description: 'Returns one permission set.',
  query: { fields: fieldsParameter },
  replies: { 200: PermissionSet },
  fails: [400, 404, 429],

  async handle(context) {
    return show(context, await oneSet(context, noun, context.params.permission_set_id))
  },
})

export const createPermissionSet = route({
  operation: 'create_permission_set',
  access: permissionTable.create_permission_set,
  tag,
  method: 'POST',
  path: '/permission_sets',
  summary: 'Create a permission set',
  description:
    'Creates a named list of permissions. Names that `all_permissions` does not list are ' +
    'accepted. `save_content` includes `save_looks` and `save_dashboards`. You can only add ' +
    'permissions that you have.',
  example: {
    body: { name: 'Attribute editors', permissions: ['see_users', 'manage_user_attributes'] },
  },
  body: objectBody(PermissionSet),
  replies: { 200: PermissionSet },
  fails: [400, 404, 405, 409, 422, 429],

  async handle(context) {
    const { name, permissions } = context.body
    const row = await commitNewSet(context, noun, { name, named: permissions }, grants(context))
    return show(context, row)
  },
})

export const updatePermissionSet = route({
  operation: 'update_permission_set',
  access: permissionTable.update_permission_set,
  tag,
  method: 'PATCH',
  path: '/permission_sets/{permission_set_id}',
  summary: 'Change a permission set',
  description:
    'Changes the name or replaces the list, for every role that uses the set. The set Admin ' +
    'cannot be changed (405).',
  example: { path: { permission_set_id: '4' }, body: { name: 'Viewer' } },
  body: objectBody(PermissionSet),
  replies: { 200: PermissionSet },
  fails: [400, 404, 405, 422, 429],

  async handle(context) {
    const { name, permissions } = context.body
    const id = context.params.permission_set_id
    const given = { name, named: permissions }
    return show(context, await commitSetChange(context, noun, id, given, grants(context)))
  },
})

export const deletePermissionSet = route({
  operation: 'delete_permission_set',
  access: permissionTable.delete_permission_set,
  tag,
  method: 'DELETE',
  path: '/permission_sets/{permission_set_id}',
  summary: 'Delete a permission set',
  description:
    'Deletes the set, unless a role uses it (405). The example deletes the set that the ' +
    'example of `create_permission_set` creates.',
  example: { path: { permission_set_id: '5' } },
  replies: { 204: emptyText },
  fails: [400, 404, 405, 429],

  handle: (context) => commitSetDeletion(context, noun, context.params.permission_set_id),
})

const show = (context: Context, row: SetRow) => showPermissionSet(roleViewer(context), row)

const grants =
  ({ actor }: Context) =>
  (before: readonly string[], after: readonly string[]) =>
    grantProblems(actor, before, after)
