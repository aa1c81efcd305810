// Statements that change users: their records, their direct roles, and everything that is deleted with them.
import { endGrantsOf } from '../access/sql.ts'
import type { RoleId, UserId } from '../ids.ts'
import { idList, idText, prepare, required, type Statement, sql } from '../store/statement.ts'
import { textKey } from '../texts/text-key.ts'

/**
 * The id of the user that an earlier statement of the same commit created: ids only grow, and commits
 * run one after the other.
 */
const newest = sql<string>`(select max(id) from users)`

export interface NewUser {
  readonly first_name: string
  readonly last_name: string
  readonly is_disabled: boolean
  readonly is_service_account: boolean
  readonly home_folder_id: string | null
  readonly models_dir_validated: boolean | null
  readonly ui_state: string | null
  readonly created_at: number
}

type NewUserRow = { [K in keyof NewUser]: NewUser[K] } & {
  first_name_key: string
  last_name_key: string
}

const newUser = (row: NewUserRow) => ({
  first_name: row.first_name,
  last_name: row.last_name,
  first_name_key: row.first_name_key,
  last_name_key: row.last_name_key,
  is_disabled: row.is_disabled,
  is_service_account: row.is_service_account,
  home_folder_id: row.home_folder_id,
  models_dir_validated: row.models_dir_validated,
  ui_state: row.ui_state,
  timezone: '',
  created_at: row.created_at,
})
const insertUser = prepare((writer, row: NewUserRow) =>
  writer.insertInto('users').values(newUser(row)).returning(idText('id').as('id')),
)
const insertUserAs = prepare((writer, row: NewUserRow & { id: UserId }) =>
  writer.insertInto('users').values({ ...newUser(row), id: row.id }),
)

const joinDefaultGroups = prepare((writer) =>
  writer
    .insertInto('group_users')
    .columns(['group_id', 'user_id'])
    .expression((from) =>
      from
        .selectFrom('groups')
        .select(['groups.id as group_id', newest.as('user_id')])
        .where('groups.include_by_default', '=', true),
    )
    .returning(idText('group_id').as('id')),
)({})

/** Creates a user in every group that includes everybody; `returning` returns their id. */
export const createUser = (user: NewUser): Statement[] => [
  insertUser(withKeys(user)),
  joinDefaultGroups,
]

/** Creates a user with a given id who is not in any group yet. */
export const createUserAs = (id: UserId, user: NewUser): Statement =>
  insertUserAs({ ...withKeys(user), id })

const withKeys = (user: NewUser): NewUserRow => ({
  ...user,
  first_name_key: textKey(user.first_name),
  last_name_key: textKey(user.last_name),
})

/** Adds a credential of another system for the user created in the same commit. */
export const addNewUserCredential = prepare(
  (writer, row: { kind: string; identity: string; created_at: number }) =>
    writer.insertInto('credentials').values({
      user_id: newest,
      kind: row.kind,
      identity: row.identity,
      created_at: row.created_at,
      is_disabled: false,
      verified: false,
    }),
)

/** Adds an address for the user created in the same commit. */
const prepareNewUserEmail = prepare(
  (writer, row: { email: string; key: string; created_at: number }) =>
    writer.insertInto('credentials_email').values({
      user_id: newest,
      email: row.email,
      email_key: row.key,
      created_at: row.created_at,
      forced_password_reset_at_next_login: false,
    }),
)
export const addNewUserEmail = (email: string, created_at: number): Statement =>
  prepareNewUserEmail({ email, key: textKey(email), created_at })

const setFirstName = prepare((writer, row: { user_id: UserId; name: string; key: string }) =>
  writer
    .updateTable('users')
    .set({ first_name: row.name, first_name_key: row.key })
    .where('id', '=', row.user_id),
)
const setLastName = prepare((writer, row: { user_id: UserId; name: string; key: string }) =>
  writer
    .updateTable('users')
    .set({ last_name: row.name, last_name_key: row.key })
    .where('id', '=', row.user_id),
)
const setHomeFolder = prepare((writer, row: { user_id: UserId; value: string | null }) =>
  writer.updateTable('users').set({ home_folder_id: row.value }).where('id', '=', row.user_id),
)
const setModelsDirValidated = prepare((writer, row: { user_id: UserId; value: boolean | null }) =>
  writer
    .updateTable('users')
    .set({ models_dir_validated: row.value })
    .where('id', '=', row.user_id),
)
const setUiState = prepare((writer, row: { user_id: UserId; value: string | null }) =>
  writer.updateTable('users').set({ ui_state: row.value }).where('id', '=', row.user_id),
)
const prepareDisabled = prepare((writer, row: { user_id: UserId; is_disabled: boolean }) =>
  writer
    .updateTable('users')
    .set((user) => ({ is_disabled: row.is_disabled, authority: user('authority', '+', 1) }))
    .where('id', '=', row.user_id),
)
const endSessions = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .deleteFrom('access_tokens')
    .where((where) => where.or([where('user_id', '=', user_id), where('sudo_by', '=', user_id)])),
)

/** Fields of a user that a body may set; each has its own statement, so that the others stay unchanged. */
export interface UserFields {
  readonly first_name?: string
  readonly last_name?: string
  readonly home_folder_id?: string | null
  readonly models_dir_validated?: boolean | null
  readonly ui_state?: string | null
  readonly is_disabled?: boolean
}

/** The commit fails if the user no longer exists. A user who is disabled is signed out in the same commit. */
export function updateUser(user_id: UserId, fields: UserFields): Statement[] {
  const { first_name, last_name, home_folder_id, models_dir_validated, ui_state } = fields
  const statements: Statement[] = []
  const set = (statement: Statement) => statements.push(required(statement))
  if (first_name !== undefined) {
    set(setFirstName({ user_id, name: first_name, key: textKey(first_name) }))
  }
  if (last_name !== undefined) {
    set(setLastName({ user_id, name: last_name, key: textKey(last_name) }))
  }
  if (home_folder_id !== undefined) set(setHomeFolder({ user_id, value: home_folder_id }))
  if (models_dir_validated !== undefined) {
    set(setModelsDirValidated({ user_id, value: models_dir_validated }))
  }
  if (ui_state !== undefined) set(setUiState({ user_id, value: ui_state }))
  if (fields.is_disabled !== undefined) {
    set(prepareDisabled({ user_id, is_disabled: fields.is_disabled }))
    // guard token-4: gone
    // guard oauth-13: endSessions({ user_id }), endGrantsOf({ user_id }) → endSessions({ user_id })
    if (fields.is_disabled) statements.push(endSessions({ user_id }), endGrantsOf({ user_id }))
  }
  return statements
}

const prepareDelete = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.deleteFrom('users').where('id', '=', user_id),
)
/** Deletes the user with their credentials, tokens, memberships, roles and values. */
export const deleteUser = (user_id: UserId): Statement => required(prepareDelete({ user_id }))

const clearOtherRoles = prepare((writer, row: { user_id: UserId; role_ids: string }) =>
  writer
    .deleteFrom('role_users')
    .where('user_id', '=', row.user_id)
    .where('role_id', 'not in', idList(row.role_ids)),
)
const addRoles = prepare((writer, row: { user_id: UserId; role_ids: string }) =>
  writer
    .insertInto('role_users')
    .columns(['role_id', 'user_id'])
    .expression((from) =>
      from
        .selectFrom('roles')
        .select(['roles.id as role_id', sql<string>`cast(${row.user_id} as bigint)`.as('user_id')])
        .where('roles.id', 'in', idList(row.role_ids)),
    )
    .onConflict((conflict) => conflict.doNothing()),
)
const changeAuthority = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .updateTable('users')
    .set((user) => ({ authority: user('authority', '+', 1) }))
    .where('id', '=', user_id),
)

/** Gives the user exactly these direct roles; the commit fails if the user no longer exists. */
export function setUserRoles(user_id: UserId, roles: readonly RoleId[]): Statement[] {
  const row = { user_id, role_ids: JSON.stringify(roles) }
  return [required(changeAuthority({ user_id })), clearOtherRoles(row), addRoles(row)]
}
