// Operations on who has a role: groups and users.
import { mayGive, whyUngivable } from '../../access/giving.ts'
import { permissionTable } from '../../access/permissions.ts'
import { adminRemains } from '../../access/sql.ts'
import type { Role } from '../../catalogue/catalogue.ts'
import { allow, found, refuseIf } from '../../errors.ts'
import { visibleGroups } from '../../groups/access.ts'
import { Group, showGroup } from '../../groups/shapes.ts'
import { groupRows } from '../../groups/sql.ts'
import { idsBody } from '../../http/body.ts'
import { fieldsParameter, flagParameter } from '../../http/query.ts'
import { listOf, partly } from '../../http/schema.ts'
import { isId, type RoleId } from '../../ids.ts'
import type { Context } from '../../request/context.ts'
import { route } from '../../request/route.ts'
import { answerUsers, listUsers } from '../../users/list.ts'
import { User } from '../../users/shapes.ts'
import { withRole } from '../../users/show-user.ts'
import { setRoleGroups, setRoleUsers } from './sql.ts'

const tag = 'Role'

export const roleGroups = route({
  operation: 'role_groups',
  access: permissionTable.role_groups,
  tag,
  method: 'GET',
  path: '/roles/{role_id}/groups',
  summary: 'List the groups that have a role',
  description: 'Returns the groups that have the role themselves and that you may see.',
  query: { fields: fieldsParameter },
  replies: { 200: listOf(Group) },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, params } = context
    const filter = { role: params.role_id, visible: visibleGroups(actor) }
    const { catalogue, rows } = await context.load(groupRows(filter))
    found(catalogue.roles.get(params.role_id))
    return rows[0].map((row) => showGroup(actor, row))
  },
})

export const setRoleGroupsRoute = route({
  operation: 'set_role_groups',
  access: permissionTable.set_role_groups,
  tag,
  method: 'PUT',
  path: '/roles/{role_id}/groups',
  summary: 'Replace the groups that have a role',
  description:
    'Replaces all groups of the role. Groups left out lose it; an empty list takes it from ' +
    'all. Returns the groups in the order of their ids. Returns 403 if a group that you may not see ' +
    'has the role: you cannot replace a list that you are not shown whole.',
  example: { path: { role_id: '5' }, body: ['2'] },
  body: idsBody('Ids of all groups that should have the role.'),
  replies: { 200: listOf(Group) },
  fails: [400, 403, 404, 405, 409, 422, 429],

  async handle(context) {
    const { actor, params } = context
    const { groups } = await insistGivable(context, params.role_id)
    const visible = visibleGroups(actor)
    const seen = visible === undefined || groups.every((id) => visible.has(id))
    allow(seen, 'denied', unseenGroups)
    const ids = [...new Set(context.body)]
    const { rows } = await context.load(groupRows({ ids: ids.filter(isId), visible }))
    insistKnown('group', ids, rows[0].length)
    await context.commit({
      touches: 'catalogue',
      statements: [...setRoleGroups(params.role_id, ids), adminRemains],
      audit: { details: { role_id: params.role_id, group_ids: ids } },
    })
    return rows[0].map((row) => showGroup(actor, row))
  },
})

export const roleUsers = route({
  operation: 'role_users',
  access: permissionTable.role_users,
  tag,
  method: 'GET',
  path: '/roles/{role_id}/users',
  summary: 'List the users who have a role',
  description:
    'Returns the users who have the role, including those who have it through a group unless ' +
    'you ask for direct ones only.',
  query: {
    fields: fieldsParameter,
    direct_association_only: flagParameter(
      'True: leave out users who have it only through groups.',
      true,
    ),
  },
  replies: { 200: listOf(partly(User)) },
  fails: [400, 404, 429],

  async handle(context) {
    const { role_id } = context.params
    const { catalogue } = await context.load()
    found(catalogue.roles.get(role_id))
    const direct = context.query.direct_association_only ?? false
    return answerUsers(context, { role: { role_id, direct } })
  },
})

export const setRoleUsersRoute = route({
  operation: 'set_role_users',
  access: permissionTable.set_role_users,
  tag,
  method: 'PUT',
  path: '/roles/{role_id}/users',
  summary: 'Replace the users who have a role',
  description:
    'Replaces the users who have the role directly. Users left out lose it, unless a group ' +
    'gives it to them. Returns the users who have it directly.',
  example: { path: { role_id: '5' }, body: ['4'] },
  body: idsBody('Ids of all users who should have the role directly.'),
  replies: { 200: listOf(partly(User)) },
  fails: [400, 403, 404, 405, 422, 429],

  async handle(context) {
    const { role_id } = context.params
    await insistGivable(context, role_id)
    const ids = [...new Set(context.body)]
    const { users, total } = await listUsers(context, {
      matching: { ids: ids.filter(isId) },
      sorts: undefined,
      page: { limit: undefined, offset: 0 },
      afterwards: (row) => withRole(row, role_id),
    })
    insistKnown('user', ids, total)
    await context.commit({
      touches: 'people',
      statements: [...setRoleUsers(role_id, ids), adminRemains],
      audit: { details: { role_id, user_ids: ids } },
    })
    return users
  },
})

/** Before the body is looked at: 404 for an unknown role, 403 for one that the caller may not give (T-26). */
async function insistGivable(context: Context, role_id: RoleId): Promise<Role> {
  const { catalogue } = await context.load()
  const role = found(catalogue.roles.get(role_id))
  allow(mayGive(context.actor, role), 'denied', whyUngivable(context.actor, [role]))
  return role
}

/** Whoever sends back the list that they were shown would take the role from the groups that they were not. */
const unseenGroups =
  'Permission Denied: groups that you may not see have this role, so you cannot replace the list; ' +
  'this needs the permission see_users or manage_groups.'

function insistKnown(noun: 'group' | 'user', ids: readonly string[], known: number): void {
  const message = `Every item must be the id of a ${noun}.`
  refuseIf(known === ids.length ? [] : [{ field: `${noun}_ids`, code: 'invalid', message }])
}
