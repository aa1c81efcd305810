// Statements that read the audit: its chains, its rows, and the history of values.

import type { UserAttributeId } from '../ids.ts'
import { signInOperation } from '../store/audit/row.ts'
import { idList, idText, prepare, sql, type Writer } from '../store/statement.ts'
import { changeReplaced } from './replaced-sql.ts'
import { isUndone } from './undone-sql.ts'

/** The row after which every chain begins, once rows of it have gone into an archive. */
export const auditBases = prepare((writer) =>
  writer
    .selectFrom('audit_chains')
    .select([idText('id').as('chain_id'), 'base_sequence as chain_sequence', 'base_mac as mac'])
    .orderBy('audit_chains.id'),
)({})

/** The head of every chain. */
export const auditHeads = prepare((writer) =>
  writer
    .selectFrom('audit_chains')
    .select([idText('id').as('chain_id'), 'head_sequence as chain_sequence', 'head_mac as mac'])
    .orderBy('audit_chains.id'),
)({})

/** The newest row, and its time. */
export const newestAudit = prepare((writer) =>
  writer.selectFrom('audit').select(['at', 'sequence']).orderBy('sequence', 'desc').limit(1),
)({})

/** Rows in a page. */
export const pageRows = 1000

/** Values whose histories are followed together. */
export const historiesOfPage = 250

export const oldestAudit = prepare((writer) =>
  writer.selectFrom('audit').select('sequence').orderBy('sequence').limit(1),
)({})

/** Bytes of new values that a page holds, unless one row alone holds more. */
const pageBytes = 8 * 1024 * 1024

/** The last row of a page, limited by bytes, because a thousand rows may hold gigabytes. */
const endOfPage = (after: number) => sql<number>`(select max(sequence) from (
    select sequence, sum(bytes) over (order by sequence) - bytes as bytes_before from (
      select sequence, coalesce(octet_length(new_value), 0) as bytes
      from audit where sequence > ${after} order by sequence limit ${sql.lit(pageRows)}) as rows_of_page
  ) as sized where bytes_before < ${sql.lit(pageBytes)})`

const content = (writer: Writer, after: number) =>
  writer
    .selectFrom('audit as change')
    .select([
      'change.sequence',
      'change.at',
      'change.request_id',
      'change.operation',
      idText('change.actor_id').as('actor_id'),
      idText('change.sudo_by').as('sudo_by'),
      idText('change.credentials_api3_id').as('credentials_api3_id'),
      'change.address',
      idText('change.user_id').as('user_id'),
      idText('change.group_id').as('group_id'),
      idText('change.user_attribute_id').as('user_attribute_id'),
      'change.new_value',
      'change.details',
      idText('change.chain_id').as('chain_id'),
      'change.chain_sequence',
      'change.mac',
      'change.redacted',
      'change.previous_change',
    ])
    .where('change.sequence', '>', after)
    .where('change.sequence', '<=', endOfPage(after))
    .orderBy('change.sequence')
    .limit(pageRows)

/** Some rows as they are stored, in the order of their sequence. */
export const auditPage = prepare((writer, { after }: { after: number }) => content(writer, after))
export type AuditPageRow = NonNullable<ReturnType<typeof auditPage>['row']>

/** The newest row before this change for which the condition `held` holds. */
const before = (held: string) =>
  sql`held.sequence < change.sequence and not ${isUndone('held', sql`change.sequence`)}
    and ${sql.raw(held)} order by held.sequence desc limit 1`

/** A group gets its value from its own change or from a list that was set for all groups. */
const groupValueBefore = (group_id: string) => sql<string | null>`(
  select case when held.group_id is not null then held.new_value else (
    select listed.value ->> 'value' from json_each(held.new_value) as listed
    where cast(listed.value ->> 'group_id' as bigint) = ${sql.raw(group_id)}
  ) end
  from audit as held
  where held.user_attribute_id = change.user_attribute_id and held.user_id is null
    and ${before(`(held.group_id = ${group_id}
      or held.group_id is null and held.operation = 'set_user_attribute_group_values')`)})`

/**
 * The value before the change: what the row that had set it has as its new value. For a list, it is
 * the list of the values that its groups had; for a definition, the default.
 */
const oldValue = sql<string | null>`case
  when change.user_attribute_id is null or change.operation = 'seal_hidden_values' then null
  when change.operation in ('expire_user_attribute_user_value', 'start_user_attribute_user_value') then (
    select held.new_value from audit as held where held.sequence = (
      select cast(told.value ->> (case when change.operation like 'expire%' then 'change'
        else 'replaces' end) as bigint) from json_each('[' || change.details || ']') as told))
  when change.operation = ${sql.lit(signInOperation)} then (
    select held.new_value from audit as held where held.sequence = (
      select cast(told.value ->> 'replaces' as bigint)
      from json_each('[' || change.details || ']') as told))
  when change.user_id is not null then (
    select held.new_value from audit as held where held.sequence = ${changeReplaced('change')})
  when change.group_id is not null then ${groupValueBefore('change.group_id')}
  when change.operation = 'set_user_attribute_group_values' then (
    select coalesce(cast(json_group_array(json_object(
      'group_id', replaced.value ->> 'group_id',
      'value', ${groupValueBefore(`cast(replaced.value ->> 'group_id' as bigint)`)},
      'rank', cast(replaced.value ->> 'rank' as bigint))) as text), '[]')
    from json_each(change.details, '$.before') as replaced)
  else (
    select held.new_value from audit as held
    where held.user_attribute_id = change.user_attribute_id and held.user_id is null
      and ${before(`held.group_id is null
        and held.operation in ('create_user_attribute', 'update_user_attribute', 'update_attribute')`)})
  end`

/** Whether a change about the value of a user has set it; a hidden value is recorded by its version alone. */
export const setsValue = (row: string) => {
  const cell = (name: string) => sql.ref(`${row}.${name}`)
  return sql<boolean>`(${cell('new_value')} is not null or ${cell('redacted')} is not null
    or ${cell('operation')} = 'set_user_attribute_user_value'
    or coalesce(${cell('details')}, '') like '%"version":%')`
}

/** The same rows, each with the value before the change. */
export const history = prepare((writer, { after }: { after: number }) =>
  content(writer, after).select(oldValue.as('old_value')),
)
export type HistoryRow = NonNullable<ReturnType<typeof history>['row']>

/** The place of a value of a user, also of a value that was removed. */
type ValuePlace = { user_id: string; user_attribute_id: string }

/** The newest changes of some values of users, in the order of their keys. */
export const newestOfValues = prepare((writer, after: ValuePlace) =>
  newestIn(writer, 'user_attribute_user_values', after),
)
/** The same for values that were removed. */
export const newestOfEnded = prepare((writer, after: ValuePlace) =>
  newestIn(writer, 'ended_value_histories', after),
)

function newestIn(
  writer: Writer,
  table: 'user_attribute_user_values' | 'ended_value_histories',
  after: ValuePlace,
) {
  return {
    compile: () =>
      sql<NewestOfValue>`select cast(user_id as text) as user_id,
          cast(user_attribute_id as text) as user_attribute_id, newest_change
        from ${sql.table(table)} as held
        where (held.user_id, held.user_attribute_id) >
          (cast(${after.user_id} as bigint), cast(${after.user_attribute_id} as bigint))
        order by held.user_id, held.user_attribute_id limit ${sql.lit(pageRows)}`.compile(writer),
  }
}
export interface NewestOfValue {
  readonly user_id: string
  readonly user_attribute_id: string
  readonly newest_change: number | null
}

/** The places of some rows in their chains, and the change of the same value before each. */
export const linksOf = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit')
    .select([
      'sequence',
      'previous_change',
      idText('chain_id').as('chain_id'),
      sql<number>`chain_sequence`.as('chain_sequence'),
    ])
    .where('sequence', 'in', sql<number>`${idList(list)}`)
    .limit(pageRows),
)

/** A row of the audit without its value; `bytes` is the length of the value, null when there is none. */
export interface PerhapsReadable {
  readonly sequence: number
  readonly previous_change: number | null
  readonly bytes: number | null
}

/** Some rows about the attribute but about no user, in the order of their sequence. */
export const changesOfNobody = prepare(
  (writer, key: { user_attribute_id: UserAttributeId; after: number }) =>
    writer
      .selectFrom('audit')
      .select(['sequence', sql<number | null>`octet_length(new_value)`.as('bytes')])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('user_id', 'is', null)
      .where('sequence', '>', key.after)
      .orderBy('user_attribute_id')
      .orderBy('sequence')
      .limit(pageRows),
)

type After = { user_attribute_id: UserAttributeId; after: string }

/** The newest changes of some values of users, in the order of users. */
export const newestChanges = prepare((writer, { user_attribute_id, after }: After) =>
  writer
    .selectFrom('user_attribute_user_values as held')
    .select([idText('held.user_id').as('user_id'), 'newest_change'])
    .where('user_attribute_id', '=', user_attribute_id)
    .where('held.user_id', '>', after)
    .orderBy('user_attribute_id')
    .orderBy('held.user_id')
    .limit(historiesOfPage),
)
/** The same for values that were removed. */
export const endedChanges = prepare((writer, { user_attribute_id, after }: After) =>
  writer
    .selectFrom('ended_value_histories as held')
    .select([
      idText('held.user_id').as('user_id'),
      sql<number | null>`newest_change`.as('newest_change'),
    ])
    .where('user_attribute_id', '=', user_attribute_id)
    .where('held.user_id', '>', after)
    .orderBy('user_attribute_id')
    .orderBy('held.user_id')
    .limit(historiesOfPage),
)

/** Some changes of values of users, and the `depth` - 1 changes before each, found by links, newest first. */
export const changesBefore = prepare(
  (writer, { list, depth }: { list: string; depth: number }) => ({
    compile: () =>
      sql<PerhapsReadable>`with recursive history (sequence, depth) as (
          select cast(value as bigint), 1 from json_each(${list})
          union all
          select held.previous_change, history.depth + 1
          from history join audit as held on held.sequence = history.sequence
          where history.depth < ${depth})
        select held.sequence, held.previous_change, octet_length(held.new_value) as bytes
        from history join audit as held on held.sequence = history.sequence
        order by history.depth, held.sequence limit ${sql.lit(pageRows)}`.compile(writer),
  }),
)

/**
 * Where no value has been readable, the statistics of PostgreSQL say that `is not null` finds no row; then it compares
 * each row with each item of a list. They say nothing of a length.
 */
const isReadable = sql<boolean>`octet_length(audit.new_value) >= 0`

/** The values in some rows. */
export const readableValues = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit')
    .select([
      'sequence',
      idText('chain_id').as('chain_id'),
      sql<number>`chain_sequence`.as('chain_sequence'),
      sql<string>`new_value`.as('new_value'),
    ])
    .where('sequence', 'in', sql<number>`${idList(list)}`)
    .where(isReadable)
    .limit(pageRows),
)

/**
 * Removes values and leaves their digests; `list` is JSON of `{sequence, digest}`. It does so only while the attribute
 * is hidden or deleted: resetting a demo may show it again meanwhile.
 */
export const redact = prepare((writer, { list }: { list: string }) => ({
  compile: () =>
    sql`update audit set new_value = null, redacted = item.value ->> 'digest'
      from json_each(${list}) as item
      where audit.sequence = cast(item.value ->> 'sequence' as bigint)
        and ${isReadable}
        and not exists (select 1 from user_attributes
          where id = audit.user_attribute_id and value_is_hidden = ${false})`.compile(writer),
}))
