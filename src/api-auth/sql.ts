// Statements about API credentials as keys and about access tokens.
import type { CredentialsApi3Id, UserId } from '../ids.ts'
import { idText, prepare, required, sql } from '../store/statement.ts'

/** The key with this client id, of a user who may sign in. */
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
    .where('users.is_disabled', '=', false),
)

/** Whether there is such a user, and whether he may sign in. */
export const signInFacts = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.selectFrom('users').select('is_disabled').where('id', '=', user_id),
)

/** How many tokens of a key are stored. */
export const tokenCount = prepare((writer, { client_id }: { client_id: string }) =>
  writer
    .selectFrom('access_tokens')
    .innerJoin('credentials_api3', 'credentials_api3.id', 'access_tokens.credentials_api3_id')
    .select(sql<number>`count(*)`.as('tokens'))
    .where('credentials_api3.client_id', '=', client_id),
)

/** How many tokens were given for a key, those for acting as somebody else included. */
export const tokensOfKey = prepare((writer, key: { credentials_api3_id: CredentialsApi3Id }) =>
  writer
    .selectFrom('access_tokens')
    .select(sql<number>`count(*)`.as('tokens'))
    .where('credentials_api3_id', '=', key.credentials_api3_id),
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

/** Still the same living key as when its secret was checked. */
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

interface OldTokens extends Record<string, string | number> {
  readonly credentials_api3_id: string
  readonly now: number
  readonly kept: number
}

/**
 * Of one key: tokens that have ended, and all but `kept`, those of its holder before those for acting as
 * somebody else, the newest first (D-03). So nobody's own token ends because they act as others.
 */
const prepareOld = (which: 'any' | 'acting') =>
  prepare((writer, values: OldTokens) => {
    const surplus = sql<boolean>`token_digest in (select token_digest from access_tokens
      where credentials_api3_id = ${values.credentials_api3_id}
      order by case when sudo_by is null then 0 else 1 end, created_at desc, token_digest
      limit 1000000 offset ${values.kept})`
    return writer
      .deleteFrom('access_tokens')
      .where('credentials_api3_id', '=', values.credentials_api3_id)
      .where((where) =>
        where.or([
          where('expires_at', '<=', values.now),
          which === 'any' ? surplus : where.and([surplus, where('sudo_by', 'is not', null)]),
        ]),
      )
  })
export const deleteOldTokens = prepareOld('any')
export const deleteOldActingTokens = prepareOld('acting')

export const someExpiredToken = prepare((writer, { now }: { now: number }) =>
  writer.selectFrom('access_tokens').select('expires_at').where('expires_at', '<=', now).limit(1),
)

export const deleteExpiredTokens = prepare((writer, { now }: { now: number }) =>
  writer.deleteFrom('access_tokens').where('expires_at', '<=', now),
)
