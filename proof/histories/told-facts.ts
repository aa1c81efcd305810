// The state of a store as facts with names and texts.
import type { Reading } from '../../src/store/db.ts'
import { sql, statement, writer } from '../../src/store/statement.ts'

/** Each fact by its name; a text that history may not tell is `something`. */
export type Facts = Map<string, string>

/** Stands for a value that is hidden, forgotten or told by an older entry. */
export const something = 'SOMETHING'

type Cells = Record<string, string | number | boolean | null>

const tables: Readonly<Record<string, { id: string; select: string }>> = {
  user: {
    id: 'id',
    select: `select cast(id as text) as id, first_name, last_name, home_folder_id, ui_state, is_disabled,
      models_dir_validated, is_service_account from users`,
  },
  email: {
    id: 'id',
    select: `select cast(user_id as text) as id, email, forced_password_reset_at_next_login
      from credentials_email`,
  },
  key: { id: 'id', select: 'select client_id as id, is_disabled, purpose from credentials_api3' },
  credential: {
    id: 'id',
    select: `select cast(user_id as text) || ' ' || kind as id, identity, email as credential_email
      from credentials`,
  },
  group: {
    id: 'id',
    select: 'select cast(id as text) as id, name, can_add_to_content_metadata from groups',
  },
  member: {
    id: 'id',
    select: `select cast(group_id as text) || ' ' || cast(user_id as text) as id from group_users`,
  },
  nested: {
    id: 'id',
    select: `select cast(parent_group_id as text) || ' ' || cast(group_id as text) as id from group_groups`,
  },
  role: {
    id: 'id',
    select: `select cast(id as text) as id, name, cast(permission_set_id as text) as permission_set_id,
      cast(model_set_id as text) as model_set_id from roles`,
  },
  role_user: {
    id: 'id',
    select: `select cast(role_id as text) || ' ' || cast(user_id as text) as id from role_users`,
  },
  role_group: {
    id: 'id',
    select: `select cast(role_id as text) || ' ' || cast(group_id as text) as id from role_groups`,
  },
  permission_set: {
    id: 'id',
    select: 'select cast(id as text) as id, name, permissions from permission_sets',
  },
  model_set: { id: 'id', select: 'select cast(id as text) as id, name, models from model_sets' },
  attribute: {
    id: 'id',
    select: `select cast(id as text) as id, name, label, type, value_is_hidden, user_can_view, user_can_edit,
      hidden_value_domain_whitelist, choices, combine, case when value_is_hidden and default_value is not null
        then '${something}' else default_value end as default_value from user_attributes`,
  },
  value: {
    id: 'id',
    select: `select cast(user_id as text) || ' ' || cast(user_attribute_id as text) as id,
      case when version is null then value else '${something}' end as value
      from user_attribute_user_values`,
  },
  group_value: {
    id: 'id',
    select: `select cast(group_id as text) || ' ' || cast(user_attribute_id as text) as id, rank,
      case when version is null then value else '${something}' end as value
      from user_attribute_group_values`,
  },
}

export async function factsIn(db: Pick<Reading, 'read'>): Promise<Facts> {
  const facts: Facts = new Map()
  for (const [kind, { select }] of Object.entries(tables)) {
    const [rows] = await db.read(
      statement<Cells>({ compile: () => sql<Cells>`${sql.raw(select)}`.compile(writer) }),
    )
    for (const { id, ...cells } of rows) {
      facts.set(`${kind} ${id}`, 'there')
      for (const [field, cell] of Object.entries(cells)) {
        if (cell !== null) facts.set(`${kind} ${id} ${field}`, String(cell))
      }
    }
  }
  return facts
}

/** The names of facts that differ; what is `something` on one side is only there on the other. */
export function differences(one: Facts, other: Facts): string[] {
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => {
    const [held, expected] = [one.get(name), other.get(name)]
    if (held === something || expected === something) return false
    return held !== expected
  })
}
