// Statements that shorten the audit: they find the place to cut, move the beginnings of its chains and delete rows.

import { signInOperation } from '../store/audit/row.ts'
import { idText, prepare, required, type Statement, sql } from '../store/statement.ts'
import { setsValue } from './sql.ts'

/** The first row from this sequence on, and its time. */
export const rowFrom = prepare((writer, { sequence }: { sequence: number }) =>
  writer
    .selectFrom('audit')
    .select(['sequence', 'at'])
    .where('sequence', '>=', sequence)
    .orderBy('sequence')
    .limit(1),
)

type Place = { chain_id: string; chain_sequence: number }

/** The mac of the row at a place. */
export const macAt = prepare((writer, { chain_id, chain_sequence }: Place) =>
  writer
    .selectFrom('audit')
    .select('mac')
    .where('chain_id', '=', chain_id)
    .where('chain_sequence', '=', chain_sequence)
    .limit(1),
)

/** Notes that the rows of the chain up to this one are in an archive; lost when somebody else moved its base. */
export const moveBase = (
  base: Place & { mac: string; attribute: string; at: number; was: number },
): Statement => required(prepareBase(base))
const prepareBase = prepare(
  (writer, base: Place & { mac: string; attribute: string; at: number; was: number }) =>
    writer
      .updateTable('audit_chains')
      .set((chain) => ({
        base_sequence: base.chain_sequence,
        base_mac: base.mac,
        base_attribute_id: chain
          .case()
          .when('base_attribute_id', '<', base.attribute as never)
          .then(base.attribute as never)
          .else(chain.ref('base_attribute_id'))
          .end(),
        base_at: sql<number>`case when base_at > cast(${base.at} as bigint) then base_at
          else cast(${base.at} as bigint) end`,
      }))
      .where('id', '=', base.chain_id)
      .where('base_sequence', '=', base.was),
)

/** Deletes some rows that come before the beginnings of their chains, oldest first. */
export const deleteRows = prepare((writer, { upTo }: { upTo: number }) =>
  writer
    .deleteFrom('audit')
    .where(
      'sequence',
      'in',
      writer
        .selectFrom('audit')
        .select('sequence')
        .where('sequence', '<=', upTo)
        .orderBy('sequence')
        .limit(1000),
    ),
)

/** A time in the details of a row. */
const timeIn = (name: string) => sql<number | null>`(
  select cast(told.value ->> ${sql.lit(name)} as bigint)
  from json_each('[' || going.details || ']') as told)`

/**
 * Keeps the values that the rows before a place have set: later rows of the same values do not tell them, and the past
 * of the time after the archive needs them (decision 59).
 */
export const keepValues = prepare((writer, { upTo }: { upTo: number }) => ({
  compile: () =>
    sql`insert into archived_values (user_attribute_id, user_id, sequence, is_set, value,
        starts_at, expires_at)
      select user_attribute_id, user_id, sequence, is_set, value, starts_at, expires_at from (
        select user_attribute_id, user_id, sequence,
          ${setsValue('going')} as is_set, coalesce(new_value, '') as value,
          ${timeIn('starts_at')} as starts_at, ${timeIn('expires_at')} as expires_at,
          row_number() over (partition by user_attribute_id, user_id order by sequence desc) as place
        from (select * from audit where sequence <= ${upTo} order by sequence limit 1000) as going
        where user_id is not null and user_attribute_id is not null
          and operation not in ('expire_user_attribute_user_value',
            'start_user_attribute_user_value', ${sql.lit(signInOperation)})) as newest
      where place = 1
      on conflict (user_attribute_id, user_id) do update
      set sequence = excluded.sequence, is_set = excluded.is_set, value = excluded.value,
        starts_at = excluded.starts_at, expires_at = excluded.expires_at`.compile(writer),
}))

/** The chains that have rows in an archive. */
export const archivedChains = prepare((writer) =>
  writer
    .selectFrom('audit_chains')
    .select([idText('id').as('chain_id'), 'base_sequence as chain_sequence', 'base_mac as mac'])
    .where('base_sequence', '>', 0)
    .orderBy('audit_chains.id'),
)({})
