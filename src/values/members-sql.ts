// The memberships that count at a time, as statements see them: the same rule as in domain/memberships.ts.
import { type Part, sql } from '../store/statement.ts'

interface Row {
  group_id: string
  user_id: string
}

/** In place of the table `group_users`: the memberships that count at this time. */
export const membersAt = (now: number) =>
  sql<Row>`(select group_id, user_id from group_users where ${counts(now)})`

interface ListedRow extends Row {
  /** Null: it counts. */
  starts_at: number | null
  expires_at: number | null
}

/**
 * In place of the table: the memberships that count at this time or start later, with their times; with `forATime` only
 * those that start later or end, which indexes have.
 */
export const membersListedAt = (now: number, forATime = false) =>
  sql<ListedRow>`(select group_id, user_id, expires_at,
    case when starts_at > ${now} then starts_at end as starts_at
    from group_users
    where ${forATime ? sql`(starts_at > ${now} or expires_at > ${now}) and` : sql``} ${lasts(now)})`

const lasts = (now: number) =>
  // guard membership-11: becomes sql<boolean>`1 = 1`
  sql<boolean>`(expires_at is null or expires_at > ${now})`

const counts = (now: number) =>
  // guard membership-2: becomes sql<boolean>`1 = 1`
  sql<boolean>`(starts_at is null or starts_at <= ${now}) and (expires_at is null or expires_at > ${now})`

/** The groups of a user for good, and their memberships with times, each as JSON. */
export const groupsForGood = (user: Part) => sql<string | null>`(
  select json_group_array(cast(group_id as text)) from group_users
  where user_id = ${user} and starts_at is null and expires_at is null)`
export const groupsForATime = (user: Part) => sql<string | null>`(
  select json_group_array(json_object('group_id', cast(group_id as text),
    'starts_at', starts_at, 'expires_at', expires_at)) from group_users
  where user_id = ${user} and (starts_at is not null or expires_at is not null))`
