// Statements about API credentials as keys and about access tokens.
import type { CredentialsApi3Id, UserId } from '../ids.ts'
import { idText, prepare, required, sql, writer } from '../store/statement.ts'

/** The key with this client id, if its user may sign in. */
export const signInKey = prepare((writer, { client_id }: { client_id: string }) =>
  writer
    .selectFrom('credentials_api3')
    .innerJoin('users', 'users.id', 'credentials_api3.user_id')
    .select([
      idText('credentials_api3.id').as('id'),
      idText('credentials_api3.user_id').as('user_id'),
      'credentials_api3.secret_digest',
      'credentials_api3.last_used_at',
    ])
    .where('client_id', '=', client_id)
    .where('credentials_api3.is_disabled', '=', false)
    // guard sign-in-5: gone
    .where('users.is_disabled', '=', false),
)

/** Notes that somebody has signed in with the key; a use that another node has noted later stays. */
export const noteKeyUse = prepare((writer, { id, now }: { id: string; now: number }) =>
  writer
    .updateTable('credentials_api3')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((key) => key.or([key('last_used_at', 'is', null), key('last_used_at', '<', now)])),
)

/** One row if this user exists, which says whether they are disabled. */
export const signInFacts = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.selectFrom('users').select('is_disabled').where('id', '=', user_id),
)

/** `since`: tokens that were issued after this time are still valid. */
type OfKey = { readonly credentials_api3_id: CredentialsApi3Id; readonly since: number }
type OfPerson = { readonly user_id: UserId; readonly since: number }

const tokensSince = (since: number) =>
  writer
    .selectFrom('access_tokens')
    .select([sql<number>`count(*)`.as('tokens'), sql<number | null>`min(created_at)`.as('oldest')])
    // guard token-9: gone
    .where('created_at', '>', since)

const prepareLiving = (which: 'all' | 'acting') =>
  prepare((_, { credentials_api3_id, since }: OfKey) => {
    const living = tokensSince(since).where('credentials_api3_id', '=', credentials_api3_id)
    return which === 'all' ? living : living.where('sudo_by', 'is not', null)
  })

/** How many valid tokens a key has, including those for acting as somebody else, and when the oldest was issued. */
export const livingTokens = prepareLiving('all')
/** The same, only for tokens for acting as somebody else. */
export const livingActingTokens = prepareLiving('acting')
/** The same of a person who acts as others with a session or through an application: without a key. */
export const livingActingTokensWithoutKey = prepare((_, { user_id, since }: OfPerson) =>
  tokensSince(since).where('sudo_by', '=', user_id).where('credentials_api3_id', 'is', null),
)

export interface NewToken {
  readonly token_digest: string
  readonly user_id: UserId
  readonly sudo_by: UserId | null
  readonly credentials_api3_id: CredentialsApi3Id | null
  readonly created_at: number
  readonly expires_at: number
  readonly session_id: string
  readonly address: string
  /** What an application was allowed, and the group that it is for. */
  readonly oauth_grant_id?: string | null
  readonly oauth_group_id?: string | null
}
const noApplication = { oauth_grant_id: null, oauth_group_id: null }

const prepareAdd = prepare(
  (writer, token: { [K in keyof NewToken]: Exclude<NewToken[K], undefined> }) =>
    writer.insertInto('access_tokens').values({
      token_digest: token.token_digest,
      user_id: token.user_id,
      sudo_by: token.sudo_by,
      credentials_api3_id: token.credentials_api3_id,
      created_at: token.created_at,
      expires_at: token.expires_at,
      session_id: token.session_id,
      address: token.address,
      oauth_grant_id: token.oauth_grant_id,
      oauth_group_id: token.oauth_group_id,
    }),
)
export const addToken = (token: NewToken) => required(prepareAdd({ ...noApplication, ...token }))

/** Returns a row while the key and its user are enabled and the key has the secret that was checked. */
export const keyUnchanged = prepare(
  (writer, key: { credentials_api3_id: string; secret_digest: string }) =>
    writer
      .selectFrom('credentials_api3')
      .innerJoin('users', 'users.id', 'credentials_api3.user_id')
      .select('users.authority')
      .where('credentials_api3.id', '=', key.credentials_api3_id)
      .where('credentials_api3.secret_digest', '=', key.secret_digest)
      .where('credentials_api3.is_disabled', '=', false)
      .where('users.is_disabled', '=', false),
)

/** What the token of an application was issued for. */
export const grantOfToken = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .selectFrom('access_tokens')
    .select(['oauth_grant_id', idText('access_tokens.oauth_group_id').as('oauth_group_id')])
    .where('token_digest', '=', token_digest),
)

/** The refresh token of an application ends with its access token (looker 7.5). */
export const endGrantOfToken = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .deleteFrom('oauth_grants')
    .where('id', '=', (grants) =>
      grants
        .selectFrom('access_tokens')
        .select(sql<string>`oauth_grant_id`.as('id'))
        .where('token_digest', '=', token_digest)
        .where('sudo_by', 'is', null),
    ),
)

export const deleteToken = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer.deleteFrom('access_tokens').where('token_digest', '=', token_digest),
)
