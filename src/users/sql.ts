// Statements that find users: one for a page with everything asked about them, one for the total.
import type { UserId } from '../ids.ts'
import {
  allOf,
  always,
  anyOf,
  type Condition,
  idMatches,
  never,
  textMatches,
} from '../store/matching.ts'
import {
  idList,
  idText,
  jsonFlag,
  prepare,
  type Statement,
  sql,
  statement,
  type Writer,
  writer,
} from '../store/statement.ts'
import { textKey } from '../text-key.ts'
import type { Matching, Needs, UserQuery, UserSearch, UserSort } from './matching.ts'

/** The users of a page in their order. The page is found first, by ids alone; then its facts are read. */
export function userPage(query: UserQuery): Statement<UserRow> {
  return statement(withFacts(writer, pageIds(query), query.needs, query.sorts))
}

/** The ids of a page in their order, with commas between them; null when nobody fits. */
export function userIds(query: UserQuery): Statement<{ ids: string | null }> {
  const ids = sql<string | null>`string_agg(cast(page.id as text), ',')`.as('ids')
  return statement(writer.selectFrom(pageIds(query).as('page')).select(ids))
}

/** How many users fit. */
export function userTotal({ matching, namesOnlyFor }: UserQuery): Statement<{ total: number }> {
  const { group_id, ...others } = matching
  const conditions = conditionsOf(others, namesOnlyFor)
  const total = sql<number>`count(*)`.as('total')
  if (group_id === undefined) {
    return statement(writer.selectFrom('users').select(total).where(allOf(conditions)))
  }
  const members = writer.selectFrom('group_users').select(total).where('group_id', '=', group_id)
  if (conditions.length === 0) return statement(members)
  return statement(
    members.innerJoin('users', 'users.id', 'group_users.user_id').where(allOf(conditions)),
  )
}

/**
 * The ids of a page. Members of a group are read in the order of the membership's key, so that a page
 * far down costs no look at the users before it.
 */
function pageIds(query: UserQuery) {
  const { matching, sorts, limit, offset, namesOnlyFor } = query
  const { group_id, ...others } = matching
  const conditions = conditionsOf(others, namesOnlyFor)
  const byIdOnly = sorts.every(({ field }) => field === 'id')
  if (group_id !== undefined && conditions.length === 0 && byIdOnly) {
    const order = sorts[0]?.descending ? ('desc' as const) : ('asc' as const)
    const members = writer
      .selectFrom('group_users')
      .select('group_users.user_id as id')
      .where('group_users.group_id', '=', group_id)
      .orderBy('group_users.user_id', order)
    return limit === undefined && offset === 0 ? members : members.limit(most(limit)).offset(offset)
  }
  const inGroup = group_id === undefined ? [] : [memberOf(idList(JSON.stringify([group_id])))]
  // One look at all addresses is cheaper than one for each user.
  let page = sorts.some(({ field }) => field === 'email')
    ? writer
        .selectFrom('users')
        .leftJoin(...emailOfUser)
        .select('users.id')
    : writer.selectFrom('users').select('users.id')
  const all = [...conditions, ...inGroup]
  if (all.length > 0) page = page.where(allOf(all))
  for (const { expression, order } of orderOf(sorts)) page = page.orderBy(expression, order)
  return limit === undefined && offset === 0 ? page : page.limit(most(limit)).offset(offset)
}

const most = (limit: number | undefined) => limit ?? 1_000_000_000_000

/** Every order ends with the id, so that it is total. */
function orderOf(sorts: readonly UserSort[]) {
  return [...sorts, { field: 'id' as const, descending: false }].map(({ field, descending }) => ({
    expression: orderKeys[field],
    order: descending ? ('desc' as const) : ('asc' as const),
  }))
}
const emailOfUser = ['credentials_email', 'credentials_email.user_id', 'users.id'] as const
const orderKeys = {
  id: sql<string>`users.id`,
  first_name: sql<string>`users.first_name_key`,
  last_name: sql<string>`users.last_name_key`,
  is_disabled: sql<number>`users.is_disabled`,
  email: sql<string>`coalesce(credentials_email.email_key, '')`,
}

function withFacts(
  writer: Writer,
  page: ReturnType<typeof pageIds>,
  needs: Needs,
  sorts: readonly UserSort[],
) {
  const asked = (need: boolean, list: typeof groupIds) => (need ? list : sql<null>`null`)
  let rows = writer
    .selectFrom(page.as('page'))
    // A cross join is run in the order written: page first.
    .crossJoin('users')
    .leftJoin(...emailOfUser)
    .whereRef('users.id', '=', 'page.id')
    .select([
      idText('users.id').as('id'),
      'users.first_name',
      'users.last_name',
      'users.is_disabled',
      'users.home_folder_id',
      'users.models_dir_validated',
      'users.ui_state',
      'users.timezone',
      'users.created_at',
      'users.is_service_account',
      'credentials_email.email',
      'credentials_email.created_at as email_created_at',
      'credentials_email.forced_password_reset_at_next_login',
      'credentials_email.is_disabled as email_is_disabled',
      'credentials_email.account_setup_nonce',
      'credentials_email.password_reset_nonce',
      'credentials_email.password_reset_expires_at',
      asked(needs.groups, groupIds).as('group_ids'),
      asked(needs.roles, roleIds).as('role_ids'),
      asked(needs.locale, localeValue).as('locale'),
      asked(needs.credentials, apiKeys).as('credentials_api3'),
      asked(needs.credentials, otherCredentials).as('credentials'),
    ])
  for (const { expression, order } of orderOf(sorts)) rows = rows.orderBy(expression, order)
  return rows
}

/** Ids with commas between them, in any order; null when there is none. */
const groupIds = sql<string | null>`(select string_agg(cast(group_id as text), ',')
  from group_users where group_users.user_id = users.id)`
const roleIds = sql<string | null>`(select string_agg(cast(role_id as text), ',')
  from role_users where role_users.user_id = users.id)`
/** The user's own value of the attribute named locale. */
const localeValue = sql<string | null>`(select value from user_attribute_user_values
  where user_id = users.id
    and user_attribute_id = (select id from user_attributes where name = 'locale'))`
/** JSON lists of objects, in any order. */
const apiKeys = sql<string | null>`(select json_group_array(json_object('id', cast(id as text),
    'client_id', client_id, 'created_at', created_at,
    'is_disabled', ${jsonFlag('is_disabled')}, 'purpose', purpose))
  from credentials_api3 where credentials_api3.user_id = users.id)`
const otherCredentials = sql<string | null>`(select json_group_array(json_object(
    'id', cast(id as text), 'kind', kind, 'identity', identity, 'email', email,
    'detail', detail, 'created_at', created_at, 'logged_in_at', logged_in_at,
    'is_disabled', ${jsonFlag('is_disabled')}, 'verified', ${jsonFlag('verified')}))
  from credentials where credentials.user_id = users.id)`

function conditionsOf(matching: Matching, namesOnlyFor: UserId | undefined): Condition[] {
  const { ids, role, email, search } = matching
  const conditions: Condition[] = []
  const guarded = (condition: Condition) => onlyOwn(condition, namesOnlyFor)
  if (ids !== undefined) conditions.push(idMatches('users.id', { is: 'ids', ids }))
  if (role !== undefined) conditions.push(role.direct ? holds(role) : holdsThroughGroups(role))
  if (email !== undefined) {
    conditions.push(guarded(hasEmail(sql<boolean>`email_key = ${textKey(email)}`)))
  }
  if (search !== undefined) conditions.push(...searchConditions(search, guarded))
  return conditions
}

/** For callers who see names only, terms about anything else fit no one but themselves (looker 5.6). */
function onlyOwn(condition: Condition, reader: UserId | undefined): Condition {
  return reader === undefined ? condition : sql<boolean>`(users.id = ${reader} and ${condition})`
}

function searchConditions(
  search: UserSearch,
  guarded: (condition: Condition) => Condition,
): Condition[] {
  const { id, group_id, first_name, last_name, email, name } = search
  const terms: Condition[] = []
  if (id !== undefined) terms.push(idMatches('users.id', id))
  if (group_id !== undefined) terms.push(guarded(inGroups(group_id)))
  if (first_name !== undefined) terms.push(textMatches('users.first_name_key', first_name))
  if (last_name !== undefined) terms.push(textMatches('users.last_name_key', last_name))
  if (email !== undefined) terms.push(guarded(emailMatches(email)))
  for (const flag of ['is_disabled', 'is_service_account'] as const) {
    const wanted = search[flag]
    if (wanted !== undefined) {
      terms.push(guarded(sql<boolean>`${sql.ref(`users.${flag}`)} = ${wanted}`))
    }
  }
  if (search.embed_user !== undefined) terms.push(guarded(isEmbedUser(search.embed_user)))
  if (search.constant !== undefined) terms.push(search.constant ? always : never)
  const combined = terms.length === 0 ? [] : [search.any ? anyOf(terms) : allOf(terms)]
  if (name === undefined) return combined
  return [
    ...combined,
    anyOf([
      textMatches('users.first_name_key', name),
      textMatches('users.last_name_key', name),
      guarded(emailMatches(name)),
    ]),
  ]
}

type EmailTerm = NonNullable<UserSearch['email']>

const hasEmail = (fits: Condition): Condition =>
  sql<boolean>`users.id in (select user_id from credentials_email where ${fits})`

function emailMatches(term: EmailTerm): Condition {
  if (term.is === 'null') return sql<boolean>`not ${hasEmail(sql<boolean>`1 = 1`)}`
  return hasEmail(textMatches('email_key', term))
}

const isEmbedUser = (wanted: boolean): Condition =>
  sql<boolean>`${wanted ? sql`` : sql`not`} exists (select 1 from credentials
    where credentials.user_id = users.id and credentials.kind = 'embed')`

const memberOf = (groups: ReturnType<typeof idList>): Condition =>
  sql<boolean>`exists (select 1 from group_users
    where group_users.user_id = users.id and group_users.group_id in ${groups})`

function inGroups(term: NonNullable<UserSearch['group_id']>): Condition {
  const some = sql<boolean>`exists (select 1 from group_users where user_id = users.id)`
  if (term.is === 'ids') return memberOf(idList(JSON.stringify(term.ids)))
  return term.is === 'null' ? sql<boolean>`not ${some}` : some
}

type RoleTerm = NonNullable<Matching['role']>

const holds = ({ role_id }: RoleTerm): Condition =>
  sql<boolean>`users.id in (select user_id from role_users where role_id = ${role_id})`

/** A role given to a group reaches its members and those of every group inside it. */
const holdsThroughGroups = ({ role_id }: RoleTerm): Condition =>
  sql<boolean>`users.id in (
    with recursive reached (id) as (
      select group_id from role_groups where role_id = ${role_id}
      union
      select group_groups.group_id from group_groups
        join reached on group_groups.parent_group_id = reached.id
    )
    select user_id from role_users where role_id = ${role_id}
    union
    select user_id from group_users where group_id in (select id from reached))`

/** One row when there is such a user. */
export const knownUser = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.selectFrom('users').select(idText('users.id').as('id')).where('users.id', '=', user_id),
)

export type UserRow = NonNullable<ReturnType<typeof oneUser>['row']>

const everything: Needs = { groups: true, roles: true, locale: true, credentials: true }

/** One user with everything about him; no row when there is none. */
export const oneUser = prepare((writer, { user_id }: { user_id: UserId }) =>
  withFacts(
    writer,
    writer.selectFrom('users').select('users.id').where('users.id', '=', user_id),
    everything,
    [],
  ),
)

/** The user created by an earlier statement of the same commit. */
export const newestUser = prepare((writer) =>
  withFacts(
    writer,
    writer
      .selectFrom('users')
      .select('users.id')
      .where('users.id', '=', sql<string>`(select max(id) from users)`),
    everything,
    [],
  ),
)({})
