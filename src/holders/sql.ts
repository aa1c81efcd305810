// Statements that find users by the value they have of an attribute, each over a bounded number of users.

import { allOf, always, type Condition } from '../store/matching.ts'
import { idList, prepare, type Statement, sql, written } from '../store/statement.ts'

/** The users that one statement looks at: those after a user id, in the order of ids. */
export interface Stretch {
  readonly after: string
  /** How many users, memberships or values are looked at. */
  readonly most: number
  readonly along: Along
}

/** What the ids of the users are read from. */
export type Along =
  | { readonly by: 'users' }
  /** Members of one group. */
  | { readonly by: 'group'; readonly group_id: string }
  /** Users who have a value of their own. */
  | { readonly by: 'values'; readonly user_attribute_id: string }
  /** These users, in any order. */
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  /** Users whose own value has changed since the chains of the audit had these heads, as one JSON list. */
  | { readonly by: 'changes'; readonly user_attribute_id: string; readonly heads: string }

/** What is asked of the users of a stretch. */
export interface Asked {
  readonly user_attribute_id: string
  /** Whether the value is read: that of a hidden attribute never is. */
  readonly reads: boolean
  readonly is_disabled: boolean | undefined
  /** Only members of these groups. */
  readonly groups: readonly string[] | undefined
  readonly own: OwnValue
  /** Users without a value of their own count only if they are in one of these groups; undefined: all do. */
  readonly through: readonly string[] | undefined
}

export type OwnValue =
  /** Users with and without a value of their own. */
  | { readonly is: 'any' }
  | { readonly is: 'there' }
  | { readonly is: 'not there' }
  /** Users whose own value is this text, is another one, contains it or starts with it. */
  | { readonly is: TextFit; readonly text: string; readonly or: boolean }

type TextFit = 'text' | 'other' | 'containing' | 'starting'

export interface HolderRow {
  readonly id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string | null
  readonly timezone: string
  readonly ldap_user_id: string | null
  readonly saml_user_id: string | null
  readonly google_user_id: string | null
  readonly oidc_user_id: string | null
  /** The user's own value, or an empty text if it is not to be read; null if there is none. */
  readonly own: string | null
  /** Ids of direct groups with commas between them; null if there are none, or if the user has an own value. */
  readonly group_ids: string | null
}

/** The users of a stretch who fit, with all that decides and shows their value; at most `rows`. */
export function holdersIn(
  stretch: Stretch,
  asked: Asked,
  { rows, identities }: { rows: number; identities: boolean },
): Statement<HolderRow> {
  const identity = (kind: string) =>
    identities
      ? sql<string | null>`(select identity from credentials
          where credentials.user_id = users.id and credentials.kind = ${sql.lit(kind)})`
      : sql<null>`null`
  return written(sql`select cast(users.id as text) as id,
      users.first_name, users.last_name, users.timezone,
      (select email from credentials_email where credentials_email.user_id = users.id) as email,
      ${identity('ldap')} as ldap_user_id, ${identity('saml')} as saml_user_id,
      ${identity('google')} as google_user_id, ${identity('oidc')} as oidc_user_id,
      ${ownValue(asked)} as own,
      case when own.user_id is null then ${groupsOf} end as group_ids
    from ${people(stretch)} as users
      left join ${ownOf(stretch, asked)}
    where ${conditions(asked)}
    order by users.id limit ${rows}`)
}

/** What decides about a user who has a value of their own. */
export type DecidingRow = Pick<HolderRow, 'id' | 'own'>

/** The same of users with a value of their own, and nothing that only shows them: most of them may not fit. */
export function valuesIn(stretch: Stretch, asked: Asked, rows: number): Statement<DecidingRow> {
  const { user_attribute_id } = asked
  const people = isFiltered(asked) ? sql`cross join users` : sql``
  const conditions = isFiltered(asked)
    ? sql`and users.id = own.user_id and ${membersOnly(asked)}`
    : sql``
  return written(sql`select cast(own.user_id as text) as id, ${ownValue(asked)} as own
    from user_attribute_user_values as own ${people}
    where own.user_attribute_id = ${user_attribute_id} and own.user_id > ${stretch.after}
      and own.user_id <= (select max(page.id) from ${page(stretch)} as page) ${conditions}
    order by own.user_id limit ${rows}`)
}

/** The last user of a stretch; null if there is none. */
export const endOf = (stretch: Stretch): Statement<{ end: string | null }> =>
  written(sql`select cast(max(page.id) as text) as "end" from ${page(stretch)} as page`)

/** How many users of a stretch have each value of their own; of values that are not read, just how many. */
export function ownCounts(
  stretch: Stretch,
  asked: Asked,
): Statement<{ value: string | null; count: number }> {
  const { user_attribute_id, reads } = asked
  const value = reads ? sql`own.value` : sql`null`
  const isPlain = stretch.along.by === 'values' && !isFiltered(asked)
  if (isPlain) {
    return written(sql`select ${value} as value, count(*) as count
      from (select value from user_attribute_user_values
        where user_attribute_id = ${user_attribute_id} and user_id > ${stretch.after}
        order by user_id limit ${stretch.most}) as own
      group by 1`)
  }
  return written(sql`select ${value} as value, count(*) as count
    from ${page(stretch)} as page
      cross join user_attribute_user_values as own
      cross join users
    where own.user_id = page.id and own.user_attribute_id = ${user_attribute_id}
      and users.id = page.id and ${membersOnly(asked)}
    group by 1`)
}

/** Whether not everybody is looked at. */
export const isFiltered = ({ is_disabled, groups }: Asked): boolean =>
  is_disabled !== undefined || groups !== undefined

/** How many users there are. */
export const userCount: Statement<{ count: number }> = prepare((writer) =>
  writer.selectFrom('users').select(sql<number>`count(*)`.as('count')),
)({})

/** How many users of a stretch without a value of their own there are with each set of direct groups. */
export function groupSetCounts(
  stretch: Stretch,
  asked: Asked,
  groupsMatter: boolean,
): Statement<{ group_ids: string | null; count: number }> {
  const groups = groupsMatter ? groupsOf : sql`null`
  return written(sql`select found.group_ids as group_ids, count(*) as count
    from (select ${groups} as group_ids
      from ${people(stretch)} as users
        left join ${ownOf(stretch, asked)}
      where own.user_id is null and ${membersOnly(asked)}) as found
    group by found.group_ids`)
}

/** A part of the values of an attribute, in the order of user ids; those of a hidden attribute are never read. */
export const someValues = (key: {
  user_attribute_id: string
  after: string
  most: number
}): Statement<{ id: string; value: string }> =>
  written(sql`select cast(user_id as text) as id, value from user_attribute_user_values
    where user_attribute_id = ${key.user_attribute_id} and user_id > ${key.after}
    order by user_id limit ${key.most}`)

/** What has happened since the chains of the audit had these heads. */
export interface Since {
  /** How many rows of the audit there are since then; no more are counted than were asked for. */
  readonly changes: number
  /** How many chains have such rows in an archive, so that they are not counted. */
  readonly archived: number
}
export const happenedSince = (heads: string, most: number): Statement<Since> =>
  written(sql`select
    (select count(*) from ${recentChanges(heads, most)} as recent) as changes,
    (select count(*) from audit_chains where base_sequence > ${headBefore(heads)}) as archived`)

/** Users whose own value has changed since then. */
export const changedSince = (
  heads: string,
  user_attribute_id: string,
  most: number,
): Statement<{ id: string }> =>
  written(sql`select distinct cast(recent.user_id as text) as id
    from ${recentChanges(heads, most)} as recent
    where recent.user_attribute_id = ${user_attribute_id} and recent.user_id is not null`)

const groupsOf = sql`(select string_agg(cast(group_id as text), ',')
  from group_users where group_users.user_id = users.id)`

// guard holders-2: asked.reads → true
const ownValue = (asked: Asked) =>
  asked.reads ? sql`own.value` : sql`case when own.user_id is not null then '' end`

/** The users of the stretch. Their own columns are read at once where that needs no further table. */
function people(stretch: Stretch) {
  const { after, most, along } = stretch
  const columns = sql`users.id, users.first_name, users.last_name, users.timezone, users.is_disabled`
  if (along.by === 'users') {
    return sql`(select ${columns} from users where id > ${after} order by id limit ${most})`
  }
  return sql`(select ${columns} from ${page(stretch)} as page cross join users
    where users.id = page.id)`
}

/**
 * The user's own value. That it lies in the stretch is said twice: a planner that reads the values first would read
 * those of everybody.
 */
const ownOf = (stretch: Stretch, { user_attribute_id }: Asked) =>
  sql`user_attribute_user_values as own on own.user_id = users.id
    and own.user_attribute_id = ${user_attribute_id} and own.user_id > ${stretch.after}
    and own.user_id <= (select max(page.id) from ${page(stretch)} as page)`

/** The ids of the stretch. */
function page({ after, most, along }: Stretch) {
  switch (along.by) {
    case 'users':
      return sql`(select id from users where id > ${after} order by id limit ${most})`
    case 'group':
      return sql`(select user_id as id from group_users
        where group_id = ${along.group_id} and user_id > ${after} order by user_id limit ${most})`
    case 'values':
      return sql`(select user_id as id from user_attribute_user_values
        where user_attribute_id = ${along.user_attribute_id} and user_id > ${after}
        order by user_id limit ${most})`
    case 'ids':
      return sql`(select id from users where id in ${idList(JSON.stringify(along.ids))})`
    case 'changes':
      return sql`(select distinct recent.user_id as id from ${recentChanges(along.heads, most)} as recent
        where recent.user_attribute_id = ${along.user_attribute_id} and recent.user_id > ${after})`
  }
}

/** Rows of the audit since the chains had these heads, at most so many; a chain that is newer counts from its start. */
const recentChanges = (heads: string, most: number) =>
  sql`(select audit.user_id, audit.user_attribute_id
    from audit_chains cross join audit
    where audit.chain_id = audit_chains.id and audit.chain_sequence > ${headBefore(heads)}
    limit ${most})`

const headBefore = (heads: string) => sql`coalesce((
  select cast(head.value ->> 'chain_sequence' as bigint) from json_each(${heads}) as head
  where cast(head.value ->> 'chain_id' as bigint) = audit_chains.id), 0)`

function conditions(asked: Asked): Condition {
  return sql<boolean>`${membersOnly(asked)} and ${fits(asked)}`
}

function membersOnly({ is_disabled, groups }: Asked): Condition {
  return allOf([
    ...(is_disabled === undefined ? [] : [sql<boolean>`users.is_disabled = ${is_disabled}`]),
    ...(groups === undefined ? [] : [isMember(groups)]),
  ])
}

const isMember = (groups: readonly string[]): Condition =>
  sql<boolean>`exists (select 1 from group_users where group_users.user_id = users.id
    and group_users.group_id in ${idList(JSON.stringify(groups))})`

function fits({ own, through }: Asked): Condition {
  const without =
    through === undefined
      ? sql<boolean>`own.user_id is null`
      : sql<boolean>`(own.user_id is null and ${isMember(through)})`
  switch (own.is) {
    case 'any':
      return through === undefined ? always : sql<boolean>`(own.user_id is not null or ${without})`
    case 'there':
      return sql<boolean>`own.user_id is not null`
    case 'not there':
      return without
    case 'text':
    case 'other':
    case 'containing':
    case 'starting':
      return own.or ? sql<boolean>`(${textFits(own)} or ${without})` : textFits(own)
  }
}

/** Texts are compared by code points, with case, alike on every engine. */
function textFits({ is, text }: { is: TextFit; text: string }): Condition {
  switch (is) {
    case 'text':
      return sql<boolean>`own.value = ${text}`
    case 'other':
      return sql<boolean>`own.value <> ${text}`
    case 'containing':
      return sql<boolean>`replace(own.value, ${text}, '') <> own.value`
    case 'starting':
      return sql<boolean>`substr(own.value, 1, length(${text})) = ${text}`
  }
}
