// Statements about groups, their members and their nesting.
import { forGood, type Times } from '../domain/times.ts'
import type { Page } from '../http/paging.ts'
import type { Sort } from '../http/sorts.ts'
import { allUsersGroupId, type GroupId, type RoleId, type UserId } from '../ids.ts'
import {
  allOf,
  always,
  anyOf,
  type Condition,
  fittingMost,
  idMatches,
  never,
  textMatches,
} from '../store/matching.ts'
import {
  idList,
  idText,
  nameOfDeleted,
  prepare,
  required,
  type Statement,
  sql,
  statement,
  writer,
} from '../store/statement.ts'
import { type IdsTerm, literalTerms, type TextTerm } from '../texts/search-terms.ts'
import { textKey } from '../texts/text-key.ts'
import { membersAt } from '../values/members-sql.ts'
import type { GroupRow } from './shapes.ts'

export const groupSorts = [
  'id',
  'name',
  'user_count',
  'external_group_id',
  'externally_managed',
  'include_by_default',
  'can_add_to_content_metadata',
] as const
export type GroupSort = (typeof groupSorts)[number]

/** Selects groups; all conditions must hold, and a missing one excludes nothing. */
export interface GroupFilter {
  /** Decides which members count. */
  readonly now: number
  /** The groups that the caller may know of; undefined means all. */
  readonly visible?: ReadonlySet<GroupId> | undefined
  readonly ids?: readonly string[] | undefined
  /** Only groups that are directly in this group. */
  readonly parent?: GroupId
  /** Only groups that have this role. */
  readonly role?: RoleId
  readonly can_add_to_content_metadata?: boolean | undefined
  /** Search terms; with `filter_or` one of them is enough. */
  readonly terms?: GroupTerms
  readonly filter_or?: boolean | undefined
}

export interface GroupTerms {
  readonly id?: IdsTerm | undefined
  readonly name?: TextTerm | undefined
  readonly external_group_id?: TextTerm | undefined
  readonly externally_managed?: boolean | undefined
  readonly externally_orphaned?: boolean | undefined
}

interface Part {
  readonly page: Page
  readonly sorts: readonly Sort<GroupSort>[]
}
const everything: Part = { page: { limit: undefined, offset: 0 }, sorts: [] }

/** Larger than any number of rows: every engine needs a limit beside `offset`. */
const noLimit = Number.MAX_SAFE_INTEGER

export function groupRows(filter: GroupFilter, part = everything): Statement<GroupRow> {
  const literals =
    part.sorts.length > 0 ? [] : literalTerms(filter.terms ?? {}, filter.filter_or ?? false)
  const order = part.sorts.map(({ field, descending }) =>
    descending ? sql`${orderOf(field, filter.now)} desc` : orderOf(field, filter.now),
  )
  const fits = literals.map((terms) => termsFit({ ...filter, terms }))
  if (fits.length > 0) order.push(fittingMost(fits))
  return statement(
    writer
      .selectFrom('groups')
      .select([
        idText('groups.id').as('id'),
        'name',
        'external_group_id',
        'externally_managed',
        'include_by_default',
        'can_add_to_content_metadata',
        userCount(filter.now).as('user_count'),
      ])
      .where(conditions(filter))
      .orderBy(sql.join([...order, sql.ref('groups.id')]))
      .limit(part.page.limit ?? noLimit)
      .offset(part.page.offset),
  )
}

const userCount = (now: number) => sql<number>`(select count(*) from ${membersAt(now)} as member
  where member.group_id = groups.id)`

/** Never null, so that the engines agree on the order. */
function orderOf(field: GroupSort, now: number) {
  switch (field) {
    case 'name':
      return sql.ref('name_key')
    case 'user_count':
      return userCount(now)
    case 'external_group_id':
      return externalKey
    case 'id':
    case 'externally_managed':
    case 'include_by_default':
    case 'can_add_to_content_metadata':
      return sql.ref(`groups.${field}`)
  }
}

export const groupTotal = (filter: GroupFilter): Statement<{ total: number }> =>
  statement(
    writer.selectFrom('groups').select(sql<number>`count(*)`.as('total')).where(conditions(filter)),
  )

const externalKey = sql<string>`coalesce(lower(external_group_id), '')`

function conditions(filter: GroupFilter): Condition {
  const { visible, ids, parent, role, can_add_to_content_metadata } = filter
  // guard deletion-2: becomes []
  const all: Condition[] = [sql`groups.name_key <> ${nameOfDeleted('groups.id')}`]
  const among = (list: readonly string[]) =>
    sql<boolean>`groups.id in ${idList(JSON.stringify(list))}`
  if (visible !== undefined) all.push(among([...visible]))
  if (ids !== undefined) all.push(among(ids))
  if (parent !== undefined) {
    all.push(
      sql`groups.id in (select group_id from group_groups where parent_group_id = ${parent})`,
    )
  }
  if (role !== undefined) {
    all.push(sql`groups.id in (select group_id from role_groups where role_id = ${role})`)
  }
  if (can_add_to_content_metadata !== undefined) {
    all.push(sql`can_add_to_content_metadata = ${can_add_to_content_metadata}`)
  }
  all.push(termsFit(filter))
  return allOf(all)
}

const termsFit = ({ filter_or, terms = {} }: GroupFilter): Condition =>
  (filter_or ? anyOf : allOf)(termConditions(terms))

function termConditions(terms: GroupTerms): Condition[] {
  const all: Condition[] = []
  if (terms.id !== undefined) all.push(idMatches('groups.id', terms.id))
  if (terms.name !== undefined) all.push(textMatches('name_key', terms.name))
  if (terms.external_group_id !== undefined) {
    all.push(externalMatches(terms.external_group_id))
  }
  if (terms.externally_managed !== undefined) {
    all.push(sql`externally_managed = ${terms.externally_managed}`)
  }
  // No group here was ever orphaned by another system.
  if (terms.externally_orphaned !== undefined) all.push(terms.externally_orphaned ? never : always)
  return all
}

const externalMatches = (term: TextTerm): Condition =>
  sql`groups.id in (select id from (select id, ${externalKey} as external_key from groups) as keyed
    where ${textMatches('external_key', term)})`

export type GroupColumns = {
  readonly name: string
  readonly can_add_to_content_metadata: boolean
}

type NewGroup = GroupColumns & { name_key: string }

const newGroup = (row: NewGroup) => ({
  name: row.name,
  name_key: row.name_key,
  external_group_id: null,
  externally_managed: false,
  include_by_default: false,
  can_add_to_content_metadata: row.can_add_to_content_metadata,
})
const insertGroup = prepare((writer, row: NewGroup) =>
  writer.insertInto('groups').values(newGroup(row)).returning(idText('id').as('id')),
)
/** Creates a group with a given id. */
export const createGroupAs = (id: GroupId, columns: GroupColumns) =>
  insertGroupAs({ ...columns, name_key: textKey(columns.name), id })
const insertGroupAs = prepare((writer, row: NewGroup & { id: GroupId }) =>
  writer.insertInto('groups').values({ ...newGroup(row), id: row.id }),
)

const putIntoAllUsers = prepare((writer, { name_key }: { name_key: string }) =>
  writer
    .insertInto('group_groups')
    .expression((from) =>
      from
        .selectFrom('groups')
        .select([sql<string>`cast(${sql.lit(allUsersGroupId)} as bigint)`.as('parent'), 'id'])
        .where('name_key', '=', name_key),
    )
    .columns(['parent_group_id', 'group_id']),
)

/** Creates a group in All Users (looker 10.12); the first statement returns its id. */
export function createGroup(columns: GroupColumns): Statement[] {
  const name_key = textKey(columns.name)
  return [insertGroup({ ...columns, name_key }), required(putIntoAllUsers({ name_key }))]
}

const prepareUpdate = prepare(
  (writer, row: GroupColumns & { name_key: string; group_id: GroupId }) =>
    writer
      .updateTable('groups')
      .set({
        name: row.name,
        name_key: row.name_key,
        can_add_to_content_metadata: row.can_add_to_content_metadata,
      })
      .where('id', '=', row.group_id),
)
export const updateGroup = (group_id: GroupId, columns: GroupColumns) =>
  required(prepareUpdate({ ...columns, name_key: textKey(columns.name), group_id }))

type Membership = { group_id: GroupId; user_id: UserId }

/** Puts a user into a group for these times, whatever the times were before. */
export const addMember = (
  { group_id, user_id }: Membership,
  { starts_at, expires_at }: Times = forGood,
): Statement => prepareAdd({ group_id, user_id, starts_at, expires_at })
type TimedMembership = Membership & { starts_at: number | null; expires_at: number | null }
const prepareAdd = prepare(
  (writer, { group_id, user_id, starts_at, expires_at }: TimedMembership) =>
    writer
      .insertInto('group_users')
      .values({ group_id, user_id, starts_at, expires_at })
      .onConflict((conflict) =>
        conflict.columns(['group_id', 'user_id']).doUpdateSet({
          starts_at: (row) => row.ref('excluded.starts_at'),
          expires_at: (row) => row.ref('excluded.expires_at'),
        }),
      ),
)

const prepareRemove = prepare((writer, { group_id, user_id }: Membership) =>
  writer.deleteFrom('group_users').where('group_id', '=', group_id).where('user_id', '=', user_id),
)
export const removeMember = (key: Membership) => required(prepareRemove(key))

/** The version of the user's rights; no row if there is no such user. */
export const userAuthority = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.selectFrom('users').select('authority').where('id', '=', user_id),
)

/** Changes the row only if the user's rights are the same as when the change was decided. */
const prepareRightsChanged = prepare(
  (writer, { user_id, authority }: { user_id: UserId; authority: number }) =>
    writer
      .updateTable('users')
      .set((row) => ({ authority: row('authority', '+', 1) }))
      .where('id', '=', user_id)
      .where('authority', '=', authority),
)
export const raiseRightsVersion = (user_id: UserId, authority: number) =>
  required(prepareRightsChanged({ user_id, authority }))

type Nesting = { parent_group_id: GroupId; group_id: GroupId }

export const putIntoGroup = prepare((writer, { parent_group_id, group_id }: Nesting) =>
  writer.insertInto('group_groups').values({ parent_group_id, group_id }),
)

const prepareTakeOut = prepare((writer, { parent_group_id, group_id }: Nesting) =>
  writer
    .deleteFrom('group_groups')
    .where('parent_group_id', '=', parent_group_id)
    .where('group_id', '=', group_id),
)
export const takeOutOfGroup = (key: Nesting) => required(prepareTakeOut(key))
