// Operations on the roles of a user (looker 10.8).

import { adminRemains } from '../access/sql.ts'
import { rolesBefore } from '../audit/before-sql.ts'
import { mayGiveAll, whyUngivable } from '../domain/giving.ts'
import { permissionTable } from '../domain/permissions.ts'
import { allow, found, refuseIf } from '../errors.ts'
import { idsBody } from '../http/body.ts'
import { fieldsParameter, flagParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import type { RoleId } from '../ids.ts'
import { route } from '../request/route.ts'
import { roleViewer } from '../roles/access.ts'
import { Role, showRole } from '../roles/shapes.ts'
import { roleRows } from '../roles/sql.ts'
import { setUserRoles } from '../users/change-sql.ts'
import { rightsReader } from '../users/show-user.ts'
import { oneUser } from '../users/sql.ts'

const tag = 'User'
const path = '/users/{user_id}/roles'

export const userRoles = route({
  operation: 'user_roles',
  access: permissionTable.user_roles,
  tag,
  method: 'GET',
  path,
  summary: 'List the roles of a user',
  description:
    'Returns the roles of the user, including those through groups unless you ask for direct ' +
    'ones only.',
  query: {
    fields: fieldsParameter,
    direct_association_only: flagParameter(
      'True: leave out roles that come only through groups.',
      false,
    ),
  },
  replies: { 200: listOf(Role) },
  fails: [400, 404, 429],

  async handle(context) {
    const { params, query } = context
    const { catalogue, rows } = await context.load(
      oneUser({ ...params, now: context.server.now() }),
      roleRows({}),
    )
    const row = found(rows[0][0])
    const { roles, directRoles } = rightsReader(catalogue)(row)
    const wantedRoles = new Set<string>(query.direct_association_only ? directRoles : roles)
    const viewer = roleViewer(context)
    return rows[1].filter(({ id }) => wantedRoles.has(id)).map((role) => showRole(viewer, role))
  },
})

export const setUserRolesRoute = route({
  operation: 'set_user_roles',
  access: permissionTable.set_user_roles,
  tag,
  method: 'PUT',
  path,
  summary: 'Replace the roles of a user',
  description:
    'Replaces the roles that the user has directly, and returns them. Roles through groups ' +
    'stay. You can only give or take roles whose permissions you have.',
  example: { path: { user_id: '4' }, body: ['5'] },
  query: { fields: fieldsParameter },
  body: idsBody('Ids of all roles that the user should have directly.'),
  replies: { 200: listOf(Role) },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { actor, params } = context
    const { user_id } = params
    const { catalogue, rows } = await context.load(
      oneUser({ user_id, now: context.server.now() }),
      roleRows({}),
    )
    const row = context.allowed(rows[0][0])
    const wanted = new Set(context.body as RoleId[])
    const known = [...wanted].every((id) => catalogue.roles.has(id))
    refuseIf(known ? [] : [{ field: 'role_ids', code: 'invalid', message: unknownRole }])
    const held = new Set(rightsReader(catalogue)(row).directRoles)
    const changed = [...wanted, ...held].filter((id) => !(wanted.has(id) && held.has(id)))
    const roles = changed.flatMap((id) => catalogue.roles.get(id) ?? [])
    allow(mayGiveAll(actor, catalogue, changed), 'denied', whyUngivable(actor, roles))
    if (changed.length > 0) {
      const before = rolesBefore({ user_id })
      await context.commit({
        touches: 'people',
        statements: [...before.statements, ...setUserRoles(user_id, [...wanted]), adminRemains],
        audit: { user_id, details: { role_ids: [...wanted] }, found: before.found },
      })
    }
    const viewer = roleViewer(context)
    const wantedRoles = rows[1].filter(({ id }) => wanted.has(id as RoleId))
    return wantedRoles.map((role) => showRole(viewer, role))
  },
})

const unknownRole = 'Every item must be the id of a role.'
