// Operations on the groups inside a group.

import { gainedWith, lostWith, refuseCarriedValues } from '../domain/carried-values.ts'
import { nestingObstacle } from '../domain/group.ts'
import { refuseUngivableRoles, visibleGroup, visibleGroups } from '../domain/group-access.ts'
import { permissionTable } from '../domain/permissions.ts'
import { allow, found, Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { nothing } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { type GroupId, isId } from '../ids.ts'
import { route } from '../request/route.ts'
import { nested, takenOut } from './change-sql.ts'
import { changeable } from './routes.ts'
import { Group, GroupIdForGroupInclusion, showGroup } from './shapes.ts'
import { groupRows } from './sql.ts'

const tag = 'Group'

export const allGroupGroups = route({
  operation: 'all_group_groups',
  access: permissionTable.all_group_groups,
  tag,
  method: 'GET',
  path: '/groups/{group_id}/groups',
  summary: 'List the groups inside a group',
  description: 'Returns the groups that are directly in the group and that you may see.',
  example: { path: { group_id: '7' } },
  query: { fields: fieldsParameter },
  replies: { 200: listOf(Group) },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, params } = context
    const now = context.server.now()
    const filter = { now, parent: params.group_id, visible: visibleGroups(actor) }
    const { catalogue, rows } = await context.load(groupRows(filter))
    found(catalogue.groups.get(params.group_id))
    return rows[0].map((row) => showGroup(actor, row))
  },
})

export const addGroupGroup = route({
  operation: 'add_group_group',
  access: permissionTable.add_group_group,
  tag,
  method: 'POST',
  path: '/groups/{group_id}/groups',
  summary: 'Put a group into a group',
  description:
    'Returns the group that was added. Its members get the attribute values and roles of the ' +
    'outer group. Returns 400 if a group would contain itself.',
  example: { path: { group_id: '8' }, body: { group_id: '6' } },
  body: objectBody(GroupIdForGroupInclusion, { also: ['group_id'] }),
  replies: { 200: Group },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { actor, params, body } = context
    if (body.group_id == null) {
      throw new Refusal('bad_request', { message: "'group_id' is required." })
    }
    const child_ids = [body.group_id].filter(isId)
    const { catalogue, rows } = await context.load(
      groupRows({ ids: child_ids, now: context.server.now() }),
    )
    const parent = context.allowed(visibleGroup(actor, catalogue, params.group_id))
    const child = visibleGroup(actor, catalogue, body.group_id, noSuchGroup)
    const answer = showGroup(actor, found(rows[0][0]))
    if (child.parents.includes(parent.id)) return answer
    const obstacle = nestingObstacle(catalogue, parent.id, child.id)
    // The operation declares no 422 (decision 6).
    allow(obstacle === undefined, 'bad_request', obstacle)
    const around = new Set<GroupId>(catalogue.groupsAround(child.id))
    // guard giving-4: gone
    refuseUngivableRoles(actor, catalogue, parent.id, catalogue.rolesThrough(around))
    const gained = gainedWith(catalogue, parent.id, around)
    // guard carried-3: gone
    refuseCarriedValues(context, catalogue, { groups: gained })
    await context.commit(nested(parent.id, child.id))
    return answer
  },
})
const noSuchGroup = 'Not found: group_id must be the id of a group.'

export const deleteGroupFromGroup = route({
  operation: 'delete_group_from_group',
  access: permissionTable.delete_group_from_group,
  tag,
  method: 'DELETE',
  path: '/groups/{group_id}/groups/{deleting_group_id}',
  summary: 'Take a group out of a group',
  description:
    'Both groups stay. Members of the inner group lose the values and roles of the outer ' + 'one.',
  example: { path: { group_id: '7' } },
  replies: { 204: nothing },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { group_id, deleting_group_id } = context.params
    const { catalogue } = await context.load()
    const parent = visibleGroup(context.actor, catalogue, group_id)
    const child = visibleGroup(context.actor, catalogue, deleting_group_id)
    found(child.parents.find((id) => id === parent.id))
    changeable(context, parent)
    const lost = lostWith(catalogue, parent.id, child.parents)
    // guard carried-4: gone
    refuseCarriedValues(context, catalogue, { groups: lost })
    await context.commit(takenOut(parent.id, child.id))
    return undefined
  },
})
