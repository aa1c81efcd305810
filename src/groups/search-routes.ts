// Searches for groups: alone, with the groups around them, or with their roles.
import type { Actor } from '../domain/actor.ts'
import { visibleGroups } from '../domain/group-access.ts'
import { permissionTable, permitted } from '../domain/permissions.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import { fieldsParameter, flagParameter, sortsParameter, type ValuesOf } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { anyTermParameter, idsTermParameter, textTermParameter } from '../http/search-parameters.ts'
import { parseSorts } from '../http/sorts.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { roleViewer } from '../roles/access.ts'
import { showRole } from '../roles/shapes.ts'
import { roleRows } from '../roles/sql.ts'
import { idsTerm, textTerm } from '../texts/search-terms.ts'
import {
  Group,
  GroupHierarchy,
  GroupSearch,
  rolesOf,
  showGroup,
  showGroupHierarchy,
} from './shapes.ts'
import { type GroupFilter, groupRows, groupSorts, groupTotal } from './sql.ts'

const tag = 'Group'

const query = {
  fields: fieldsParameter,
  limit: pagingParameters.limit,
  offset: pagingParameters.offset,
  sorts: sortsParameter(groupSorts),
  filter_or: anyTermParameter,
  id: idsTermParameter('2'),
  name: textTermParameter('Name', 'EM%'),
  external_group_id: textTermParameter('Id of the group in another system', 'IS NULL'),
  externally_managed: flagParameter(
    'True: only groups whose members another system manages. False: only the others.',
    false,
  ),
  externally_orphaned: flagParameter(
    'True returns nothing: Attrium does not track groups that another system has dropped.',
    false,
  ),
}
type SearchQuery = ValuesOf<typeof query>

const fails = [400, 404, 429]

export const searchGroups = route({
  operation: 'search_groups',
  access: permissionTable.search_groups,
  tag,
  method: 'GET',
  path: '/groups/search',
  summary: 'Search groups',
  description: 'Returns the groups that match all terms, or any of them with `filter_or`.',
  query,
  refusesUnknown: true,
  replies: { 200: listOf(Group) },
  fails,

  async handle(context) {
    const { actor } = context
    const { rows, headers } = await search(context)
    return { answer: rows.map((row) => showGroup(actor, row)), headers }
  },
})

export const searchGroupsWithHierarchy = route({
  operation: 'search_groups_with_hierarchy',
  access: permissionTable.search_groups_with_hierarchy,
  tag,
  method: 'GET',
  path: '/groups/search/with_hierarchy',
  summary: 'Search groups with the groups around them',
  description:
    'Searches like `search_groups`. Each result also has the ids of its roles and of the ' +
    'groups that contain it.',
  query,
  refusesUnknown: true,
  replies: { 200: listOf(GroupHierarchy) },
  fails,

  async handle(context) {
    const { actor } = context
    const { rows, headers, catalogue } = await search(context)
    return { answer: rows.map((row) => showGroupHierarchy(actor, row, catalogue)), headers }
  },
})

export const searchGroupsWithRoles = route({
  operation: 'search_groups_with_roles',
  access: permissionTable.search_groups_with_roles,
  tag,
  method: 'GET',
  path: '/groups/search/with_roles',
  summary: 'Search groups with their roles',
  description: 'Searches like `search_groups`. Each result also has the roles of the group itself.',
  query,
  refusesUnknown: true,
  replies: { 200: listOf(GroupSearch) },
  fails,

  async handle(context) {
    const { actor } = context
    const { rows, headers, catalogue, roles } = await search(context)
    const shownRoles = new Map(roles.map((row) => [row.id, showRole(roleViewer(context), row)]))
    const seesRoles = permitted('all_roles', actor)
    const answer = rows.map((row) => ({
      ...showGroup(actor, row),
      roles: seesRoles
        ? rolesOf(catalogue, row.id).flatMap((id) => shownRoles.get(id) ?? [])
        : null,
    }))
    return { answer, headers }
  },
})

async function search(context: Context & { readonly query: SearchQuery }) {
  const { query } = context
  const page = pageOf(query)
  const filter = filterOf(context.actor, query, context.server.now())
  const sorts = parseSorts(query.sorts, groupSorts)
  const { catalogue, rows } = await context.load(
    groupRows(filter, { page, sorts }),
    groupTotal(filter),
    roleRows({ givenToGroups: true }),
  )
  const headers = pageHeaders(page, rows[1][0]?.total ?? 0, context)
  return { catalogue, rows: rows[0], roles: rows[2], headers }
}

const filterOf = (actor: Actor, query: SearchQuery, now: number): GroupFilter => ({
  now,
  visible: visibleGroups(actor),
  filter_or: query.filter_or,
  terms: {
    id: query.id === undefined ? undefined : idsTerm('id', query.id),
    name: query.name === undefined ? undefined : textTerm('name', query.name),
    external_group_id:
      query.external_group_id === undefined
        ? undefined
        : textTerm('external_group_id', query.external_group_id),
    externally_managed: query.externally_managed,
    externally_orphaned: query.externally_orphaned,
  },
})
