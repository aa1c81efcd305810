// What the first start asks of the store.
import { auditChange } from '../audit/sql.ts'
import { adminRoleId, adminUserId, allUsersGroupId } from '../ids.ts'
import type { Commit } from '../store/db.ts'
import { prepare, sql } from '../store/statement.ts'

export const userCount = prepare((writer) =>
  writer.selectFrom('users').select(sql<number>`count(*)`.as('users')),
)({})

const administrator = { first_name: 'Attrium', last_name: 'Admin', email: 'admin@attrium.example' }

const addUser = prepare((writer, { now }: { now: number }) =>
  writer.insertInto('users').values({
    id: adminUserId,
    first_name: administrator.first_name,
    last_name: administrator.last_name,
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
const addAdminRole = prepare((writer) =>
  writer.insertInto('role_users').values({ role_id: adminRoleId, user_id: adminUserId }),
)({})
const addKey = prepare((writer, key: { client_id: string; secret_digest: string; now: number }) =>
  writer.insertInto('credentials_api3').values({
    user_id: adminUserId,
    client_id: key.client_id,
    secret_digest: key.secret_digest,
    created_at: key.now,
    is_disabled: false,
  }),
)

/** User 1 with names, an e-mail address, the Admin role and one API key. */
export function createAdministrator(key: {
  client_id: string
  secret_digest: string
  now: number
}): Commit {
  const { now } = key
  return {
    statements: [addUser({ now }), addEmail({ now }), addToAllUsers, addAdminRole, addKey(key)],
    audit: auditChange(
      {
        at: now,
        request_id: 'start',
        operation: 'first_start',
        actor_id: null,
        sudo_by: null,
        credentials_api3_id: null,
        address: null,
      },
      { user_id: adminUserId },
    ),
    changesAuthority: true,
  }
}
