// Statements that find users: one for a page with all fields, one for the total.
import type { UserId } from '../ids.ts'
import { sessionLists } from '../session/sql.ts'
import { allOf, type IdPage, literalFirst } from '../store/matching.ts'
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
import { membersAt } from '../values/members-sql.ts'
import { ownValuesAt } from '../values/own-values-sql.ts'
import { signInValuesOf } from '../values/sign-in-values-sql.ts'
import type { Needs, UserQuery, UserSort } from './matching.ts'
import { conditionsOf, literalMatchings, memberOf } from './matching-sql.ts'

/** The users of a page in their order. The ids of the page are found first; then the facts are read. */
export function userPage(query: UserQuery): Statement<UserRow> {
  const { needs, sorts, now } = query
  const literal = literalPage(query)
  if (literal === undefined)
    return statement(withFacts(writer, pageIds(query).as('page'), { needs, sorts, now }))
  const place = { expression: sql<number>`page.place`, order: 'asc' as const }
  return statement(withFacts(writer, literal, { needs, sorts, now, before: [place] }))
}

/** The ids of a page that starts with literal matches; undefined if there is a sort order or no pattern. */
function literalPage({ matching, sorts, limit, offset, namesOnlyFor, now }: UserQuery) {
  const literals = sorts.length === 0 ? literalMatchings(matching) : []
  if (literals.length === 0) return undefined
  return literalFirst({
    table: 'users',
    id: 'users.id',
    conditions: allOf(conditionsOf(matching, namesOnlyFor, now)),
    literals: literals.map((one) => allOf(conditionsOf(one, namesOnlyFor, now))),
    limit: most(limit),
    offset,
  })
}

/** The ids of a page in their order, with commas between them; null if nobody matches. */
export function userIds(query: UserQuery): Statement<{ ids: string | null }> {
  const ids = sql<string | null>`string_agg(cast(page.id as text), ',')`.as('ids')
  const page = literalPage(query) ?? pageIds(query).as('page')
  return statement(writer.selectFrom(page).select(ids))
}

/** The number of users who match. */
export function userTotal({
  matching,
  namesOnlyFor,
  now,
}: UserQuery): Statement<{ total: number }> {
  const { group_id, ...others } = matching
  const conditions = conditionsOf(others, namesOnlyFor, now)
  const total = sql<number>`count(*)`.as('total')
  if (group_id === undefined) {
    return statement(writer.selectFrom('users').select(total).where(allOf(conditions)))
  }
  const members = writer
    .selectFrom(membersAt(now).as('members'))
    .select(total)
    .where('group_id', '=', group_id)
  if (conditions.length === 0) return statement(members)
  return statement(
    members.innerJoin('users', 'users.id', 'members.user_id').where(allOf(conditions)),
  )
}

/**
 * The ids of a page. Members of a group are read in the order of the membership's key, so that a page
 * far down reads no rows of the users before it.
 */
function pageIds(query: UserQuery) {
  const { matching, sorts, limit, offset, namesOnlyFor, now } = query
  const { group_id, ...others } = matching
  const conditions = conditionsOf(others, namesOnlyFor, now)
  const byIdOnly = sorts.every(({ field }) => field === 'id')
  if (group_id !== undefined && conditions.length === 0 && byIdOnly) {
    const order = sorts[0]?.descending ? ('desc' as const) : ('asc' as const)
    const members = writer
      .selectFrom(membersAt(now).as('members'))
      .select('members.user_id as id')
      .where('members.group_id', '=', group_id)
      .orderBy('members.user_id', order)
    return limit === undefined && offset === 0 ? members : members.limit(most(limit)).offset(offset)
  }
  const inGroup = group_id === undefined ? [] : [memberOf(idList(JSON.stringify([group_id])), now)]
  // One join with all addresses is cheaper than one lookup for each user.
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

/** Every order ends with the id, so that it is a total order. */
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

interface Shown {
  readonly needs: Needs
  /** Decides which values count. */
  readonly now: number
  readonly sorts?: readonly UserSort[]
  /** Sort terms that come before `sorts`. */
  readonly before?: ReturnType<typeof orderOf>
}

function withFacts(writer: Writer, page: IdPage, shown: Shown) {
  const { needs, now, sorts = [], before = [] } = shown
  const ifNeeded = (need: boolean, list: typeof roleIds) => (need ? list : sql<null>`null`)
  let rows = writer
    .selectFrom(page)
    // A cross join runs in the order in which it is written: the page first.
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
      'credentials_email.logged_in_at',
      ifNeeded(needs.groups, groupIds(now)).as('group_ids'),
      ifNeeded(needs.roles, roleIds).as('role_ids'),
      ifNeeded(needs.locale, localeValue(now)).as('locale'),
      ifNeeded(needs.locale, signInValuesOf(sql`users.id`, isLocale)).as('sign_ins'),
      ifNeeded(needs.credentials, apiKeys).as('credentials_api3'),
      ifNeeded(needs.credentials, otherCredentials).as('credentials'),
      ifNeeded(needs.sessions, sessionLists(now)).as('sessions'),
    ])
  for (const { expression, order } of [...before, ...orderOf(sorts)]) {
    rows = rows.orderBy(expression, order)
  }
  return rows
}

/** Ids with commas between them, in any order; null if there are none. */
const groupIds = (now: number) => sql<string | null>`(select string_agg(cast(group_id as text), ',')
  from ${membersAt(now)} as member where member.user_id = users.id)`
const roleIds = sql<string | null>`(select string_agg(cast(role_id as text), ',')
  from role_users where role_users.user_id = users.id)`
/** The user's own value of the attribute named locale. */
const isLocale = sql`and user_attribute_id = (select id from user_attributes where name = 'locale')`
const localeValue = (now: number) => sql<
  string | null
>`(select value from ${ownValuesAt(now)} as own
  where user_id = users.id
    ${isLocale})`
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

export type UserRow = NonNullable<ReturnType<typeof oneUser>['row']>

const everything: Needs = {
  groups: true,
  roles: true,
  locale: true,
  credentials: true,
  sessions: true,
}

/** One user with all their facts; no row if there is no such user. */
export const oneUser = prepare((writer, { user_id, now }: { user_id: UserId; now: number }) =>
  withFacts(
    writer,
    writer.selectFrom('users').select('users.id').where('users.id', '=', user_id).as('page'),
    { needs: everything, now },
  ),
)

/** The user created by an earlier statement of the same commit. */
export const newestUser = prepare((writer) =>
  withFacts(
    writer,
    writer
      .selectFrom('users')
      .select('users.id')
      .where('users.id', '=', sql<string>`(select max(id) from users)`)
      .as('page'),
    // Their value and their memberships have no times.
    { needs: everything, now: 0 },
  ),
)({})
