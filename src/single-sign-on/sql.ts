// Statements about people who sign in with a provider, and about the sign-ins that were used.
import type { UserId } from '../ids.ts'
import { sessionCount } from '../sign-in/sql.ts'
import { idText, prepare, required, sql, type Writer } from '../store/statement.ts'
import { textKey } from '../texts/text-key.ts'

type OfUser = { user_id: UserId }

const people = (writer: Writer) =>
  writer
    .selectFrom('users')
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .leftJoin('credentials as oidc', (join) =>
      join.onRef('oidc.user_id', '=', 'users.id').on('oidc.kind', '=', sql.lit('oidc')),
    )
    .select([
      idText('users.id').as('user_id'),
      'users.first_name',
      'users.last_name',
      'users.is_disabled',
      'users.authority',
      'credentials_email.email',
      'oidc.identity',
      'oidc.is_disabled as is_identity_disabled',
      sessionCount.as('sessions'),
    ])

/** The person who is known by this identity. */
export const personWithIdentity = prepare((writer, { identity }: { identity: string }) =>
  people(writer).where('oidc.identity', '=', identity),
)
export type KnownPerson = NonNullable<ReturnType<typeof personWithIdentity>['row']>

const prepareByAddress = prepare((writer, { key }: { key: string }) =>
  people(writer).where('credentials_email.email_key', '=', key),
)
/** The person with this address, in any case. */
export const personWithAddress = (email: string) => prepareByAddress({ key: textKey(email) })

const prepareLink = prepare((writer, row: OfUser & { identity: string; now: number }) =>
  writer.insertInto('credentials').values({
    user_id: row.user_id,
    kind: 'oidc',
    identity: row.identity,
    created_at: row.now,
    is_disabled: false,
    verified: false,
  }),
)
/** From now on the person is known by this identity; the commit is lost if somebody was faster. */
export const linkIdentity = (row: OfUser & { identity: string; now: number }) =>
  required(prepareLink(row))

const prepareSignedIn = prepare((writer, row: OfUser & { identity: string; now: number }) =>
  writer
    .updateTable('credentials')
    .set({ logged_in_at: row.now })
    .where('user_id', '=', row.user_id)
    .where('kind', '=', 'oidc')
    .where('identity', '=', row.identity)
    .where('is_disabled', '=', false)
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
/** Notes the sign-in; the commit is lost if the person may not sign in any more. */
export const noteSignIn = (row: OfUser & { identity: string; now: number }) =>
  required(prepareSignedIn(row))

export const usedSignIn = prepare((writer, { digest }: { digest: string }) =>
  writer.selectFrom('used_sign_ins').select('digest').where('digest', '=', digest),
)

const prepareUse = prepare((writer, row: { digest: string; expires_at: number }) =>
  writer.insertInto('used_sign_ins').values({ digest: row.digest, expires_at: row.expires_at }),
)
/** Uses a sign-in up; the commit is lost if it was used meanwhile. */
export const useSignIn = (row: { digest: string; expires_at: number }) => required(prepareUse(row))

/** Those that nobody could use again in any case. */
export const forgetUsedSignIns = prepare((writer, { now }: { now: number }) =>
  writer.deleteFrom('used_sign_ins').where('expires_at', '<=', now),
)
