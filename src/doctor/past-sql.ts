// Statements that compare the past with the present: what is there now has one interval that has no end.
import { prepare, type Statement, sql } from '../store/statement.ts'

interface Kept {
  readonly table: string
  readonly past: string
  /** The columns of the key; the pages follow the first of them. */
  readonly key: readonly [string, ...string[]]
  readonly columns: readonly string[]
  /** The rows of the table that count. */
  readonly counts?: string
  /** What stands for a value of the row `held`, in place of the column itself. */
  readonly value?: readonly [column: string, hidden: string]
}

/** The tables whose past is kept, as in migrations 11 and 18. */
const kept: readonly Kept[] = [
  {
    table: 'users',
    past: 'past_users',
    key: ['id'],
    columns: ['first_name', 'last_name', 'timezone', 'is_disabled'],
  },
  { table: 'credentials_email', past: 'past_emails', key: ['user_id'], columns: ['email'] },
  {
    table: 'credentials',
    past: 'past_identities',
    key: ['user_id', 'kind'],
    columns: ['identity'],
    counts: "held.kind in ('ldap', 'saml', 'google', 'oidc')",
  },
  {
    table: 'groups',
    past: 'past_groups',
    key: ['id'],
    columns: ['name'],
    counts: "held.name_key <> 'DELETED ' || cast(held.id as text)",
  },
  {
    table: 'group_groups',
    past: 'past_nesting',
    key: ['parent_group_id', 'group_id'],
    columns: [],
  },
  {
    table: 'group_users',
    past: 'past_members',
    key: ['user_id', 'group_id'],
    columns: ['starts_at', 'expires_at'],
  },
  {
    table: 'user_attributes',
    past: 'past_attributes',
    key: ['id'],
    columns: [
      ...['name', 'label', 'type', 'default_value', 'is_system', 'is_permanent', 'value_is_hidden'],
      ...['user_can_view', 'user_can_edit', 'hidden_value_domain_whitelist', 'default_change'],
      ...['choices', 'combine'],
    ],
    counts: "held.type <> 'deleted'",
    value: ['default_value', 'held.value_is_hidden'],
  },
  {
    table: 'user_attribute_group_values',
    past: 'past_group_values',
    key: ['user_attribute_id', 'group_id'],
    columns: ['id', 'rank', 'value', 'newest_change', 'starts_at', 'expires_at'],
    value: [
      'value',
      '(select value_is_hidden from user_attributes where id = held.user_attribute_id)',
    ],
  },
  {
    table: 'user_attribute_sign_in_values',
    past: 'past_sign_in_values',
    key: ['user_id', 'user_attribute_id'],
    columns: ['value', 'provider', 'set_at', 'newest_change'],
    value: [
      'value',
      '(select value_is_hidden from user_attributes where id = held.user_attribute_id)',
    ],
  },
]

/** Keys on a page. */
const pageKeys = 1000

export interface PastPage {
  /** The first key of the next page; null at the end. */
  readonly last: string | null
  /** Rows that are there and have no open interval that is like them, and open intervals without their row. */
  readonly untold: number
  readonly unended: number
}

interface Comparison {
  readonly table: string
  readonly page: (after: string) => Statement<PastPage>
}

/** Compares the rows of a table with the intervals that have no end, page by page. */
export const comparisons: readonly Comparison[] = kept.map((one) => {
  const prepared = prepare((writer, { after }: { after: string }) => ({
    compile: () => {
      const last = sql`(select max(id) from (select distinct id from (
          select ${sql.raw(one.key[0])} as id from ${sql.table(one.table)}
          where ${sql.raw(one.key[0])} > ${after}
          union all select ${sql.raw(one.key[0])} from ${sql.table(one.past)}
          where ${sql.raw(one.key[0])} > ${after} and until is null) as ids
        order by id limit ${sql.lit(pageKeys)}) as page)`
      const inPage = (row: string) => sql`${sql.raw(`${row}.${one.key[0]}`)} > ${after}
        and ${sql.raw(`${row}.${one.key[0]}`)} <= (select last from bounds)`
      return sql<PastPage>`with bounds (last) as (select ${last})
        select cast((select last from bounds) as text) as last,
          (select count(*) from ${sql.table(one.table)} as held
            where ${inPage('held')} and ${sql.raw(one.counts ?? 'true')}
              and not exists (select 1 from ${sql.table(one.past)} as open
                where ${sql.raw(likeness(one, one.columns))})) as untold,
          (select count(*) from ${sql.table(one.past)} as open
            where ${inPage('open')} and open.until is null
              and not exists (select 1 from ${sql.table(one.table)} as held
                where ${sql.raw(`${likeness(one, [])} and ${one.counts ?? 'true'}`)})) as unended`.compile(
        writer,
      )
    },
  }))
  return { table: one.table, page: (after) => prepared({ after }) }
})

function likeness({ key, value }: Kept, columns: readonly string[]): string {
  const cell = (row: string, column: string) =>
    value?.[0] === column
      ? `case when ${value[1]} and ${row}.${column} is not null then '' else ${row}.${column} end`
      : `${row}.${column}`
  return [
    ...key.map((name) => `open.${name} = held.${name}`),
    'open.until is null',
    ...columns.map(
      (name) => `(${cell('open', name)}) is not distinct from (${cell('held', name)})`,
    ),
  ].join(' and ')
}

/** Values of hidden attributes that the past still tells although nobody is left to take them away. */
export const readableInThePast: Statement<{ values: number }> = prepare((writer) => ({
  compile: () =>
    sql<{ values: number }>`with hidden (id) as (
        select id from user_attributes where value_is_hidden = ${true}
          and id not in (select user_attribute_id from sealings))
      select (select count(*) from past_attributes as told where told.default_value <> ''
        and told.id in (select id from hidden)) +
      (select count(*) from past_group_values as told where told.value <> ''
        and told.user_attribute_id in (select id from hidden)) +
      (select count(*) from past_sign_in_values as told where told.value <> ''
        and told.user_attribute_id in (select id from hidden)) as "values"`.compile(writer),
}))({})
