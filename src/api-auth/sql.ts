// Statements about API credentials as keys and about access tokens.
import type { CredentialsApi3Id, UserId } from '../ids.ts'
import { idText, prepare, required, sql } from '../store/statement.ts'

/** The key with this client id, if its user may sign in. */
export const signInKey = prepare((writer, { client_id }: { client_id: string }) =>
  writer
    .selectFrom('credentials_api3')
    .innerJoin('users', 'users.id', 'credentials_api3.user_id')
    .select([
      idText('credentials_api3.id').as('id'),
      idText('credentials_api3.user_id').as('user_id'),
      'credentials_api3.secret_digest',
    ])
    .where('client_id', '=', client_id)
    .where('credentials_api3.is_disabled', '=', false)
    // guard sign-in-5: gone
    .where('users.is_disabled', '=', false),
)

/** One row if this user exists, which says whether they are disabled. */
export const signInFacts = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.selectFrom('users').select('is_disabled').where('id', '=', user_id),
)

interface Living extends Record<string, string | number> {
  readonly credentials_api3_id: CredentialsApi3Id
  /** Tokens that were issued after this time are still valid. */
  readonly since: number
}

const prepareLiving = (which: 'all' | 'acting') =>
  prepare((writer, { credentials_api3_id, since }: Living) => {
    const living = writer
      .selectFrom('access_tokens')
      .select([
        sql<number>`count(*)`.as('tokens'),
        sql<number | null>`min(created_at)`.as('oldest'),
      ])
      .where('credentials_api3_id', '=', credentials_api3_id)
      // guard token-9: gone
      .where('created_at', '>', since)
    return which === 'all' ? living : living.where('sudo_by', 'is not', null)
  })

/** How many valid tokens a key has, including those for acting as somebody else, and when the oldest was issued. */
export const livingTokens = prepareLiving('all')
/** The same, only for tokens for acting as somebody else. */
export const livingActingTokens = prepareLiving('acting')

export interface NewToken {
  readonly token_digest: string
  readonly user_id: UserId
  readonly sudo_by: UserId | null
  readonly credentials_api3_id: CredentialsApi3Id | null
  readonly created_at: number
  readonly expires_at: number
  readonly session_id: string
  readonly address: string
}

const prepareAdd = prepare((writer, token: { [K in keyof NewToken]: NewToken[K] }) =>
  writer.insertInto('access_tokens').values({
    token_digest: token.token_digest,
    user_id: token.user_id,
    sudo_by: token.sudo_by,
    credentials_api3_id: token.credentials_api3_id,
    created_at: token.created_at,
    expires_at: token.expires_at,
    session_id: token.session_id,
    address: token.address,
  }),
)
export const addToken = (token: NewToken) => required(prepareAdd({ ...token }))

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

export const deleteToken = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer.deleteFrom('access_tokens').where('token_digest', '=', token_digest),
)
