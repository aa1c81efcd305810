// Statements about passwords, sessions of browsers and the links with which people choose passwords.
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { idText, prepare, required, sql, type Writer } from '../store/statement.ts'
import { textKey } from '../texts/text-key.ts'

type OfUser = { user_id: UserId }

/** How many sessions a user of the statement has. */
export const sessionCount = sql<number>`(select count(*) from access_tokens
  where access_tokens.user_id = users.id and credentials_type is not null)`

const accounts = (writer: Writer) =>
  writer
    .selectFrom('credentials_email')
    .innerJoin('users', 'users.id', 'credentials_email.user_id')
    .leftJoin('credentials as totp', (join) =>
      join.onRef('totp.user_id', '=', 'users.id').on('totp.kind', '=', sql.lit('totp')),
    )
    .select([
      idText('credentials_email.user_id').as('user_id'),
      'users.first_name',
      'users.last_name',
      'users.is_disabled',
      'credentials_email.email',
      'credentials_email.is_disabled as is_not_set_up',
      'credentials_email.password_hash',
      'credentials_email.forced_password_reset_at_next_login as is_forced',
      'credentials_email.account_setup_nonce',
      'credentials_email.password_reset_nonce',
      'credentials_email.password_reset_expires_at',
      'totp.verified as totp_verified',
      'totp.nonce as totp_nonce',
      'totp.last_step as totp_last_step',
      'totp.recovery_digests as totp_recovery_digests',
      sessionCount.as('sessions'),
    ])

const prepareAccountWith = prepare((writer, { key }: { key: string }) =>
  accounts(writer).where('email_key', '=', key),
)
/** The account with this address, in any case. */
export const accountWith = (email: string) => prepareAccountWith({ key: textKey(email) })

export const accountOf = prepare((writer, { user_id }: OfUser) =>
  accounts(writer).where('credentials_email.user_id', '=', user_id),
)
export type Account = NonNullable<ReturnType<typeof accountOf>['row']>

/** A user with their address, if they have one. */
export const personOf = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('users')
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .select([
      idText('users.id').as('user_id'),
      'users.first_name',
      'users.last_name',
      'credentials_email.email',
    ])
    .where('users.id', '=', user_id),
)

const prepareUnchanged = prepare((writer, row: OfUser & { password_hash: string }) =>
  writer
    .selectFrom('credentials_email')
    .innerJoin('users', 'users.id', 'credentials_email.user_id')
    .select('users.authority')
    .where('credentials_email.user_id', '=', row.user_id)
    .where('password_hash', '=', row.password_hash)
    .where('credentials_email.is_disabled', '=', false)
    .where('users.is_disabled', '=', false),
)
/** Returns a row while the person may sign in with the password that was checked. */
export const passwordUnchanged = (row: OfUser & { password_hash: string }) =>
  // guard sign-in-8: becomes prepareUnchanged(row)
  required(prepareUnchanged(row))

export const setLoggedIn = prepare((writer, row: OfUser & { now: number }) =>
  writer
    .updateTable('credentials_email')
    .set({ logged_in_at: row.now })
    .where('user_id', '=', row.user_id),
)

export const setHash = prepare((writer, row: OfUser & { password_hash: string }) =>
  writer
    .updateTable('credentials_email')
    .set({ password_hash: row.password_hash })
    .where('user_id', '=', row.user_id),
)

/** Sets a password that its user has chosen. */
export const setPassword = prepare((writer, row: OfUser & { password_hash: string }) =>
  writer
    .updateTable('credentials_email')
    .set({ password_hash: row.password_hash, forced_password_reset_at_next_login: false })
    .where('user_id', '=', row.user_id),
)

type Used = OfUser & { password_hash: string; nonce: string; now: number }
const prepareUseLink = prepare((writer, row: Used) =>
  writer
    .updateTable('credentials_email')
    .set({
      password_hash: row.password_hash,
      is_disabled: false,
      forced_password_reset_at_next_login: false,
      // guard link-1: gone
      account_setup_nonce: null,
      // guard link-1: gone
      password_reset_nonce: null,
      password_reset_expires_at: null,
      logged_in_at: row.now,
    })
    .where('user_id', '=', row.user_id)
    .where((where) =>
      where.or([
        where('account_setup_nonce', '=', row.nonce),
        where('password_reset_nonce', '=', row.nonce),
      ]),
    )
    .where((where) =>
      where.exists(
        where
          .selectFrom('users')
          .select('users.id')
          .where('users.id', '=', row.user_id)
          .where('users.is_disabled', '=', false),
      ),
    ),
)
/** Sets the password that was chosen with a link, and uses it up; the commit is lost if the link is gone. */
export const useLink = (row: Used) => required(prepareUseLink(row))

export interface NewSession {
  readonly token_digest: string
  readonly user_id: UserId
  readonly session_id: string
  readonly now: number
  readonly expires_at: number
  readonly address: string
  readonly browser: string | null
  /** The kind of credential with which it begins. */
  readonly credentials_type: string
}
const prepareSession = prepare((writer, row: { [K in keyof NewSession]: NewSession[K] }) =>
  writer.insertInto('access_tokens').values({
    token_digest: row.token_digest,
    user_id: row.user_id,
    sudo_by: null,
    credentials_api3_id: null,
    created_at: row.now,
    expires_at: row.expires_at,
    session_id: row.session_id,
    address: row.address,
    credentials_type: row.credentials_type,
    last_used_at: row.now,
    extended_count: 0,
    browser: row.browser,
  }),
)
export const addSession = (row: NewSession) => required(prepareSession({ ...row }))

/** Makes room for one more session: those that were used least recently end. */
export const endSurplusSessions = prepare((writer, { user_id }: OfUser) =>
  writer.deleteFrom('access_tokens').where(
    'token_digest',
    'in',
    writer
      .selectFrom('access_tokens')
      .select('token_digest')
      .where('user_id', '=', user_id)
      .where('credentials_type', 'is not', null)
      .orderBy('last_used_at', 'desc')
      .orderBy('token_digest')
      .limit(sql.lit(1000))
      .offset(sql.lit(limits.sessions_per_user - 1)),
  ),
)

/** Whose session it is, if it is one. */
export const sessionWith = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .selectFrom('access_tokens')
    .select(idText('user_id').as('user_id'))
    .where('token_digest', '=', token_digest)
    .where('credentials_type', 'is not', null),
)

export const endSessionWith = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .deleteFrom('access_tokens')
    .where('token_digest', '=', token_digest)
    .where('credentials_type', 'is not', null),
)

const ofTotp = (writer: Writer) => writer.updateTable('credentials').where('kind', '=', 'totp')

const prepareStep = prepare((writer, row: OfUser & { step: number }) =>
  ofTotp(writer)
    .set({ last_step: row.step })
    .where('user_id', '=', row.user_id)
    .where('verified', '=', true)
    // guard totp-2: gone
    .where('last_step', '<', row.step),
)
/** Uses up the code of a step and all before it; the commit is lost if somebody was faster. */
export const useStep = (row: OfUser & { step: number }) => required(prepareStep(row))

const prepareRecovery = prepare((writer, row: OfUser & { before: string; left: string }) =>
  ofTotp(writer)
    // guard totp-5: row.left → row.before
    .set({ recovery_digests: row.left })
    .where('user_id', '=', row.user_id)
    .where('verified', '=', true)
    .where('recovery_digests', '=', row.before),
)
/** Leaves these recovery codes; the commit is lost if one was used meanwhile. */
export const useRecoveryCode = (row: OfUser & { before: string; left: string }) =>
  required(prepareRecovery(row))

const prepareAddTotp = prepare((writer, row: OfUser & { nonce: string; now: number }) =>
  writer.insertInto('credentials').values({
    user_id: row.user_id,
    kind: 'totp',
    nonce: row.nonce,
    created_at: row.now,
    is_disabled: false,
    verified: false,
  }),
)
export const addTotp = (row: OfUser & { nonce: string; now: number }) =>
  required(prepareAddTotp(row))

const prepareRenewTotp = prepare((writer, row: OfUser & { nonce: string }) =>
  ofTotp(writer)
    .set({ nonce: row.nonce })
    .where('user_id', '=', row.user_id)
    .where('verified', '=', false),
)
/** Another secret for a second factor that does not count yet. */
export const renewTotp = (row: OfUser & { nonce: string }) => required(prepareRenewTotp(row))

type Confirmed = OfUser & { nonce: string; step: number; digests: string }
const prepareConfirmTotp = prepare((writer, row: Confirmed) =>
  ofTotp(writer)
    .set({ verified: true, last_step: row.step, recovery_digests: row.digests })
    .where('user_id', '=', row.user_id)
    .where('verified', '=', false)
    .where('nonce', '=', row.nonce),
)
export const confirmTotp = (row: Confirmed) => required(prepareConfirmTotp(row))

const prepareDeleteTotp = prepare((writer, { user_id }: OfUser) =>
  writer.deleteFrom('credentials').where('kind', '=', 'totp').where('user_id', '=', user_id),
)
export const deleteTotp = (user_id: UserId) => required(prepareDeleteTotp({ user_id }))
