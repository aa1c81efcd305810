// Statements about the credentials of users, except API keys.
import type { UserId } from '../ids.ts'
import { idText, prepare, required, sql } from '../store/statement.ts'
import { textKey } from '../texts/text-key.ts'

type OfUser = { user_id: UserId }

export const emailColumns = [
  'credentials_email.email',
  'credentials_email.created_at',
  'credentials_email.forced_password_reset_at_next_login',
  'credentials_email.is_disabled',
  'credentials_email.account_setup_nonce',
  'credentials_email.password_reset_nonce',
  'credentials_email.password_reset_expires_at',
  'credentials_email.logged_in_at',
] as const

export const emailOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('credentials_email')
    .select(emailColumns)
    .select(idText('user_id').as('user_id'))
    .where('user_id', '=', user_id),
)
export type StoredEmail = NonNullable<ReturnType<typeof emailOfUser>['row']>

/** The user who has this address; case is ignored. */
const prepareEmailHolder = prepare((writer, { key }: { key: string }) =>
  writer
    .selectFrom('credentials_email')
    .select(idText('user_id').as('user_id'))
    .where('email_key', '=', key),
)
export const emailHolder = (email: string) => prepareEmailHolder({ key: textKey(email) })

type NewEmail = OfUser & { email: string; key: string; forced: boolean; now: number }
const insertEmail = prepare((writer, row: NewEmail) =>
  writer.insertInto('credentials_email').values({
    user_id: row.user_id,
    email: row.email,
    email_key: row.key,
    created_at: row.now,
    forced_password_reset_at_next_login: row.forced,
  }),
)
export const addEmail = (row: Omit<NewEmail, 'key'>) =>
  required(insertEmail({ ...row, key: textKey(row.email) }))

/** Sets an address; links for the old one are deleted. */
const prepareAddress = prepare((writer, row: OfUser & { email: string; key: string }) =>
  writer
    .updateTable('credentials_email')
    .set({
      email: row.email,
      email_key: row.key,
      account_setup_nonce: null,
      password_reset_nonce: null,
      password_reset_expires_at: null,
    })
    .where('user_id', '=', row.user_id),
)
export const setAddress = (user_id: UserId, email: string) =>
  prepareAddress({ user_id, email, key: textKey(email) })

export const setForcedReset = prepare((writer, row: OfUser & { forced: boolean }) =>
  writer
    .updateTable('credentials_email')
    .set({ forced_password_reset_at_next_login: row.forced })
    .where('user_id', '=', row.user_id),
)

/** Marks the address as not verified. */
export const disableEmail = prepare((writer, { user_id }: OfUser) =>
  writer.updateTable('credentials_email').set({ is_disabled: true }).where('user_id', '=', user_id),
)

/** Marks the account as set up. */
export const enableEmail = prepare((writer, { user_id }: OfUser) =>
  writer
    .updateTable('credentials_email')
    .set({ is_disabled: false })
    .where('user_id', '=', user_id),
)

const prepareDeleteEmail = prepare((writer, { user_id }: OfUser) =>
  writer.deleteFrom('credentials_email').where('user_id', '=', user_id),
)
export const deleteEmail = (user_id: UserId) => required(prepareDeleteEmail({ user_id }))

type Links = OfUser & { setup: string; reset: string; expires_at: number | null; now: number }

/** Sets new links; the one for setting up an account exists only until the account is set up. */
const prepareNewLinks = prepare((writer, row: Links) =>
  writer
    .updateTable('credentials_email')
    .set({
      password_reset_nonce: row.reset,
      password_reset_expires_at: row.expires_at,
      account_setup_nonce: sql<string | null>`case when is_disabled then ${row.setup} end`,
    })
    .where('user_id', '=', row.user_id),
)
export const newLinks = (row: Links) => required(prepareNewLinks(row))

/** Keeps links that still work and replaces the others. */
const prepareKeptLinks = prepare((writer, row: Links) =>
  writer
    .updateTable('credentials_email')
    .set({
      password_reset_nonce: sql<string>`case
        when password_reset_nonce is not null and
          coalesce(password_reset_expires_at > ${row.now}, true) then password_reset_nonce
        else ${row.reset} end`,
      password_reset_expires_at: row.expires_at,
      account_setup_nonce: sql<string | null>`case
        when is_disabled then coalesce(account_setup_nonce, ${row.setup}) end`,
    })
    .where('user_id', '=', row.user_id),
)
export const keepLinks = (row: Links) => required(prepareKeptLinks(row))

const credentialColumns = [
  idText('id').as('id'),
  'kind',
  'identity',
  'email',
  'detail',
  'created_at',
  'logged_in_at',
  'is_disabled',
  'verified',
] as const

type OfKind = OfUser & { kind: string }
export const credentialsOfUser = prepare((writer, { user_id, kind }: OfKind) =>
  writer
    .selectFrom('credentials')
    .select(credentialColumns)
    .where('user_id', '=', user_id)
    .where('kind', '=', kind)
    .orderBy('credentials.id'),
)
export type StoredCredential = NonNullable<ReturnType<typeof credentialsOfUser>['row']>

export const addCredential = prepare((writer, row: OfKind & { now: number }) =>
  writer
    .insertInto('credentials')
    .values({
      user_id: row.user_id,
      kind: row.kind,
      created_at: row.now,
      is_disabled: false,
      verified: false,
    })
    .returning(credentialColumns),
)

const prepareDeleteCredential = prepare((writer, row: OfUser & { id: string }) =>
  writer.deleteFrom('credentials').where('user_id', '=', row.user_id).where('id', '=', row.id),
)
export const deleteCredential = (user_id: UserId, id: string) =>
  required(prepareDeleteCredential({ user_id, id }))

/** Changes the addresses in credentials from other systems. */
const prepareOtherAddresses = prepare((writer, row: OfUser & { email: string; key: string }) =>
  writer
    .updateTable('credentials')
    .set({
      email: row.email,
      identity: sql<string>`case when kind = 'looker_openid' then ${row.key} else identity end`,
    })
    .where('user_id', '=', row.user_id)
    .where('email', 'is not', null),
)
export const setOtherAddresses = (user_id: UserId, email: string) =>
  prepareOtherAddresses({ user_id, email, key: textKey(email) })

/** Rows for a user's credentials that have another address, are enabled for it, or have a link. */
export const otherAddresses = prepare((writer, row: OfUser & { email: string }) =>
  writer
    .selectFrom('credentials_email')
    .select(idText('user_id').as('user_id'))
    .where('user_id', '=', row.user_id)
    .where((where) =>
      where.or([
        where('email', '<>', row.email),
        where('is_disabled', '=', false),
        where('account_setup_nonce', 'is not', null),
        where('password_reset_nonce', 'is not', null),
      ]),
    )
    .unionAll(
      writer
        .selectFrom('credentials')
        .select(idText('user_id').as('user_id'))
        .where('user_id', '=', row.user_id)
        .where('email', '<>', row.email),
    ),
)

/** The user who has this identity in credentials of this kind. */
export const identityHolder = prepare((writer, row: { kind: string; identity: string }) =>
  writer
    .selectFrom('credentials')
    .select(idText('user_id').as('user_id'))
    .where('kind', '=', row.kind)
    .where('identity', '=', row.identity),
)
