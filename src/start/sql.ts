// What the first start and a demo ask of the store beyond the API.
import { canAdminister } from '../access/sql.ts'
import { auditRow, byServer } from '../audit/audit-row.ts'
import { adminRoleId, adminUserId, allUsersGroupId, type UserId } from '../ids.ts'
import type { Commit } from '../store/db.ts'
import { idText, prepare } from '../store/statement.ts'
import { textKey } from '../text-key.ts'
import { updateUser } from '../users/changes/sql.ts'

/** A row when there is a user. */
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
const addEmail = prepare((writer, { now }: { now: number }) =>
  writer.insertInto('credentials_email').values({
    user_id: adminUserId,
    email: administrator.email,
    email_key: administrator.email,
    created_at: now,
    forced_password_reset_at_next_login: false,
  }),
)
const addToAllUsers = prepare((writer) =>
  writer.insertInto('group_users').values({ group_id: allUsersGroupId, user_id: adminUserId }),
)({})
const addAdminRole = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .insertInto('role_users')
    .values({ role_id: adminRoleId, user_id })
    .onConflict((conflict) => conflict.doNothing()),
)

/** An API key as it is stored. */
interface StoredKey {
  readonly user_id: UserId
  readonly client_id: string
  readonly secret_digest: string
  readonly now: number
}

export const addKey = prepare((writer, key: { [K in keyof StoredKey]: StoredKey[K] }) =>
  writer.insertInto('credentials_api3').values({
    user_id: key.user_id,
    client_id: key.client_id,
    secret_digest: key.secret_digest,
    created_at: key.now,
    is_disabled: false,
  }),
)

/** User 1 with names, an e-mail address, the Admin role and one API key. */
export function administratorCommit(key: Omit<StoredKey, 'user_id'>): Commit {
  const { now } = key
  return {
    statements: [
      addUser({ now }),
      addEmail({ now }),
      addToAllUsers,
      addAdminRole({ user_id: adminUserId }),
      addKey({ ...key, user_id: adminUserId }),
    ],
    audit: auditRow(byServer('first_start', now), { user_id: adminUserId }),
    changesAuthority: true,
  }
}

/** A key for an administrator, or for a user who becomes one; lost when it would let nobody in. */
export const newKeyCommit = ({
  promoted,
  ...key
}: StoredKey & { readonly promoted: boolean }): Omit<Commit, 'audit'> => ({
  statements: [
    ...(promoted
      ? [addAdminRole({ user_id: key.user_id }), ...updateUser(key.user_id, { is_disabled: false })]
      : []),
    addKey({ ...key }),
    canAdminister(key.user_id),
  ],
  changesAuthority: true,
})
