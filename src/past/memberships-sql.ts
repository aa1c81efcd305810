// Reads the memberships of a user, and what was sent at their sign-in, as they were at a moment of the past, as JSON.
import { wasUndone } from '../audit/undone-sql.ts'
import { type Part, prepare, sql } from '../store/statement.ts'

const there = (user: Part, moment: number) => sql<boolean>`joined.user_id = ${user}
  and joined.since <= ${moment} and (joined.until is null or joined.until > ${moment})`

/** The groups that the user was in for good. */
export const groupsThen = (user: Part, moment: number) => sql<string | null>`(
  select json_group_array(cast(joined.group_id as text)) from past_members as joined
  where ${there(user, moment)} and joined.starts_at is null and joined.expires_at is null)`

/** Memberships with times. */
export const timedGroupsThen = (user: Part, moment: number) => sql<string | null>`(
  select json_group_array(json_object('group_id', cast(joined.group_id as text),
    'starts_at', joined.starts_at, 'expires_at', joined.expires_at)) from past_members as joined
  where ${there(user, moment)} and (joined.starts_at is not null or joined.expires_at is not null))`

/**
 * The memberships of a user that had ended by a moment and were taken away by a sweep, as JSON: the newest one for each
 * group in which the user was not then. Nobody else removes a membership after its end.
 */
export const endedGroups = (user: Part, moment: number) => sql<string | null>`(
  select json_group_array(json_object('group_id', cast(gone.group_id as text),
    'starts_at', gone.starts_at, 'expires_at', gone.expires_at))
  from past_members as gone join moments as swept on swept.number = gone.until
  where gone.user_id = ${user} and gone.until <= ${moment} and swept.at >= gone.expires_at
    and not ${wasUndone(sql`gone.until`, sql`${moment}`)}
    and not exists (select 1 from past_members as later
      where later.user_id = gone.user_id and later.group_id = gone.group_id
        and later.since > gone.since and later.since <= ${moment}))`

/** The same of the present. */
export const endedGroupsNow = prepare((writer, { user_id }: { user_id: string }) => ({
  compile: () =>
    sql<{
      ended: string | null
    }>`select ${endedGroups(sql`users.id`, Number.MAX_SAFE_INTEGER)} as ended
      from users where id = ${user_id}`.compile(writer),
}))

/** What a provider had sent at the last sign-in of the user, as JSON by attribute. */
export const signInValuesThen = (user: Part, moment: number, only: Part) => sql<string | null>`(
  select json_group_object(user_attribute_id, json_object('value', sent.value,
    'provider', sent.provider, 'set_at', sent.set_at, 'change', sent.newest_change))
  from past_sign_in_values as sent
  where sent.user_id = ${user} and sent.since <= ${moment}
    and (sent.until is null or sent.until > ${moment}) ${only})`
