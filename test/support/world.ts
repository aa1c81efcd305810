// People, groups and roles, made by statements through the store of a running server; the builders return their ids.
import { auditRow } from '../../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../../src/catalogue/sql.ts'
import { adminRoleId, allModelSetId, allUsersGroupId } from '../../src/ids.ts'
import { idText, prepare, type Statement, sql } from '../../src/store/statement.ts'
import { textKey } from '../../src/texts/text-key.ts'
import { byTest, type TestServer } from './server.ts'

type Store = Pick<TestServer, 'running'>

export interface Person {
  readonly first_name?: string
  readonly last_name?: string
  readonly email?: string
  readonly timezone?: string
  readonly is_disabled?: boolean
  /** Direct groups in addition to All Users. */
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
}

const addUser = prepare(
  (
    writer,
    row: {
      first_name: string
      last_name: string
      first_name_key: string
      last_name_key: string
      timezone: string
      disabled: boolean
      at: number
    },
  ) =>
    writer
      .insertInto('users')
      .values({
        first_name: row.first_name,
        last_name: row.last_name,
        first_name_key: row.first_name_key,
        last_name_key: row.last_name_key,
        timezone: row.timezone,
        is_disabled: row.disabled,
        created_at: row.at,
      })
      .returning(idText('id').as('id')),
)

const addEmail = prepare(
  (writer, row: { user_id: string; email: string; email_key: string; at: number }) =>
    writer.insertInto('credentials_email').values({
      user_id: row.user_id,
      email: row.email,
      email_key: row.email_key,
      created_at: row.at,
      forced_password_reset_at_next_login: false,
    }),
)

const addMember = prepare((writer, row: { group_id: string; user_id: string }) =>
  writer.insertInto('group_users').values({ group_id: row.group_id, user_id: row.user_id }),
)

const addRoleUser = prepare((writer, row: { role_id: string; user_id: string }) =>
  writer.insertInto('role_users').values({ role_id: row.role_id, user_id: row.user_id }),
)

const newAuthority = prepare((writer, { user_id }: { user_id: string }) =>
  writer
    .updateTable('users')
    .set((user) => ({ authority: user('authority', '+', 1) }))
    .where('id', '=', user_id),
)

const addGroup = prepare((writer, row: { name: string; name_key: string }) =>
  writer
    .insertInto('groups')
    .values({
      name: row.name,
      name_key: row.name_key,
      external_group_id: null,
      externally_managed: false,
      include_by_default: false,
      can_add_to_content_metadata: false,
    })
    .returning(idText('id').as('id')),
)

const nest = prepare((writer, row: { parent_group_id: string; group_id: string }) =>
  writer
    .insertInto('group_groups')
    .values({ parent_group_id: row.parent_group_id, group_id: row.group_id }),
)

const addPermissionSet = prepare(
  (writer, row: { name: string; permissions: string; all_access: boolean }) =>
    writer
      .insertInto('permission_sets')
      .values({
        name: row.name,
        name_key: row.name,
        permissions: row.permissions,
        built_in: false,
        all_access: row.all_access,
      })
      .returning(idText('id').as('id')),
)

const addRole = prepare((writer, row: { name: string; permission_set_id: string }) =>
  writer
    .insertInto('roles')
    .values({
      name: row.name,
      name_key: row.name,
      permission_set_id: row.permission_set_id,
      model_set_id: allModelSetId,
    })
    .returning(idText('id').as('id')),
)

const addRoleGroup = prepare((writer, row: { role_id: string; group_id: string }) =>
  writer.insertInto('role_groups').values({ role_id: row.role_id, group_id: row.group_id }),
)

/** Commits statements of a test and returns the ids that each of them returned. */
export async function change(
  { running }: Store,
  statements: readonly Statement[],
): Promise<(string | undefined)[]> {
  const { db, now } = running.server
  const rows = await db.commit({
    statements: [...statements, raiseCatalogueVersion],
    audit: auditRow(byTest(now()), {}),
    changesAuthority: true,
  })
  return rows.map((returned) => (returned as { id?: string }[])[0]?.id)
}

const idOf = async (made: Promise<(string | undefined)[]>): Promise<string> => {
  const [id] = await made
  if (id === undefined) throw new Error('nothing was made')
  return id
}

let made = 0
const fresh = (noun: string) => `${noun}-${++made}`

/** Makes a user in All Users and the given groups; returns their id. */
export async function aUser(store: Store, person: Person = {}): Promise<string> {
  const { first_name = 'Ada', last_name = 'Test', timezone = '', is_disabled = false } = person
  const at = store.running.server.now()
  const user = {
    first_name,
    last_name,
    first_name_key: textKey(first_name),
    last_name_key: textKey(last_name),
    timezone,
    disabled: is_disabled,
    at,
  }
  const user_id = await idOf(change(store, [addUser(user)]))
  const { email } = person
  const emails = email === undefined ? [] : [{ user_id, email, email_key: textKey(email), at }]
  await change(store, [
    ...emails.map(addEmail),
    ...[allUsersGroupId, ...(person.groups ?? [])].map((group_id) =>
      addMember({ group_id, user_id }),
    ),
    ...(person.roles ?? []).map((role_id) => addRoleUser({ role_id, user_id })),
  ])
  return user_id
}

/** Inserts users without memberships, whose names are all Many; returns their ids. */
export const addManyUsers = prepare((writer, { count }: { count: number }) => ({
  compile: () =>
    sql`insert into users (first_name, last_name, first_name_key, last_name_key, timezone, created_at)
      with recursive number (n) as (select 1 union all select n + 1 from number where n < ${count})
      select 'Many', 'Many', 'many', 'many', '', 1 from number
      returning cast(id as text) as id`.compile(writer),
}))

/** Makes another administrator. */
export const anAdmin = (store: Store, person: Person = {}) =>
  aUser(store, { ...person, roles: [adminRoleId, ...(person.roles ?? [])] })

/** Makes a group inside `parents`. */
export async function aGroup(
  store: Store,
  name = fresh('Group'),
  parents: readonly string[] = [],
): Promise<string> {
  const group_id = await idOf(change(store, [addGroup({ name, name_key: textKey(name) })]))
  await change(
    store,
    parents.map((parent_group_id) => nest({ parent_group_id, group_id })),
  )
  return group_id
}

/** Puts a group into another one without checking the rules. */
export const putInto = (store: Store, parent_group_id: string, group_id: string) =>
  change(store, [nest({ parent_group_id, group_id })])

export const join = (store: Store, user_id: string, group_id: string) =>
  change(store, [addMember({ group_id, user_id }), newAuthority({ user_id })])

/** Makes a role with these permissions and optionally gives it to groups. */
export async function aRole(
  store: Store,
  permissions: readonly string[],
  groups: readonly string[] = [],
): Promise<string> {
  const name = fresh('role')
  const set = { name, permissions: JSON.stringify(permissions), all_access: false }
  const permission_set_id = await idOf(change(store, [addPermissionSet(set)]))
  const role_id = await idOf(change(store, [addRole({ name, permission_set_id })]))
  await change(
    store,
    groups.map((group_id) => addRoleGroup({ role_id, group_id })),
  )
  return role_id
}

export const giveRole = (store: Store, user_id: string, role_id: string) =>
  change(store, [addRoleUser({ role_id, user_id }), newAuthority({ user_id })])

/** Makes a user attribute through the API as the administrator; of type string by default. */
export async function anAttribute(
  { api }: Pick<TestServer, 'api'>,
  definition: Record<string, unknown> = {},
): Promise<{ id: string; name: string; label: string }> {
  const name = fresh('attribute').replace('-', '_')
  const { status, json } = await api('POST', '/user_attributes', {
    name,
    label: name,
    type: 'string',
    ...definition,
  })
  if (status !== 200) throw new Error(`creating ${name} was answered ${JSON.stringify(json)}`)
  return json
}

/** The fields that make an attribute hidden. */
export const hidden = {
  value_is_hidden: true,
  hidden_value_domain_whitelist: 'https://example.com/*',
}
