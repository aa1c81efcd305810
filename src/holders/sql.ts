// Statements that find users by the value they have of an attribute, each over a bounded number of users.

import { allOf, always, type Condition } from '../store/matching.ts'
import { idList, prepare, type Statement, sql, written } from '../store/statement.ts'
import { membersAt } from '../values/members-sql.ts'
import { ownValuesAt } from '../values/own-values-sql.ts'
import { recentChanges } from './changes-sql.ts'
import {
  bothOf,
  type Counting,
  heldIn,
  heldProvider,
  heldText,
  holderIds,
  isHeld,
  isNotHeld,
} from './held-sql.ts'

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
  | { readonly by: 'group'; readonly group_id: string; readonly now: number }
  /** Users who have a value of their own, or one from a sign-in if such count. */
  | ({ readonly by: 'values' } & Counting)
  /** These users, in any order. */
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  /** Users whose value has changed since the chains of the audit had these heads, as one JSON list. */
  | { readonly by: 'changes'; readonly user_attribute_id: string; readonly heads: string }

/** What is asked of the users of a stretch. */
export interface Asked extends Counting {
  /** Whether the value is read: that of a hidden attribute never is. */
  readonly reads: boolean
  readonly is_disabled: boolean | undefined
  /** Only members of these groups. */
  readonly groups: readonly string[] | undefined
  /** The user's own value, or else the one from their sign-in if such count. */
  readonly held: HeldValue
  /** Only values that end before this time. */
  readonly expires_before: number | undefined
  /** Users without such a value count only if they are in one of these groups; undefined: all do. */
  readonly through: readonly string[] | undefined
}

export type HeldValue =
  /** Users with and without such a value. */
  | { readonly is: 'any' }
  | { readonly is: 'there' }
  | { readonly is: 'not there' }
  /** Users whose value is this text, is another one, contains it or starts with it. */
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
  /** When that value ends; null if it does not. */
  readonly expires_at: number | null
  /** The same of the value from a sign-in, if that counts; the provider is null if it does not. */
  readonly sent: string | null
  readonly provider: string | null
  /** When it was set. */
  readonly sent_at: number | null
  /** Ids of direct groups with commas between them; null if there are none, or if a value of the user comes first. */
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
      ${ownValue(asked)} as own, own.expires_at, ${sentValue(asked)} as sent,
      ${heldProvider} as provider, sent.set_at as sent_at,
      case when ${isNotHeld} then ${groupsOf(asked.now)} end as group_ids
    from ${people(stretch)} as users
      ${valuesOf(stretch, asked)}
    where ${conditions(asked)}
    order by users.id limit ${rows}`)
}

/** What decides about a user who has such a value. */
export type DecidingRow = Pick<
  HolderRow,
  'id' | 'own' | 'expires_at' | 'sent' | 'provider' | 'sent_at'
>

/** The same of users with such a value, and nothing that only shows them: most of them may not fit. */
export function valuesIn(stretch: Stretch, asked: Asked, rows: number): Statement<DecidingRow> {
  const people = isFiltered(asked) ? sql`cross join users` : sql``
  const conditions = isFiltered(asked)
    ? sql`and users.id = own.user_id and ${membersOnly(asked)}`
    : sql``
  const text = asked.reads ? sql`own.value` : sql`''`
  return written(sql`select cast(own.user_id as text) as id,
      case when own.provider is null then ${text} end as own, own.expires_at,
      case when own.provider is not null then ${text} end as sent, own.provider,
      own.set_at as sent_at
    from ${heldIn(asked, inStretch(stretch))} as own ${people}
    where ${endsInTime(asked)} ${conditions}
    order by own.user_id limit ${rows}`)
}

/** That a value, or its user, lies in the stretch. */
const inStretch = (stretch: Stretch, row?: 'own' | 'sent') => {
  const user = sql.ref(row === undefined ? 'user_id' : `${row}.user_id`)
  return sql`${user} > ${stretch.after}
    and ${user} <= (select max(page.id) from ${page(stretch)} as page)`
}

/** The last user of a stretch; null if there is none. */
export const endOf = (stretch: Stretch): Statement<{ end: string | null }> =>
  written(sql`select cast(max(page.id) as text) as "end" from ${page(stretch)} as page`)

/** How many users of a stretch have each such value; of values that are not read, just how many. */
export function heldCounts(
  stretch: Stretch,
  asked: Asked,
): Statement<{ value: string | null; provider: string | null; count: number }> {
  const value = asked.reads ? heldText : sql`null`
  const isPlain = stretch.along.by === 'values' && !isFiltered(asked)
  const plain = asked.reads ? sql`own.value` : sql`null`
  if (isPlain && !asked.signIns) {
    return written(sql`select ${plain} as value, cast(null as text) as provider, count(*) as count
      from (select value from ${ownValuesAt(asked.now)} as held
        where user_attribute_id = ${asked.user_attribute_id} and user_id > ${stretch.after}
        order by user_id limit ${stretch.most}) as own
      group by 1`)
  }
  if (isPlain) {
    return written(sql`select ${plain} as value, own.provider as provider, count(*) as count
      from ${heldIn(asked, inStretch(stretch))} as own
      group by 1, 2`)
  }
  return written(sql`select ${value} as value, ${heldProvider} as provider, count(*) as count
    from ${people(stretch)} as users
      ${valuesOf(stretch, asked)}
    where ${isHeld} and ${membersOnly(asked)}
    group by 1, 2`)
}

/** Whether not everybody is looked at. */
export const isFiltered = ({ is_disabled, groups }: Asked): boolean =>
  is_disabled !== undefined || groups !== undefined

/** How many users there are. */
export const userCount: Statement<{ count: number }> = prepare((writer) =>
  writer.selectFrom('users').select(sql<number>`count(*)`.as('count')),
)({})

/** How many users of a stretch without such a value there are with each set of direct groups. */
export function groupSetCounts(
  stretch: Stretch,
  asked: Asked,
  groupsMatter: boolean,
): Statement<{ group_ids: string | null; count: number }> {
  const groups = groupsMatter ? groupsOf(asked.now) : sql`null`
  return written(sql`select found.group_ids as group_ids, count(*) as count
    from (select ${groups} as group_ids
      from ${people(stretch)} as users
        ${valuesOf(stretch, asked)}
      where ${isNotHeld} and ${membersOnly(asked)}) as found
    group by found.group_ids`)
}

const groupsOf = (now: number) => sql`(select string_agg(cast(group_id as text), ',')
  from ${membersAt(now)} as member where member.user_id = users.id)`

// guard holders-2: asked.reads → true
const ownValue = (asked: Asked) =>
  asked.reads ? sql`own.value` : sql`case when own.user_id is not null then '' end`
const sentValue = (asked: Asked) =>
  // guard sign-in-value-17: asked.reads ? → asked.reads || true ?
  sql`case when own.user_id is null and sent.user_id is not null
    then ${asked.reads ? sql`sent.value` : sql`''`} end`

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
 * The values of the users. That they lie in the stretch is said twice: a planner that reads the values first would read
 * those of everybody.
 */
const valuesOf = (stretch: Stretch, asked: Asked) => bothOf(asked, (row) => inStretch(stretch, row))

/** The ids of the stretch. */
function page({ after, most, along }: Stretch) {
  switch (along.by) {
    case 'users':
      return sql`(select id from users where id > ${after} order by id limit ${most})`
    case 'group':
      return sql`(select user_id as id from ${membersAt(along.now)} as member
        where group_id = ${along.group_id} and user_id > ${after} order by user_id limit ${most})`
    case 'values':
      return holderIds(along, { after, most })
    case 'ids':
      return sql`(select id from users where id in ${idList(JSON.stringify(along.ids))})`
    case 'changes':
      return sql`(select distinct recent.user_id as id from ${recentChanges(along.heads, most)} as recent
        where recent.user_attribute_id = ${along.user_attribute_id} and recent.user_id > ${after})`
  }
}

function conditions(asked: Asked): Condition {
  return sql<boolean>`${membersOnly(asked)} and ${endsInTime(asked)} and ${fits(asked)}`
}

const endsInTime = ({ expires_before }: Asked): Condition =>
  // guard times-9: becomes always
  expires_before === undefined ? always : sql<boolean>`own.expires_at < ${expires_before}`

function membersOnly({ is_disabled, groups, now }: Asked): Condition {
  return allOf([
    ...(is_disabled === undefined ? [] : [sql<boolean>`users.is_disabled = ${is_disabled}`]),
    ...(groups === undefined ? [] : [isMember(groups, now)]),
  ])
}

const isMember = (groups: readonly string[], now: number): Condition =>
  sql<boolean>`exists (select 1 from ${membersAt(now)} as member where member.user_id = users.id
    and member.group_id in ${idList(JSON.stringify(groups))})`

function fits({ held, through, now }: Asked): Condition {
  const without =
    through === undefined ? isNotHeld : sql<boolean>`(${isNotHeld} and ${isMember(through, now)})`
  switch (held.is) {
    case 'any':
      return through === undefined ? always : sql<boolean>`(${isHeld} or ${without})`
    case 'there':
      return isHeld
    case 'not there':
      return without
    case 'text':
    case 'other':
    case 'containing':
    case 'starting':
      return held.or ? sql<boolean>`(${textFits(held)} or ${without})` : textFits(held)
  }
}

/** Texts are compared by code points, with case, alike on every engine. */
function textFits({ is, text }: { is: TextFit; text: string }): Condition {
  switch (is) {
    case 'text':
      return sql<boolean>`${heldText} = ${text}`
    case 'other':
      return sql<boolean>`${heldText} <> ${text}`
    case 'containing':
      return sql<boolean>`replace(${heldText}, ${text}, '') <> ${heldText}`
    case 'starting':
      return sql<boolean>`substr(${heldText}, 1, length(${text})) = ${text}`
  }
}
