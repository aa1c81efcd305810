// Reads what users have now.
import { idList, idText, prepare, sql } from '../store/statement.ts'
import { groupsForATime, groupsForGood } from '../values/members-sql.ts'
import { timedOf } from '../values/own-values-sql.ts'
import { signInValuesOf } from '../values/sign-in-values-sql.ts'

/** The user's identity in another system, from the credential of that system. */
const identityAt = (kind: string) => sql<string | null>`(select identity from credentials
  where credentials.user_id = users.id and credentials.kind = ${sql.lit(kind)})`

/** The fields of a user that system attributes read, where `users` is joined with `credentials_email`. */
export const factColumns = [
  idText('users.id').as('id'),
  'users.first_name',
  'users.last_name',
  'credentials_email.email',
  'users.timezone',
  identityAt('ldap').as('ldap_user_id'),
  identityAt('saml').as('saml_user_id'),
  identityAt('google').as('google_user_id'),
  identityAt('oidc').as('oidc_user_id'),
] as const

/** The users of a JSON list of ids, each with everything that is theirs as JSON; values with times come apart. */
export const peopleNow = prepare((writer, { ids }: { ids: string }) =>
  writer
    .selectFrom('users')
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .select([
      ...factColumns,
      'users.is_disabled',
      sql<string | null>`(select json_group_object(user_attribute_id, value)
        from user_attribute_user_values where user_id = users.id and changes_at is null and value_change is null)`.as(
        'by_attribute',
      ),
      sql<string | null>`(select json_group_object(user_attribute_id, newest_change)
        from user_attribute_user_values where user_id = users.id and changes_at is null and value_change is null)`.as(
        'changes',
      ),
      timedOf(sql`users.id`).as('timed'),
      signInValuesOf(sql`users.id`).as('sign_ins'),
      groupsForGood(sql`users.id`).as('groups'),
      groupsForATime(sql`users.id`).as('timed_groups'),
    ])
    .where('users.id', 'in', idList(ids)),
)

export const userIdsNow = prepare((writer, { after, limit }: { after: string; limit: number }) =>
  writer
    .selectFrom('users')
    .select(idText('id').as('id'))
    .where('id', '>', after)
    .orderBy('users.id')
    .limit(limit),
)
