// The administrator that an empty store gets.
import { auditRow, byServer } from '../audit/audit-row.ts'
import { addApiKey } from '../credentials/api-key-sql.ts'
import { adminRoleId, adminUserId, allUsersGroupId, type UserId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { limits } from '../limits.ts'
import type { Commit } from '../store/db.ts'
import { idText, prepare } from '../store/statement.ts'
import { textKey } from '../texts/text-key.ts'

/** A row if there is any user. */
export const anyUser = prepare((writer) =>
  writer.selectFrom('users').select(idText('id').as('id')).limit(1),
)({})

export const administrator = {
  first_name: 'Attrium',
  last_name: 'Admin',
  email: 'admin@attrium.example',
}

const addUser = prepare((writer, { now }: { now: number }) =>
  writer.insertInto('users').values({
    id: adminUserId,
    first_name: administrator.first_name,
    last_name: administrator.last_name,
    first_name_key: textKey(administrator.first_name),
    last_name_key: textKey(administrator.last_name),
    is_disabled: false,
    timezone: '',
    created_at: now,
  }),
)
const addEmail = prepare((writer, row: { now: number; nonce: string; ends: number }) =>
  writer.insertInto('credentials_email').values({
    user_id: adminUserId,
    email: administrator.email,
    email_key: administrator.email,
    created_at: row.now,
    forced_password_reset_at_next_login: false,
    password_reset_nonce: row.nonce,
    password_reset_expires_at: row.ends,
  }),
)
const addToAllUsers = prepare((writer) =>
  writer.insertInto('group_users').values({ group_id: allUsersGroupId, user_id: adminUserId }),
)({})
export const giveAdminRole = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .insertInto('role_users')
    .values({ role_id: adminRoleId, user_id })
    .onConflict((conflict) => conflict.doNothing()),
)

/** User 1 with names, an e-mail address, the Admin role, one API key, and a link to choose a password. */
export function administratorCommit(
  {
    nonce,
    ...key
  }: {
    readonly client_id: string
    readonly secret_digest: string
    readonly now: number
    /** The link is derived from it. */
    readonly nonce: string
  },
  { fingerprints }: Pick<KeyRing, 'fingerprints'>,
): Commit {
  const { now, client_id, secret_digest } = key
  return {
    statements: [
      addUser({ now }),
      addEmail({ now, nonce, ends: now + limits.invitation_milliseconds }),
      addToAllUsers,
      giveAdminRole({ user_id: adminUserId }),
      addApiKey({ ...key, user_id: adminUserId }),
    ],
    audit: auditRow(byServer('first_start', now), {
      user_id: adminUserId,
      details: { client_id, fingerprints: fingerprints({ secret_digest, ...administrator }) },
      texts: { after: { ...administrator } },
    }),
    changesAuthority: true,
  }
}
