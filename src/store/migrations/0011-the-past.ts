// Keeps what tables had in the past: every row has an interval of moments, from the commit that made it to the one
// that ended it (decision 59). Triggers write the intervals, so that no statement can forget it.
import type { ColumnTypes, Trigger } from '../differences.ts'

/** A table whose past is kept. */
export interface Kept {
  readonly table: string
  readonly past: string
  readonly key: readonly string[]
  /** Each further column with its type, and what is kept of a row that is named `row`. */
  readonly columns: Readonly<Record<string, readonly [type: 'text' | 'integer' | 'flag', of: Of]>>
  /** The rows that count; the others are as good as deleted. */
  readonly counts?: Of
}
type Of = (row: 'new' | 'old' | 'held') => string

export const same =
  (column: string): Of =>
  (row) =>
    `${row}.${column}`

/** The attribute of a value is hidden: only that there is a value is kept. */
export const isHidden: Of = (row) =>
  `(select value_is_hidden from user_attributes where id = ${row}.user_attribute_id)`

/** Definitions, as they were when the past began to be kept. */
export const keptAttributes: Kept = {
  table: 'user_attributes',
  past: 'past_attributes',
  key: ['id'],
  columns: {
    name: ['text', same('name')],
    label: ['text', same('label')],
    type: ['text', same('type')],
    default_value: [
      'text',
      // guard past-1: value_is_hidden and → user_can_view and
      (row) => `case when ${row}.value_is_hidden and ${row}.default_value is not null
          then '' else ${row}.default_value end`,
    ],
    default_change: ['integer', same('default_change')],
    is_system: ['flag', same('is_system')],
    is_permanent: ['flag', same('is_permanent')],
    value_is_hidden: ['flag', same('value_is_hidden')],
    user_can_view: ['flag', same('user_can_view')],
    user_can_edit: ['flag', same('user_can_edit')],
    hidden_value_domain_whitelist: ['text', same('hidden_value_domain_whitelist')],
  },
  counts: (row) => `${row}.type <> 'deleted'`,
}

/** Values of groups, as they were when the past began to be kept. */
export const keptGroupValues: Kept = {
  table: 'user_attribute_group_values',
  past: 'past_group_values',
  key: ['user_attribute_id', 'group_id'],
  columns: {
    id: ['integer', same('id')],
    rank: ['integer', same('rank')],
    newest_change: ['integer', same('newest_change')],
    value: ['text', (row) => `case when ${isHidden(row)} then '' else ${row}.value end`],
  },
}

const kept: readonly Kept[] = [
  {
    table: 'users',
    past: 'past_users',
    key: ['id'],
    columns: {
      first_name: ['text', same('first_name')],
      last_name: ['text', same('last_name')],
      timezone: ['text', same('timezone')],
      is_disabled: ['flag', same('is_disabled')],
    },
  },
  {
    table: 'credentials_email',
    past: 'past_emails',
    key: ['user_id'],
    columns: { email: ['text', same('email')] },
  },
  {
    table: 'credentials',
    past: 'past_identities',
    key: ['user_id', 'kind'],
    columns: { identity: ['text', same('identity')] },
    counts: (row) => `${row}.kind in ('ldap', 'saml', 'google', 'oidc')`,
  },
  {
    table: 'groups',
    past: 'past_groups',
    key: ['id'],
    columns: { name: ['text', same('name')] },
    counts: (row) => `${row}.name_key <> 'DELETED ' || cast(${row}.id as text)`,
  },
  {
    table: 'group_groups',
    past: 'past_nesting',
    key: ['parent_group_id', 'group_id'],
    columns: {},
  },
  { table: 'group_users', past: 'past_members', key: ['user_id', 'group_id'], columns: {} },
  keptAttributes,
  keptGroupValues,
]

export function thePast(types: ColumnTypes): string[] {
  const { integer, text, flag, no, yes, plain } = types
  return [
    // A commit that changes one of the tables runs alone and has a moment. Times never go back here.
    `create table moments (
      number ${integer} primary key,
      sequence ${integer} not null,
      at ${integer},
      catalogue_version ${integer} not null,
      back_to ${integer},
      is_restored ${flag} not null default ${no}
    ) ${plain}`,
    'create index moments_by_time on moments (at, number)',
    'create index moments_of_resets on moments (number) where back_to is not null',
    'create index moments_of_restores on moments (at) where is_restored',
    // Everything is known from the newest change on; a new store has none.
    `insert into moments (number, sequence, at, catalogue_version)
      select 0, coalesce((select max(sequence) + 1 from audit), 0), (select max(at) from (
        select at from audit order by sequence desc limit 1000) as newest), version
      from catalogue`,
    // The values of users whose row of the audit is in an archive (decision 48), or was never written.
    `create table archived_values (
      user_attribute_id ${integer} not null,
      user_id ${integer} not null,
      sequence ${integer} not null,
      is_set ${flag} not null,
      value ${text},
      primary key (user_attribute_id, user_id)
    ) ${types.clustered}`,
    `insert into archived_values (user_attribute_id, user_id, sequence, is_set, value)
      select user_attribute_id, user_id, coalesce(newest_change, 0), ${yes},
        case when version is null and not ${isHidden('held')} then value else '' end
      from user_attribute_user_values as held
      where newest_change is null or exists (select 1 from audit_chains where base_sequence > 0)
        and not exists (select 1 from audit where sequence = held.newest_change)`,
    `alter table audit_chains add column base_at ${integer}`,
    `update audit_chains set base_at = (select min(at) from audit) where base_sequence > 0`,
    ...kept.flatMap((one) => [
      ...[tableOf(types, one), beginning(one)],
      ...triggersOf(one).flatMap(types.afterChange),
    ]),
    'create index past_group_values_by_group on past_group_values (group_id)',
  ]
}

export function tableOf(
  { clustered, ...types }: ColumnTypes,
  { past, key, columns }: Kept,
): string {
  const cells = [
    ...key.map((name) => `${name} ${name === 'kind' ? types.text : types.integer} not null`),
    ...Object.entries(columns).map(([name, [type]]) => `${name} ${types[type]}`),
    `since ${types.integer} not null`,
    `until ${types.integer}`,
    `primary key (${[...key, 'since']})`,
  ]
  return `create table ${past} (${cells.join(', ')}) ${clustered}`
}

const now = '(select max(number) from moments)'

/** The rows that are there already. */
function beginning(one: Kept): string {
  return `${adding(one, 'held')} from ${one.table} as held where ${one.counts?.('held') ?? 'true'}`
}

function adding({ past, key, columns }: Kept, row: 'new' | 'held'): string {
  const cells = Object.entries(columns)
  return `insert into ${past} (${[...key, ...cells.map(([name]) => name), 'since']})
    select ${[...key.map((name) => `${row}.${name}`), ...cells.map(([, [, of]]) => of(row)), now]}`
}

/** The triggers that write the intervals of a table. */
export function triggersOf(one: Kept): readonly Trigger[] {
  const { table, past, key, columns, counts = () => 'true' } = one
  const open = (row: 'new' | 'old') =>
    [...key.map((name) => `${past}.${name} = ${row}.${name}`), `${past}.until is null`].join(
      ' and ',
    )
  // What a commit makes and ends itself never was.
  const end = [
    `delete from ${past} where ${open('old')} and since = ${now}`,
    `update ${past} set until = ${now} where ${open('old')}`,
  ]
  // A copy brings the intervals first.
  const begin = `${adding(one, 'new')}
    where ${counts('new')} and not exists (select 1 from ${past} where ${open('new')})`
  const differs = [
    ...key.map((name) => `old.${name} is distinct from new.${name}`),
    ...Object.values(columns).map(([, of]) => `(${of('old')}) is distinct from (${of('new')})`),
    `(${counts('old')}) is distinct from (${counts('new')})`,
  ].join(' or ')
  const trigger = (change: Trigger['change'], condition: string, effects: string[]): Trigger => ({
    name: `${past}_${change}`,
    ...{ table, change, condition, effects },
  })
  return [
    trigger('insert', counts('new'), [begin]),
    trigger('update', differs, [...end, begin]),
    trigger('delete', counts('old'), end),
  ]
}
