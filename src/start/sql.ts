// Statements of commands beside the server.
import { canAdminister } from '../access/sql.ts'
import { addApiKey } from '../credentials/api-key-sql.ts'
import type { UserId } from '../ids.ts'
import { giveAdminRole } from '../seed/administrator-sql.ts'
import type { Commit } from '../store/db.ts'
import { prepare, required } from '../store/statement.ts'
import { updateUser } from '../users/change-sql.ts'

interface NewKey {
  readonly user_id: UserId
  readonly client_id: string
  readonly secret_digest: string
  readonly now: number
}

/** Adds a key for an administrator, or for a user who becomes one; the commit fails if the key would let nobody in. */
export const newKeyCommit = ({
  promoted,
  ...key
}: NewKey & { readonly promoted: boolean }): Omit<Commit, 'audit'> => ({
  statements: [
    ...(promoted
      ? [
          giveAdminRole({ user_id: key.user_id }),
          ...updateUser(key.user_id, { is_disabled: false }),
        ]
      : []),
    addApiKey({ ...key }),
    canAdminister(key.user_id),
  ],
  changesAuthority: true,
})

type Invited = { user_id: UserId; nonce: string; expires_at: number }
const prepareInvitation = prepare((writer, row: Invited) =>
  writer
    .updateTable('credentials_email')
    .set({
      account_setup_nonce: null,
      password_reset_nonce: row.nonce,
      password_reset_expires_at: row.expires_at,
    })
    .where('user_id', '=', row.user_id),
)
export const addInvitation = (row: Invited) => required(prepareInvitation(row))
