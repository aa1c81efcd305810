// Reads what users have now.
import { idList, idText, prepare, sql } from '../store/statement.ts'

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

/** The users of a JSON list of ids, each with everything that is theirs as JSON. */
export const peopleNow = prepare((writer, { ids }: { ids: string }) =>
  writer
    .selectFrom('users')
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .select([
      ...factColumns,
      'users.is_disabled',
      sql<string | null>`(select json_group_object(user_attribute_id, value)
        from user_attribute_user_values where user_id = users.id)`.as('by_attribute'),
      sql<string | null>`(select json_group_object(user_attribute_id, newest_change)
        from user_attribute_user_values where user_id = users.id)`.as('changes'),
      sql<string | null>`(select json_group_array(cast(group_id as text))
        from group_users where user_id = users.id)`.as('groups'),
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
