// Operations on groups themselves.

import { lostWithout, refuseCarriedValues } from '../domain/carried-values.ts'
import { groupNameTaken, isAllUsers } from '../domain/group.ts'
import { visibleGroup, visibleGroups } from '../domain/group-access.ts'
import { permissionTable } from '../domain/permissions.ts'
import { isUnchanged } from '../domain/unchanged.ts'
import { allow, found, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import {
  fieldsParameter,
  flagParameter,
  idsParameter,
  sortsParameter,
  textParameter,
} from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { parseSorts } from '../http/sorts.ts'
import { type GroupId, isId } from '../ids.ts'
import type { AsksOfThing } from '../request/context.ts'
import { route } from '../request/route.ts'
import { nameProblems } from '../texts/names.ts'
import { changedGroup, createdGroup, deletedGroup } from './change-sql.ts'
import { Group, showGroup } from './shapes.ts'
import { groupRows, groupSorts, groupTotal } from './sql.ts'

const tag = 'Group'

export const allGroups = route({
  operation: 'all_groups',
  access: permissionTable.all_groups,
  tag,
  method: 'GET',
  path: '/groups',
  summary: 'List groups',
  description:
    'Returns the groups that you may see: all of them with `see_users`, `manage_groups` or ' +
    '`manage_user_attributes`, else those that you are in.',
  query: {
    fields: fieldsParameter,
    ...pagingParameters,
    sorts: sortsParameter(groupSorts),
    ids: idsParameter('Return only the groups with these ids; unknown ids are ignored.', [
      '2',
      '3',
    ]),
    content_metadata_id: textParameter(
      'Leave it empty: Attrium stores no content, so any value returns no group.',
      '',
    ),
    can_add_to_content_metadata: flagParameter(
      'True: only groups that can get access to content. False: only the others.',
      true,
    ),
  },
  replies: { 200: listOf(Group) },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, query } = context
    const page = pageOf(query)
    const filter = {
      now: context.server.now(),
      visible: visibleGroups(actor),
      // This server keeps no content, so no group has access to any.
      ids: query.content_metadata_id === undefined ? query.ids?.filter(isId) : [],
      can_add_to_content_metadata: query.can_add_to_content_metadata,
    }
    const sorts = parseSorts(query.sorts, groupSorts)
    const { rows } = await context.load(groupRows(filter, { page, sorts }), groupTotal(filter))
    return {
      answer: rows[0].map((row) => showGroup(actor, row)),
      headers: pageHeaders(page, rows[1][0]?.total ?? 0, context),
    }
  },
})

export const group = route({
  operation: 'group',
  access: permissionTable.group,
  tag,
  method: 'GET',
  path: '/groups/{group_id}',
  summary: 'Get a group',
  description: 'Returns one group, or 404 if you may not see it.',
  query: { fields: fieldsParameter },
  replies: { 200: Group },
  fails: [400, 404, 429],

  async handle(context) {
    const { group_id } = context.params
    const { rows } = await context.load(groupRows({ ids: [group_id], now: context.server.now() }))
    return showGroup(context.actor, found(rows[0][0]))
  },
})

export const createGroupRoute = route({
  operation: 'create_group',
  access: permissionTable.create_group,
  tag,
  method: 'POST',
  path: '/groups',
  summary: 'Create a group',
  description: 'Creates a group inside All Users. Returns 422 if another group has the name.',
  example: { body: { name: 'Partners' } },
  query: { fields: fieldsParameter },
  body: objectBody(Group),
  replies: { 200: Group },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { name, can_add_to_content_metadata = true } = context.body
    refuseIf(nameProblems('group', name, groupNameTaken(catalogue)))
    const columns = { name: name ?? '', can_add_to_content_metadata }
    const [rows] = await context.commit(createdGroup(columns))
    const { id } = found((rows as { id: GroupId }[])[0])
    return showGroup(context.actor, { ...newGroup, ...columns, id })
  },
})

const newGroup = {
  external_group_id: null,
  externally_managed: false,
  include_by_default: false,
  user_count: 0,
}

export const updateGroupRoute = route({
  operation: 'update_group',
  access: permissionTable.update_group,
  tag,
  method: 'PATCH',
  path: '/groups/{group_id}',
  summary: 'Change a group',
  description:
    'Changes the name of the group, or whether it can get access to content. All Users ' +
    'cannot be changed.',
  example: { path: { group_id: '6' }, body: { name: 'Contractors' } },
  query: { fields: fieldsParameter },
  body: objectBody(Group),
  replies: { 200: Group },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { actor } = context
    const { group_id } = context.params
    const { catalogue, rows } = await context.load(
      groupRows({ ids: [group_id], now: context.server.now() }),
    )
    changeable(context, visibleGroup(actor, catalogue, group_id))
    const before = found(rows[0][0])
    const { body } = context
    const columns = {
      name: body.name ?? before.name,
      can_add_to_content_metadata:
        body.can_add_to_content_metadata ?? before.can_add_to_content_metadata,
    }
    refuseIf(nameProblems('group', columns.name, groupNameTaken(catalogue, group_id)))
    if (isUnchanged(before, columns)) return showGroup(actor, before)
    await context.commit(changedGroup(group_id, before, columns))
    return showGroup(actor, { ...before, ...columns })
  },
})

export const deleteGroupRoute = route({
  operation: 'delete_group',
  access: permissionTable.delete_group,
  tag,
  method: 'DELETE',
  path: '/groups/{group_id}',
  summary: 'Delete a group',
  description:
    'Deletes the group with its memberships, attribute values and roles. Its members and the ' +
    'groups inside it stay. More than 1,000 memberships are removed from the store afterwards, ' +
    'while others go on.',
  example: { path: { group_id: '9' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { group_id } = context.params
    const { catalogue } = await context.load()
    const group = changeable(context, visibleGroup(context.actor, catalogue, group_id))
    const lost = lostWithout(catalogue, group_id)
    // guard carried-5: gone
    refuseCarriedValues(context, catalogue, { groups: lost })
    await context.commit(deletedGroup(catalogue, group))
    return undefined
  },
})

/** The group. Refuses with 403 callers who may not change groups, and everybody for All Users (looker 10.11). */
export function changeable<Known extends { readonly id: GroupId }>(
  context: AsksOfThing,
  group: Known,
): Known {
  const { id } = context.allowed(group)
  allow(!isAllUsers(id), 'denied', allUsersStays)
  return group
}
const allUsersStays =
  'Permission Denied: All Users contains every user and every group; it cannot be changed, left or deleted.'
