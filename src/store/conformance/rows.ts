// For the conformance suite: one row of every table with a value in every column, and the references between them.
import type { Insertable } from 'kysely'
import type { AuditRow } from '../audit/row.ts'
import type { Commit } from '../db.ts'
import { type Statement, sql, statement, writer } from '../statement.ts'
import type { Tables } from '../tables.ts'
import { credentialRows } from './credential-rows.ts'
import { instant, pastRows, text, valueTimes } from './past-rows.ts'

export type TableName = keyof Tables
type Column<Table extends TableName> = keyof Insertable<Tables[Table]>

/** A value for every column, none of them null: a new column does not compile until it is added here. */
type FullRow<Table extends TableName> = {
  readonly [C in Column<Table>]-?: NonNullable<Insertable<Tables[Table]>[C]>
}

/** Ids above 2^53, where a number would lose its last digit; each id is used for one row only. */
export const bigId = (count: number) => String(2n ** 53n + BigInt(count) * 2n + 1n)

const user = bigId(1)
const [realUser, key] = [bigId(2), bigId(3)]
const credential = bigId(4)
const [group, child] = [bigId(5), bigId(6)]
const [permissionSet, modelSet] = [bigId(7), bigId(8)]
const role = bigId(9)
const [attribute, groupValue] = [bigId(10), bigId(11)]
const [chain, dataKey] = [bigId(12), bigId(13)]

const changes = { newest_change: 1_234_567, change_before: 1_234_566 }

const aUser = {
  first_name: text('first_name'),
  last_name: text('last_name'),
  is_disabled: true,
  timezone: text('timezone'),
  home_folder_id: text('home_folder_id'),
  models_dir_validated: true,
  ui_state: text('ui_state'),
  created_at: instant,
  authority: 7,
  first_name_key: text('first_name_key'),
  last_name_key: text('last_name_key'),
  is_service_account: true,
}
const aGroup = {
  external_group_id: text('external_group_id'),
  externally_managed: true,
  include_by_default: true,
  can_add_to_content_metadata: true,
}

const whole = { built_in: true, all_access: true }
const named = { name: text('name'), name_key: text('name_key') }

/** The rows of all tables, in an order in which they can be inserted. */
export const fullRows: { readonly [Table in TableName]: readonly FullRow<Table>[] } = {
  catalogue: [{ version: 1_234_567 }],
  users: [
    { ...aUser, id: user },
    { ...aUser, id: realUser },
  ],
  ...credentialRows({ user, realUser, key, credential }),
  groups: [
    { ...aGroup, id: group, name: text('name'), name_key: text('name_key') },
    { ...aGroup, id: child, name: text('child'), name_key: text('child_key') },
  ],
  group_users: [{ group_id: group, user_id: user, starts_at: instant, expires_at: instant + 1 }],
  sign_in_members: [{ group_id: group, user_id: user, issuer: text('issuer') }],
  group_groups: [{ parent_group_id: group, group_id: child }],
  permission_sets: [
    {
      id: permissionSet,
      ...named,
      permissions: '["see_users"]',
      ...whole,
    },
  ],
  model_sets: [
    {
      id: modelSet,
      ...named,
      models: '["model"]',
      ...whole,
    },
  ],
  roles: [
    {
      id: role,
      ...named,
      permission_set_id: permissionSet,
      model_set_id: modelSet,
    },
  ],
  role_groups: [{ role_id: role, group_id: group }],
  role_users: [{ role_id: role, user_id: user }],
  user_attributes: [
    {
      id: attribute,
      name: text('name'),
      label: text('label'),
      label_key: text('label_key'),
      type: text('type'),
      default_value: text('default_value'),
      ...{ is_system: true, is_permanent: true },
      value_is_hidden: true,
      ...{ user_can_view: true, user_can_edit: true },
      hidden_value_domain_whitelist: text('hidden_value_domain_whitelist'),
      ...{ choices: text('choices'), combine: text('combine') },
      default_version: text('default_version'),
      default_change: 1_234_567,
    },
  ],
  user_attribute_user_values: [
    {
      user_id: user,
      user_attribute_id: attribute,
      value: text('value'),
      version: text('version'),
      ...{ ...changes, ...valueTimes },
    },
  ],
  user_attribute_group_values: [
    {
      ...{ id: groupValue, user_attribute_id: attribute, group_id: group, rank: 1_234_567 },
      value: text('value'),
      version: text('version'),
      newest_change: 1_234_567,
      starts_at: instant,
      expires_at: instant + 1,
    },
  ],
  user_attribute_sign_in_values: [
    {
      ...{ user_id: user, user_attribute_id: attribute, value: text('value') },
      ...{ version: text('version'), provider: text('provider'), set_at: instant },
      newest_change: 1_234_567,
    },
  ],
  ended_value_histories: [{ user_id: realUser, user_attribute_id: attribute, ...changes }],
  sealings: [
    { user_attribute_id: attribute, part: text('part'), place: text('place'), with_audit: true },
  ],
  audit: [
    {
      sequence: 1_234_567,
      at: instant,
      ...{ request_id: text('request_id'), operation: text('operation') },
      ...{ actor_id: user, sudo_by: realUser, credentials_api3_id: key },
      address: text('address'),
      ...{ user_id: user, group_id: group, user_attribute_id: attribute },
      new_value: text('new_value'),
      details: text('details'),
      ...{ chain_id: chain, chain_sequence: 1_234_567, mac: text('mac') },
      redacted: text('redacted'),
      previous_change: 1_234_566,
    },
  ],
  audit_texts: [
    {
      ...{ user_id: user, field: text('field'), sequence: 1_234_567 },
      ...{ before: text('before'), after: text('after') },
    },
  ],
  audit_chains: [
    {
      ...{ id: chain, opened_at: instant },
      ...{ head_sequence: 1_234_567, head_mac: text('head_mac'), base_attribute_id: 1_234_567 },
      ...{ base_sequence: 1_234_567, base_mac: text('base_mac'), base_at: instant },
    },
  ],
  keys: [{ id: dataKey, purpose: text('purpose'), wrapped: text('wrapped'), created_at: instant }],
  ...pastRows({ user, group, child, attribute, groupValue }),
}

export const tableNames = Object.keys(fullRows) as TableName[]

/** child.column → parent; deleting the parent deletes the child `too`, or is refused (`never`). */
export const references: readonly {
  readonly child: TableName
  readonly column: string
  readonly parent: TableName
  readonly deleted: 'too' | 'never'
}[] = [
  ...['credentials_email', 'credentials_api3', 'access_tokens', 'group_users', 'role_users'].map(
    (child) => pointing(child, 'user_id', 'users'),
  ),
  pointing('credentials', 'user_id', 'users'),
  pointing('access_tokens', 'sudo_by', 'users'),
  pointing('access_tokens', 'credentials_api3_id', 'credentials_api3'),
  pointing('access_tokens', 'oauth_grant_id', 'oauth_grants'),
  pointing('oauth_grants', 'user_id', 'users'),
  pointing('oauth_activations', 'user_id', 'users'),
  pointing('sign_in_members', 'user_id', 'users'),
  pointing('sign_in_members', 'group_id', 'groups'),
  ...['group_users', 'group_groups', 'role_groups', 'user_attribute_group_values'].map((child) =>
    pointing(child, 'group_id', 'groups'),
  ),
  pointing('group_groups', 'parent_group_id', 'groups'),
  pointing('role_groups', 'role_id', 'roles'),
  pointing('role_users', 'role_id', 'roles'),
  pointing('user_attribute_user_values', 'user_id', 'users'),
  pointing('user_attribute_user_values', 'user_attribute_id', 'user_attributes'),
  pointing('user_attribute_group_values', 'user_attribute_id', 'user_attributes'),
  pointing('user_attribute_sign_in_values', 'user_id', 'users'),
  pointing('user_attribute_sign_in_values', 'user_attribute_id', 'user_attributes'),
  { child: 'roles', column: 'permission_set_id', parent: 'permission_sets', deleted: 'never' },
  { child: 'roles', column: 'model_set_id', parent: 'model_sets', deleted: 'never' },
]

function pointing(child: string, column: string, parent: TableName) {
  return { child: child as TableName, column, parent, deleted: 'too' } as const
}

type Cells = Readonly<Record<string, string | number | boolean | null>>

export function insert(table: TableName, row: Cells): Statement {
  const columns = Object.keys(row).map((name) => sql.ref(name))
  const values = Object.values(row).map((value) => sql`${value}`)
  return raw(
    sql`insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.join(values)})`,
  )
}

/** Selects all rows, with ids as exact text. */
export function selectAll(table: TableName): Statement<Cells> {
  const columns = Object.keys(fullRows[table][0] ?? {}).map((name) =>
    isIdColumn(name) ? sql`cast(${sql.ref(name)} as text) as ${sql.ref(name)}` : sql.ref(name),
  )
  return raw<Cells>(sql`select ${sql.join(columns)} from ${sql.table(table)}`)
}

const isIdColumn = (name: string) => /^(?!base_).*(^|_)id$|^(sudo_by|undoes)$/.test(name)

/** A statement written as SQL; only tests of the store write statements in this way. */
export function raw<Row = unknown>(words: ReturnType<typeof sql<Row>>): Statement<Row> {
  return statement<Row>({ compile: () => words.compile(writer) })
}

/** An audit row without particular contents. */
export const anAudit = (operation = 'conformance'): AuditRow => ({
  at: instant,
  request_id: 'conformance',
  operation,
  actor_id: null,
  sudo_by: null,
  credentials_api3_id: null,
  address: null,
  user_id: null,
  group_id: null,
  user_attribute_id: null,
  new_value: null,
  details: null,
})

export const aCommit = (...statements: Statement[]): Commit => ({
  statements,
  audit: anAudit(),
  changesAuthority: false,
})

/** Inserts every full row, in the order of the tables. */
export const everyFullRow: readonly Statement[] = tableNames.flatMap((table) =>
  (fullRows[table] as readonly Cells[]).map((row) => insert(table, row)),
)
