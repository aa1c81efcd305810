// Statements that store changes and list them.
import { timeOfStore } from '../store/differences.ts'
import { idText, prepare, required, type Statement, sql } from '../store/statement.ts'

/** The operation of the row that begins a change. */
export const applyChange = 'apply_change'

/** That row: no user and no attribute, found by an index, and by details that no other change has. */
export const beginning = (details: string) =>
  sql`audit as head where head.operation = ${sql.lit(applyChange)}
    and (head.user_id is null or head.user_attribute_id is null) and head.details = ${details}`

export type NewChange = {
  details: string
  rows: number
  reason: string | null
  operations: number
  changed: number
  unchanged: number
  refused: number
  affected_users: number
  affected_values: number
  undoes: string | null
  problems: string | null
  idempotency_key: string | null
  request_version: string | null
}

/** Stores the change whose first row has these details. */
export const insertChange = (change: NewChange): Statement => required(prepareInsert(change))
const prepareInsert = prepare((writer, it: NewChange) => ({
  compile: () =>
    sql<{
      id: string
    }>`insert into changes (id, chain_id, first_in_chain, last_in_chain, at, actor_id, sudo_by, reason,
        operations, changed, unchanged, refused, affected_users, affected_values, undoes,
        problems, idempotency_key, request_version)
      select head.sequence, head.chain_id, head.chain_sequence,
        head.chain_sequence + cast(${it.rows} as bigint) - 1,
        head.at, head.actor_id, head.sudo_by, cast(${it.reason} as text),
        cast(${it.operations} as bigint), cast(${it.changed} as bigint),
        cast(${it.unchanged} as bigint), cast(${it.refused} as bigint),
        cast(${it.affected_users} as bigint), cast(${it.affected_values} as bigint),
        cast(${it.undoes} as bigint), cast(${it.problems} as text), cast(${it.idempotency_key} as text),
        cast(${it.request_version} as text)
      from ${beginning(it.details)}`.compile(writer),
}))

/**
 * The moments of the change whose first row has these details begin when its last one is stored: a large change takes a
 * while, and who reads meanwhile still reads what was there before.
 */
export const momentsEndNow = prepare((writer, { details }: { details: string }) => ({
  compile: () =>
    sql`update moments set at = ${sql.raw(timeOfStore)}
      where at < ${sql.raw(timeOfStore)}
        and sequence >= (select max(head.sequence) from ${beginning(details)})`.compile(writer),
}))

/** A key may be used again after its time; then the old change has it no more. */
export const endOldKey = prepare(
  (writer, { actor_id, key, before }: { actor_id: string; key: string; before: number }) =>
    writer
      .updateTable('changes')
      .set({ idempotency_key: null, request_version: null })
      .where('actor_id', '=', actor_id)
      .where('idempotency_key', '=', key)
      .where('at', '<', before),
)

const columns = [
  idText('changes.id').as('id'),
  'changes.reason',
  'operations',
  'changed',
  'unchanged',
  'refused',
  'affected_users',
  'affected_values',
  idText('changes.undoes').as('undoes'),
  sql<string | null>`(select cast(min(id) as text) from changes as later
    where later.undoes = changes.id)`.as('undone_by'),
  'problems',
  'request_version',
  idText('changes.actor_id').as('actor_id'),
  idText('changes.sudo_by').as('sudo_by'),
  idText('changes.chain_id').as('chain_id'),
  'first_in_chain',
  'last_in_chain',
  'changes.at',
] as const

/** `after` and `actor` are null for all. */
export const someChanges = prepare(
  (writer, page: { before: number; actor: string | null; limit: number }) =>
    writer
      .selectFrom('changes')
      .select(columns)
      .where('changes.id', '<', sql<string>`${page.before}`)
      .where(
        sql<boolean>`(cast(${page.actor} as bigint) is null or changes.actor_id = cast(${page.actor} as bigint))`,
      )
      .orderBy('changes.id', 'desc')
      .limit(sql<number>`${page.limit}`),
)
export type ChangeRow = NonNullable<ReturnType<typeof someChanges>['row']>

export const changeAt = prepare((writer, { id }: { id: string }) =>
  writer.selectFrom('changes').select(columns).where('changes.id', '=', id),
)

/** The change that this caller made with this key. */
export const changeWithKey = prepare(
  (writer, { actor_id, key }: { actor_id: string; key: string }) =>
    writer
      .selectFrom('changes')
      .select(columns)
      .where('changes.actor_id', '=', actor_id)
      .where('idempotency_key', '=', key),
)

/** The id of the change whose first row has these details. */
export const idOfChange = prepare((writer, { details }: { details: string }) => ({
  compile: () =>
    sql<{
      id: string
    }>`select cast(head.sequence as text) as id from ${beginning(details)}`.compile(writer),
}))
