// The values that users have apart from groups and defaults, as the statements of this room see them: the user's own
// one, or else the one from their sign-in (decision 72).

import { type Statement, sql, written } from '../store/statement.ts'
import { ownValuesAt } from '../values/own-values-sql.ts'
import { sentValues } from '../values/sign-in-values-sql.ts'

/** Which values of users count. */
export interface Counting {
  readonly user_attribute_id: string
  /** Decides which values count. */
  readonly now: number
  /** Whether values from sign-ins count where there is none of the user's own. */
  readonly signIns: boolean
}

/** Both values of a user `users`, each null if it is not there; `within` says of a row in which part it lies. */
export const bothOf = (
  counting: Counting,
  within: (row: 'own' | 'sent') => ReturnType<typeof sql>,
) => {
  const { user_attribute_id, now, signIns } = counting
  return sql`left join ${ownValuesAt(now)} as own on own.user_id = users.id
      and own.user_attribute_id = ${user_attribute_id} and ${within('own')}
    left join ${sentValues} as sent on sent.user_id = users.id and ${signIns ? yes : no}
      and sent.user_attribute_id = ${user_attribute_id} and ${within('sent')}`
}
const [yes, no] = [sql`1 = 1`, sql`1 = 0`]

/** Of what `bothOf` joins: whether one of them is there, and the text of the one that counts. */
export const isHeld = sql<boolean>`(own.user_id is not null or sent.user_id is not null)`
export const isNotHeld = sql<boolean>`(own.user_id is null and sent.user_id is null)`
export const heldText = sql<string | null>`coalesce(own.value, sent.value)`
/** The provider that sent the value, if it is the one that counts. */
export const heldProvider = sql<string | null>`case when own.user_id is null then sent.provider end`

/** The values of a part of the users by themselves, as `user_id`, `value`, `expires_at`, `provider`, `set_at`. */
export function heldIn(counting: Counting, within: ReturnType<typeof sql>) {
  const { user_attribute_id, now, signIns } = counting
  const own = sql`select user_id, value, expires_at, null as provider, null as set_at
    from ${ownValuesAt(now)} as own where user_attribute_id = ${user_attribute_id} and ${within}`
  if (!signIns) return sql`(${own})`
  return sql`(select user_id, value, expires_at, cast(provider as text) as provider,
      cast(set_at as bigint) as set_at from (${own}) as owned
    union all select user_id, value, null, provider, set_at from ${sentValues} as sent
    where user_attribute_id = ${user_attribute_id} and ${within}
      and not exists (select 1 from ${ownValuesAt(now)} as own
        where own.user_id = sent.user_id and own.user_attribute_id = sent.user_attribute_id))`
}

/** A row if somebody has a value of the attribute from a sign-in. */
export const anySignIns = (user_attribute_id: string): Statement<{ some: number }> =>
  written(sql`select 1 as some from ${sentValues} as sent
    where user_attribute_id = ${user_attribute_id} limit 1`)

/** The ids of the first users after one who have such a value, as `id`. */
export function holderIds(counting: Counting, { after, most }: { after: string; most: number }) {
  const { user_attribute_id, now, signIns } = counting
  const first = (rows: ReturnType<typeof sql>) => sql`select user_id as id from ${rows} as held
    where user_attribute_id = ${user_attribute_id} and user_id > ${after}
    order by user_id limit ${most}`
  if (!signIns) return sql`(${first(sql`${ownValuesAt(now)}`)})`
  return sql`(select id from (
      select id from (${first(sql`${ownValuesAt(now)}`)}) as owners
      union select id from (${first(sentValues)}) as senders) as either
    order by id limit ${most})`
}

/**
 * Stored values of the next users who have one, in the order of their ids: their own and those from sign-ins. Those of
 * a hidden attribute are never read. Whoever has two of them, or one that another follows, may have either.
 */
export const someValues = (key: {
  user_attribute_id: string
  after: string
  most: number
}): Statement<{ id: string; value: string; next_starts_at: number | null }> =>
  written(sql`with page (id) as materialized (
      select max(id) from (select id from (
        select id from (${firstOf(sql.table(own), key)}) as owners
        union select id from (${firstOf(sentValues, key)}) as senders) as either
      order by id limit ${key.most}) as first)
    select cast(user_id as text) as id, value, next_starts_at from (
      select user_id, value, next_starts_at from ${sql.table(own)} where ${inPage(key)}
      union all select user_id, value, null from ${sentValues} where ${inPage(key)}) as held
    order by held.user_id`)
const own = 'user_attribute_user_values'
type SomeKey = Parameters<typeof someValues>[0]
const firstOf = (table: ReturnType<typeof sql>, { user_attribute_id, after, most }: SomeKey) =>
  sql`select user_id as id from ${table}
    where user_attribute_id = ${user_attribute_id} and user_id > ${after}
    order by user_id limit ${most}`
const inPage = ({ user_attribute_id, after }: SomeKey) =>
  sql`user_attribute_id = ${user_attribute_id} and user_id > ${after}
    and user_id <= (select id from page)`
