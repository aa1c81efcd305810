// Operations on the groups and users that have a role.

import { adminRemains } from '../access/sql.ts'
import { holdersBefore } from '../audit/before-sql.ts'
import type { Role } from '../domain/catalogue.ts'
import { mayGive, whyUngivable } from '../domain/giving.ts'
import { visibleGroups } from '../domain/group-access.ts'
import { permissionTable } from '../domain/permissions.ts'
import { areSameIds } from '../domain/unchanged.ts'
import { allow, found, refuseIf } from '../errors.ts'
import { Group, showGroup } from '../groups/shapes.ts'
import { groupRows } from '../groups/sql.ts'
import { idsBody } from '../http/body.ts'
import { fieldsParameter, flagParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { isId, type RoleId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { SeenUser } from '../users/shapes.ts'
import { withRole } from '../users/show-user.ts'
import { answerUsers, listUsers } from '../users/user-reader.ts'
import { replacedRoleGroups, unseenGroups } from './change-sql.ts'
import { countRightsChanges, heldBy, setRoleUsers } from './sql.ts'

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
    const now = context.server.now()
    const filter = { now, role: params.role_id, visible: visibleGroups(actor) }
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
    'has the role, because you cannot replace a list that you do not see completely.',
  example: { path: { role_id: '5' }, body: ['2'] },
  body: idsBody('Ids of all groups that should have the role.'),
  replies: { 200: listOf(Group) },
  fails: [400, 403, 404, 405, 409, 422, 429],

  async handle(context) {
    const { actor, params } = context
    const role = await insistGivable(context, params.role_id)
    const { groups } = role
    const visible = visibleGroups(actor)
    // guard unseen-1: every → some
    const seen = visible === undefined || groups.every((id) => visible.has(id))
    allow(seen, 'denied', unseenGroups)
    const ids = [...new Set(context.body)]
    const { rows } = await context.load(
      groupRows({ ids: ids.filter(isId), visible, now: context.server.now() }),
    )
    insistKnown('group', ids, rows[0].length)
    if (areSameIds(ids, groups)) return rows[0].map((row) => showGroup(actor, row))
    await context.commit(replacedRoleGroups(role, ids))
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
  replies: { 200: listOf(SeenUser) },
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
  // guard api-docs-3: becomes { path: { role_id: '2' }, body: ['1', '4'] }
  example: { path: { role_id: '5' }, body: ['4'] },
  body: idsBody('Ids of all users who should have the role directly.'),
  replies: { 200: listOf(SeenUser) },
  fails: [400, 403, 404, 405, 422, 429],

  async handle(context) {
    const { role_id } = context.params
    await insistGivable(context, role_id)
    const ids = [...new Set(context.body)]
    const { rows } = await context.load(heldBy({ role_id, ids: JSON.stringify(ids.filter(isId)) }))
    const { holders = 0, listed = 0 } = rows[0][0] ?? {}
    const { list, total } = await listUsers(context, {
      matching: { ids: ids.filter(isId) },
      sorts: undefined,
      page: { limit: undefined, offset: 0 },
      afterwards: (row) => withRole(row, role_id),
    })
    insistKnown('user', ids, total)
    const changes = holders + ids.length - 2 * listed
    // guard unchanged-2: gone
    if (changes === 0) return list
    // Rights are valid for one version of the catalogue: a new version makes the server read everybody's rights again.
    const before = holdersBefore(role_id, ids)
    const areMany = changes > limits.counted_rights_changes
    await context.commit({
      // guard many-holders-1: becomes 'people'
      touches: areMany ? 'catalogue' : 'people',
      statements: [
        ...before.statements,
        ...(areMany ? [] : countRightsChanges(role_id, ids)),
        ...setRoleUsers(role_id, ids),
        adminRemains,
      ],
      audit: { details: { role_id, user_ids: ids }, found: before.found },
    })
    return list
  },
})

/** Called before the body is checked: 404 for an unknown role, 403 for a role that the caller may not give (T-26). */
async function insistGivable(context: Context, role_id: RoleId): Promise<Role> {
  const { catalogue } = await context.load()
  const role = found(catalogue.roles.get(role_id))
  allow(mayGive(context.actor, role), 'denied', whyUngivable(context.actor, [role]))
  return role
}

function insistKnown(noun: 'group' | 'user', ids: readonly string[], known: number): void {
  const message = `Every item must be the id of a ${noun}.`
  refuseIf(known === ids.length ? [] : [{ field: `${noun}_ids`, code: 'invalid', message }])
}
