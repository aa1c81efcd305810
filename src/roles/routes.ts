// Operations on roles themselves.

import { holdersOfRole } from '../audit/before-sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { isUnchanged, namedIn } from '../domain/unchanged.ts'
import { found } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import {
  fieldsParameter,
  flagParameter,
  idsParameter,
  sortsParameter,
  type ValuesOf,
} from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { anyTermParameter, idsTermParameter, textTermParameter } from '../http/search-parameters.ts'
import { parseSorts } from '../http/sorts.ts'
import { adminRoleId, isId, type RoleId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { idsTerm, textTerm } from '../texts/search-terms.ts'
import { insistModifiable, roleViewer } from './access.ts'
import { partsOf } from './parts-reader.ts'
import { roleRow } from './role.ts'
import { Role, RoleSearch, showRole, showRoleSearch } from './shapes.ts'
import { createRole, deleteRole, roleRows, roleSorts, roleTotal, updateRole } from './sql.ts'

const tag = 'Role'

export const allRoles = route({
  operation: 'all_roles',
  access: permissionTable.all_roles,
  tag,
  method: 'GET',
  path: '/roles',
  summary: 'List roles',
  description: 'Returns the roles with their permission sets and model sets.',
  query: {
    fields: fieldsParameter,
    ids: idsParameter('Return only the roles with these ids; unknown ids are ignored.', ['2']),
  },
  replies: { 200: listOf(Role) },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows } = await context.load(roleRows({ ids: context.query.ids?.filter(isId) }))
    const viewer = roleViewer(context)
    return rows[0].map((row) => showRole(viewer, row))
  },
})

const searchQuery = {
  fields: fieldsParameter,
  limit: pagingParameters.limit,
  offset: pagingParameters.offset,
  sorts: sortsParameter(roleSorts),
  id: idsTermParameter('2'),
  name: textTermParameter('Name', 'Ad%'),
  built_in: flagParameter(
    'True: only the role that comes with the server. False: only the others.',
    true,
  ),
  filter_or: anyTermParameter,
}

export const searchRoles = route({
  operation: 'search_roles',
  access: permissionTable.search_roles,
  tag,
  method: 'GET',
  path: '/roles/search',
  summary: 'Search roles',
  description: 'Returns the roles that match all terms, or any of them with `filter_or`.',
  query: {
    ...searchQuery,
    is_support_role: flagParameter(
      'True returns nothing: Attrium has no roles for support staff.',
      false,
    ),
    permission_set_ids: idsTermParameter(
      '',
      'Return only roles made of the permission sets with these ids (from Looker 26.12)',
    ),
    model_set_ids: idsTermParameter(
      '',
      'Return only roles made of the model sets with these ids (from Looker 26.12)',
    ),
  },
  refusesUnknown: true,
  replies: { 200: listOf(Role) },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows, headers } = await search(context, false)
    const viewer = roleViewer(context)
    return { answer: rows.map((row) => showRole(viewer, row)), headers }
  },
})

export const searchRolesWithUserCount = route({
  operation: 'search_roles_with_user_count',
  access: permissionTable.search_roles_with_user_count,
  tag,
  method: 'GET',
  path: '/roles/search/with_user_count',
  summary: 'Search roles with the number of holders',
  description:
    'Searches like `search_roles`. Each result also has the number of users who have the ' +
    'role directly.',
  query: searchQuery,
  refusesUnknown: true,
  replies: { 200: listOf(RoleSearch) },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows, headers } = await search(context, true)
    const viewer = roleViewer(context)
    return { answer: rows.map((row) => showRoleSearch(viewer, row)), headers }
  },
})

interface Asked extends ValuesOf<typeof searchQuery> {
  readonly is_support_role?: boolean
  readonly permission_set_ids?: string
  readonly model_set_ids?: string
}

const idsOf = (name: keyof Asked, text: string | undefined) =>
  text === undefined ? undefined : idsTerm(name, text)

async function search(context: Context & { readonly query: Asked }, counted: boolean) {
  const { query } = context
  const page = pageOf(query)
  const filter = {
    filter_or: query.filter_or,
    terms: {
      id: idsOf('id', query.id),
      permission_set_id: idsOf('permission_set_ids', query.permission_set_ids),
      model_set_id: idsOf('model_set_ids', query.model_set_ids),
      name: query.name === undefined ? undefined : textTerm('name', query.name),
      built_in: query.built_in,
      is_support_role: query.is_support_role,
    },
  }
  const part = { page, sorts: parseSorts(query.sorts, roleSorts) }
  const { rows } = await context.load(
    roleRows(filter, part, counted ? context.server.now() : undefined),
    roleTotal(filter),
  )
  return { rows: rows[0], headers: pageHeaders(page, rows[1][0]?.total ?? 0, context) }
}

export const role = route({
  operation: 'role',
  access: permissionTable.role,
  tag,
  method: 'GET',
  path: '/roles/{role_id}',
  summary: 'Get a role',
  description: 'Returns one role with its permission set and model set.',
  replies: { 200: Role },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows } = await context.load(roleRows({ ids: [context.params.role_id] }))
    return showRole(roleViewer(context), found(rows[0][0]))
  },
})

export const createRoleRoute = route({
  operation: 'create_role',
  access: permissionTable.create_role,
  tag,
  method: 'POST',
  path: '/roles',
  summary: 'Create a role',
  description: 'Combines a permission set and a model set into a role. Nobody has it yet.',
  example: { body: { name: 'Attribute editor', permission_set_id: '4', model_set_id: '1' } },
  body: objectBody(Role),
  replies: { 200: Role },
  fails: [400, 404, 405, 409, 422, 429],

  async handle(context) {
    const { body } = context
    const columns = {
      name: body.name ?? '',
      permission_set_id: body.permission_set_id ?? '',
      model_set_id: body.model_set_id ?? '',
    }
    const parts = await partsOf(context, { ...columns, name: body.name })
    const [rows] = await context.commit({
      touches: 'catalogue',
      statements: [createRole(columns)],
      audit: { created: { detail: 'role_id', statement: 0 }, details: { ...columns } },
    })
    const { id } = found((rows as { id: RoleId }[])[0])
    return showRole(roleViewer(context), roleRow(id, columns.name, parts))
  },
})

export const updateRoleRoute = route({
  operation: 'update_role',
  access: permissionTable.update_role,
  tag,
  method: 'PATCH',
  path: '/roles/{role_id}',
  summary: 'Change a role',
  description:
    'Changes the name or the sets of the role, at once for everybody who has it. The role ' +
    'Admin cannot be changed (405).',
  example: { path: { role_id: '5' }, body: { name: 'Viewer' } },
  body: objectBody(Role),
  replies: { 200: Role },
  fails: [400, 404, 405, 422, 429],

  async handle(context) {
    const { body, params } = context
    const { role_id } = params
    const { rows } = await context.load(roleRows({ ids: [role_id] }))
    const before = found(rows[0][0])
    insistModifiable(role_id === adminRoleId)
    const columns = {
      name: body.name ?? before.name,
      permission_set_id: body.permission_set_id ?? before.permission_set_id,
      model_set_id: body.model_set_id ?? before.model_set_id,
    }
    const parts = await partsOf(context, columns, before)
    if (isUnchanged(before, columns)) return showRole(roleViewer(context), before)
    await context.commit({
      touches: 'catalogue',
      statements: [updateRole(role_id, columns)],
      audit: { details: { role_id, ...columns, from: namedIn(before, columns) } },
    })
    return showRole(roleViewer(context), roleRow(role_id, columns.name, parts))
  },
})

export const deleteRoleRoute = route({
  operation: 'delete_role',
  access: permissionTable.delete_role,
  tag,
  method: 'DELETE',
  path: '/roles/{role_id}',
  summary: 'Delete a role',
  description:
    'Deletes the role. Everybody who has it loses it. The role Admin cannot be deleted (405).',
  example: { path: { role_id: '3' } },
  replies: { 204: emptyText },
  fails: [400, 404, 405, 429],

  async handle(context) {
    const { role_id } = context.params
    const { rows } = await context.load(roleRows({ ids: [role_id] }))
    const { name, permission_set_id, model_set_id } = found(rows[0][0])
    insistModifiable(role_id === adminRoleId)
    const held = holdersOfRole({ role_id })
    await context.commit({
      touches: 'catalogue',
      statements: [...held.statements, deleteRole(role_id)],
      audit: {
        details: { role_id, name, from: { permission_set_id, model_set_id } },
        found: held.found,
      },
    })
    return undefined
  },
})
