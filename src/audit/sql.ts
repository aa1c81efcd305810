// Statements that read the audit: its chains, its rows, and the history of values.
import type { UserAttributeId } from '../ids.ts'
import { idText, prepare, type Statement, sql, type Writer } from '../store/statement.ts'

/** Where every chain has got to. */
export const auditHeads = prepare((writer) =>
  writer
    .selectFrom('audit_chains')
    .select([idText('id').as('chain_id'), 'head_sequence as chain_sequence', 'head_mac as mac'])
    .orderBy('audit_chains.id'),
)({})

/** When the newest row was written. */
export const newestAudit = prepare((writer) =>
  writer.selectFrom('audit').select('at').orderBy('sequence', 'desc').limit(1),
)({})

/** Rows of a page. */
const pageRows = 1000

const content = (writer: Writer) =>
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
    ])
    .orderBy('change.sequence')
    .limit(pageRows)

/** Some rows as they are stored, in the order of their sequence. */
export const auditPage = prepare((writer, { after }: { after: number }) =>
  content(writer).where('change.sequence', '>', after),
)
export type AuditPageRow = NonNullable<ReturnType<typeof auditPage>['row']>

/** The newest of the rows named, before this change. */
const before = (held: string) =>
  sql`held.sequence < change.sequence and ${sql.raw(held)} order by held.sequence desc limit 1`

/** A group has its value from a change of its own or from the list that was set for all groups. */
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
 * What the value was: the new value of the row before that is about the same value. Of a list, the
 * list of the values that its groups had; of a definition, the default.
 */
const oldValue = sql<string | null>`case
  when change.user_attribute_id is null then null
  when change.user_id is not null then (
    select held.new_value from audit as held where held.sequence = change.previous_change)
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
        and held.operation in ('create_user_attribute', 'update_user_attribute')`)})
  end`

/** The same rows with the value before each change: who changed what of whom, when, from what to what. */
export const history = prepare((writer, { after }: { after: number }) =>
  content(writer).select(oldValue.as('old_value')).where('change.sequence', '>', after),
)
export type HistoryRow = NonNullable<ReturnType<typeof history>['row']>

/**
 * Changes of users' values that do not name the one before, or are the newest and not known as that; the
 * first hundred.
 */
export const brokenHistories: Statement<{ sequence: number }> = prepare((writer) => ({
  compile: () =>
    sql<{ sequence: number }>`select sequence from (
      select sequence, user_id, user_attribute_id, previous_change,
        lag(sequence) over own as expected, lead(sequence) over own as next
      from audit where user_id is not null and user_attribute_id is not null
      window own as (partition by user_id, user_attribute_id order by sequence)) as change
    where previous_change is distinct from expected
      or next is null and sequence is distinct from coalesce(
        (select newest_change from user_attribute_user_values as held
          where held.user_id = change.user_id and held.user_attribute_id = change.user_attribute_id),
        (select newest_change from ended_value_histories as ended
          where ended.user_id = change.user_id and ended.user_attribute_id = change.user_attribute_id))
    order by sequence limit 100`.compile(writer),
}))({})

/** Some rows with a readable value of the attribute, in the order of their sequence. */
export const someReadableChanges = prepare(
  (writer, key: { user_attribute_id: UserAttributeId; after: number }) =>
    writer
      .selectFrom('audit')
      .select([
        'sequence',
        idText('chain_id').as('chain_id'),
        sql<number>`chain_sequence`.as('chain_sequence'),
        sql<string>`new_value`.as('new_value'),
      ])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('new_value', 'is not', null)
      .where('sequence', '>', key.after)
      .orderBy('sequence')
      .limit(pageRows),
)

/** Takes values away and leaves their digests; `list` is JSON of `{sequence, digest}`. */
export const redact = prepare((writer, { list }: { list: string }) => ({
  compile: () =>
    sql`update audit set new_value = null, redacted = item.value ->> 'digest'
      from json_each(${list}) as item
      where audit.sequence = cast(item.value ->> 'sequence' as bigint)
        and audit.new_value is not null`.compile(writer),
}))
