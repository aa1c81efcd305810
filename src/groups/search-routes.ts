// Searches for groups: the groups alone, with their place among groups, with their roles.
import type { Actor } from '../access/actor.ts'
import { permitted } from '../access/permissions.ts'
import { type Context, route } from '../context.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import {
  fieldsParameter,
  flagParameter,
  sortsParameter,
  textParameter,
  type ValuesOf,
} from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { parseSorts } from '../http/sorts.ts'
import { roleViewer } from '../roles/access.ts'
import { showRole } from '../roles/shapes.ts'
import { roleRows } from '../roles/sql.ts'
import { idsTerm, textTerm } from '../search-terms.ts'
import { visibleGroups } from './access.ts'
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
  sorts: sortsParameter,
  filter_or: flagParameter('One fitting term suffices.'),
  id: textParameter('Ids.'),
  name: textParameter('Name; % and _ are wildcards, case does not count.'),
  external_group_id: textParameter('Id that another system knows the group by.'),
  externally_managed: flagParameter('Whether another system decides who is in it.'),
  externally_orphaned: flagParameter('Whether the other system has forgotten it.'),
}
type Asked = ValuesOf<typeof query>

const fails = [400, 404, 429]

export const searchGroups = route({
  operation: 'search_groups',
  tag,
  method: 'GET',
  path: '/groups/search',
  summary: 'Search Groups',
  query,
  reply: listOf(Group),
  fails,

  async handle(context) {
    const { actor } = context
    const { rows, headers } = await search(context)
    return { answer: rows.map((row) => showGroup(actor, row)), headers }
  },
})

export const searchGroupsWithHierarchy = route({
  operation: 'search_groups_with_hierarchy',
  tag,
  method: 'GET',
  path: '/groups/search/with_hierarchy',
  summary: 'Search Groups with Hierarchy',
  query,
  reply: listOf(GroupHierarchy),
  fails,

  async handle(context) {
    const { actor } = context
    const { rows, headers, catalogue } = await search(context)
    return { answer: rows.map((row) => showGroupHierarchy(actor, row, catalogue)), headers }
  },
})

export const searchGroupsWithRoles = route({
  operation: 'search_groups_with_roles',
  tag,
  method: 'GET',
  path: '/groups/search/with_roles',
  summary: 'Search Groups with Roles',
  query,
  reply: listOf(GroupSearch),
  fails,

  async handle(context) {
    const { actor } = context
    const { rows, headers, catalogue, roles } = await search(context)
    const shown = new Map(roles.map((row) => [row.id, showRole(roleViewer(context), row)]))
    const seesRoles = permitted('all_roles', actor)
    const answer = rows.map((row) => ({
      ...showGroup(actor, row),
      roles: seesRoles ? rolesOf(catalogue, row.id).flatMap((id) => shown.get(id) ?? []) : null,
    }))
    return { answer, headers }
  },
})

async function search(context: Context & { readonly query: Asked }) {
  const { query } = context
  const page = pageOf(query)
  const filter = filterOf(context.actor, query)
  const sorts = parseSorts(query.sorts, groupSorts)
  const { catalogue, rows } = await context.load(
    groupRows(filter, { page, sorts }),
    groupTotal(filter),
    roleRows({ givenToGroups: true }),
  )
  const headers = pageHeaders(page, rows[1][0]?.total ?? 0, context)
  return { catalogue, rows: rows[0], roles: rows[2], headers }
}

const filterOf = (actor: Actor, asked: Asked): GroupFilter => ({
  visible: visibleGroups(actor),
  filter_or: asked.filter_or,
  terms: {
    id: asked.id === undefined ? undefined : idsTerm('id', asked.id),
    name: asked.name === undefined ? undefined : textTerm('name', asked.name),
    external_group_id:
      asked.external_group_id === undefined
        ? undefined
        : textTerm('external_group_id', asked.external_group_id),
    externally_managed: asked.externally_managed,
    externally_orphaned: asked.externally_orphaned,
  },
})
