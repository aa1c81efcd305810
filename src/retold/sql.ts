// Statements on the store, and on the second store that is rebuilt from its audit.
import { deletedType } from '../domain/value-type.ts'
import type { Scratch } from '../store/sqlite/scratch.ts'
import {
  idText,
  nameOfDeleted,
  prepare,
  type Scalar,
  type Statement,
  sql,
} from '../store/statement.ts'
import type { Numbered } from './told-row.ts'
import type { Watched } from './watched.ts'

type Row = Record<string, Scalar>

const written = (text: string): Statement =>
  prepare((writer) => ({ compile: () => sql.raw(text).compile(writer) }))({})

/** Statements that read a table by pages, in the order of its key; made once for each table. */
export interface Pages {
  /** Rows after a key. */
  readonly after: (key: readonly string[]) => Statement<Row>
  /** Rows after one key, up to another. */
  readonly between: (key: readonly string[], last: readonly string[]) => Statement<Row>
}

export const pageRows = 1000

/** Things that are deleted but not yet removed are not compared (decision 46). */
const deleted = {
  attributes: sql`select id from user_attributes where type = ${sql.lit(deletedType)}`,
  groups: sql`select id from groups where name_key = ${nameOfDeleted('id')}`,
}
const unlessDeleted: Readonly<Record<string, ReturnType<typeof sql>>> = {
  user_attributes: sql`and id not in (${deleted.attributes})`,
  user_attribute_user_values: sql`and user_attribute_id not in (${deleted.attributes})`,
  user_attribute_sign_in_values: sql`and user_attribute_id not in (${deleted.attributes})`,
  groups: sql`and id not in (${deleted.groups})`,
  group_users: sql`and group_id not in (${deleted.groups})`,
}

export function pagesOf({ table, key, texts = [], columns, keyOf = {}, value }: Watched): Pages {
  const isText = (column: string) => texts.includes(column)
  const ids = ['user_id', 'permission_set_id', 'model_set_id']
  const shown = (column: string) => (ids.includes(column) ? idText(column) : sql.ref(column))
  const names = [
    ...Object.keys(columns),
    ...Object.keys(keyOf),
    ...(value ? versionsOf(value.version, columns) : []),
  ]
  const selected = [
    ...key.map(
      (column, at) => sql`${isText(column) ? sql.ref(column) : idText(column)}
      as ${sql.ref(keyColumn(at))}`,
    ),
    ...names.map((column) => sql`${shown(column)} as ${sql.ref(column)}`),
  ]
  const place = (values: Record<string, Scalar>, prefix: string) =>
    sql.join(
      key.map((column, at) => {
        const given = sql`${values[`${prefix}${at}`]}`
        return isText(column) ? given : sql`cast(${given} as bigint)`
      }),
    )
  const order = sql.join(key.map((column) => sql.ref(`${table}.${column}`)))
  const made = (bounded: boolean) =>
    prepare<Record<string, Scalar>, Row>((writer, values) => ({
      compile: () =>
        sql<Row>`select ${sql.join(selected)} from ${sql.table(table)}
          where (${order}) > (${place(values, 'after')})
            ${bounded ? sql`and (${order}) <= (${place(values, 'last')})` : sql``}
            ${unlessDeleted[table] ?? sql``}
          order by ${order} limit ${sql.lit(pageRows)}`.compile(writer),
    }))
  const [open, closed] = [made(false), made(true)]
  const values = (prefix: string, given: readonly string[]) =>
    Object.fromEntries(given.map((text, at) => [`${prefix}${at}`, text]))
  return {
    after: (key) => open(values('after', key)),
    between: (key, last) => closed({ ...values('after', key), ...values('last', last) }),
  }
}

/** The columns beside the values of a row. */
const versionsOf = (version: string, columns: Watched['columns']) =>
  'next_value' in columns ? [version, `next_${version}`] : [version]

const values = 'user_attribute_user_values'

export const keyColumn = (at: number) => `key_${at}`

/** A key before every other. */
export const firstKey = ({ key, texts = [] }: Watched): string[] =>
  key.map((column) => (texts.includes(column) ? '' : '-9223372036854775808'))

/** Keeps the audit row that touched each row last, and the fields that older rows of the audit leave open. */
export function keepJournal({ run }: Pick<Scratch, 'run'>, all: readonly Watched[]): void {
  run(
    written('create table told (thing, key, sequence, primary key (thing, key)) without rowid'),
    written(
      'create table untold (thing, key, field, primary key (thing, key, field)) without rowid',
    ),
    written('drop trigger user_attribute_user_values_after_delete'),
    ...all.flatMap(({ table, key }) =>
      // Values of users are by far the most rows. While a value exists, its own row has this sequence.
      (table === values ? ['delete'] : ['insert', 'update', 'delete']).map((change) => {
        const row = change === 'delete' ? 'old' : 'new'
        const text = key.map((column) => `${row}.${column}`).join(" || ' ' || ")
        return written(`create trigger tells_${table}_${change} after ${change} on ${table} begin
          insert into told values ('${table}', '' || ${text}, row_being_told())
            on conflict do update set sequence = excluded.sequence; end`)
      }),
    ),
  )
}

export const prepared = <Values extends Record<string, Scalar>, Found = unknown>(
  text: (values: Values) => ReturnType<typeof sql<Found>>,
) => prepare<Values, Found>((writer, values) => ({ compile: () => text(values).compile(writer) }))

type Field = { thing: string; key: string; field: string }

export const leaveOpen = prepared<Field>(
  ({ thing, key, field }) => sql`insert into untold values (${thing}, ${key}, ${field})
    on conflict do nothing`,
)
export const closeField = prepared<Field>(
  ({ thing, key, field }) =>
    sql`delete from untold where thing = ${thing} and key = ${key} and field = ${field}`,
)
export const isOpen = prepared<Field, { one: number }>(
  ({ thing, key, field }) => sql<{ one: number }>`select 1 as one from untold
    where thing = ${thing} and key = ${key} and field = ${field}`,
)
export const toldBy = prepared<Omit<Field, 'field'>, { sequence: number }>(
  ({ thing, key }) =>
    sql<{ sequence: number }>`select sequence from told where thing = ${thing} and key = ${key}`,
)
/** A value as the audit has it: `value` has its place and digest, to compare the stored value with. */
export type ToldValue = {
  value: string
  version: string | null
}

type OfGroup = { group_id: string; user_attribute_id: string }
type OfTimes = { starts_at: number | null; expires_at: number | null }
/** Stores a group value with its present rank, or with the last rank if it is new. */
export const tellGroupValue = prepared<OfGroup & ToldValue & OfTimes>(
  (row) => sql`insert into user_attribute_group_values
      (group_id, user_attribute_id, value, version, starts_at, expires_at, rank)
    values (${row.group_id}, ${row.user_attribute_id}, ${row.value}, ${row.version},
      ${row.starts_at}, ${row.expires_at},
      (select coalesce(max(rank), 0) + 1 from user_attribute_group_values
        where user_attribute_id = ${row.user_attribute_id}))
    on conflict (user_attribute_id, group_id)
      do update set value = excluded.value, version = excluded.version,
        starts_at = excluded.starts_at, expires_at = excluded.expires_at`,
)
export const tellRankedValue = prepared<OfGroup & ToldValue & OfTimes & { rank: number }>(
  (row) => sql`insert into user_attribute_group_values
      (group_id, user_attribute_id, value, version, starts_at, expires_at, rank)
    values (${row.group_id}, ${row.user_attribute_id}, ${row.value}, ${row.version},
      ${row.starts_at}, ${row.expires_at}, ${row.rank})
    on conflict (user_attribute_id, group_id)
      do update set value = excluded.value, version = excluded.version, rank = excluded.rank,
        starts_at = excluded.starts_at, expires_at = excluded.expires_at`,
)
export const tellBegun = prepared<OfGroup>(
  (row) => sql`update user_attribute_group_values set starts_at = null
    where group_id = ${row.group_id} and user_attribute_id = ${row.user_attribute_id}`,
)

type Definition = { [column: string]: string | boolean | null }
const definitionColumns = [
  'name',
  'label',
  'label_key',
  'type',
  'value_is_hidden',
  'user_can_view',
  'user_can_edit',
  'hidden_value_domain_whitelist',
  'choices',
  'combine',
]
export const tellNewDefinition = prepared<Definition>(
  (row) => sql`insert into user_attributes (id, ${sql.raw(definitionColumns.join(', '))})
    values (${row['id']}, ${sql.join(definitionColumns.map((column) => sql`${row[column]}`))})`,
)
/** Removes what is left of a deleted attribute, whose id another row of the audit uses again (decision 75). */
export const endAttributeRemains = prepared<{ id: string }>(
  ({ id }) => sql`delete from user_attributes
    where id = ${id} and type = ${sql.lit(deletedType)}`,
)
/** The same of a group. */
export const endGroupRemains = prepared<{ id: string }>(
  ({ id }) => sql`delete from groups where id = ${id} and name_key = ${nameOfDeleted('id')}`,
)

export const tellDefinition = prepared<Definition>(
  (row) => sql`update user_attributes
    set ${sql.join(definitionColumns.map((column) => sql`${sql.ref(column)} = ${row[column]}`))}
    where id = ${row['id']}`,
)
export const tellDefault = prepared<ToldValue & { user_attribute_id: string }>(
  (row) => sql`update user_attributes set default_value = ${row.value},
    default_version = ${row.version} where id = ${row.user_attribute_id}`,
)
export const endDefault = prepared<{ user_attribute_id: string }>(
  (row) => sql`update user_attributes set default_value = null, default_version = null
    where id = ${row.user_attribute_id}`,
)

type OfId = { id: string }
const thereIn = (table: Numbered) =>
  prepared<OfId>(({ id }) => sql`select 1 from ${sql.table(table)} where id = ${id}`)
export const isThere = {
  roles: thereIn('roles'),
  permission_sets: thereIn('permission_sets'),
  model_sets: thereIn('model_sets'),
}
const newestIn = (table: Numbered) =>
  prepared<Record<string, never>, OfId>(
    () => sql<OfId>`select cast(max(id) as text) as id from ${sql.table(table)}`,
  )
export const newestId = {
  roles: newestIn('roles'),
  permission_sets: newestIn('permission_sets'),
  model_sets: newestIn('model_sets'),
}

export const hiddenAttribute = prepared<{ id: string }>(
  ({ id }) => sql`select 1 from user_attributes where id = ${id} and value_is_hidden`,
)

/** Numbers the ranks of every list of group values from 1 to n again. */
export const closeEveryGap: Statement = prepared<Record<string, never>>(
  () => sql`update user_attribute_group_values as moved set rank = ranked.place
    from (select id, row_number() over (partition by user_attribute_id order by rank, id) as place
      from user_attribute_group_values) as ranked
    where ranked.id = moved.id and ranked.place <> moved.rank`,
)({})

type NewRole = { id: string | null; name: string; name_key: string }
/** Stores a new role; without an id it gets the next one. */
export const tellNewRole = prepared<NewRole & { permission_set_id: string; model_set_id: string }>(
  (row) => sql`insert into roles (id, name, name_key, permission_set_id, model_set_id)
    values (${row.id}, ${row.name}, ${row.name_key}, ${row.permission_set_id}, ${row.model_set_id})`,
)
export const tellNewSet = {
  permission: prepared<NewRole & { named: string }>(
    (row) => sql`insert into permission_sets (id, name, name_key, permissions)
      values (${row.id}, ${row.name}, ${row.name_key}, ${row.named})`,
  ),
  model: prepared<NewRole & { named: string }>(
    (row) => sql`insert into model_sets (id, name, name_key, models)
      values (${row.id}, ${row.name}, ${row.name_key}, ${row.named})`,
  ),
}

type Identity = { user_id: string; kind: string; identity: string | null; created_at: number }
export const tellIdentity = prepared<Identity>(
  (row) => sql`insert into credentials (user_id, kind, identity, created_at)
    values (${row.user_id}, ${row.kind}, ${row.identity}, ${row.created_at})`,
)
export const endCredential = prepared<{ user_id: string; kind: string }>(
  (row) => sql`delete from credentials where user_id = ${row.user_id} and kind = ${row.kind}`,
)
export const verifyTotp = prepared<{ user_id: string }>(
  (row) =>
    sql`update credentials set verified = true where user_id = ${row.user_id} and kind = 'totp'`,
)
export const tellSignedIn = prepared<{ user_id: string; at: number }>(
  (row) => sql`update credentials set logged_in_at = ${row.at}
    where user_id = ${row.user_id} and kind = 'oidc'`,
)
export const switchKey = prepared<{ client_id: string; is_disabled: boolean }>(
  (row) => sql`update credentials_api3 set is_disabled = ${row.is_disabled}
    where client_id = ${row.client_id}`,
)
export const tellPurpose = prepared<{ client_id: string; purpose: string | null }>(
  (row) => sql`update credentials_api3 set purpose = ${row.purpose}
    where client_id = ${row.client_id}`,
)
export const endKey = prepared<{ client_id: string }>(
  (row) => sql`delete from credentials_api3 where client_id = ${row.client_id}`,
)
