// Statements that read what has happened after a row of the audit.
import { setsValue } from '../audit/sql.ts'
import { commitsUnderWay, sequenceToCome } from '../store/differences.ts'
import { idText, prepare, type Statement, sql } from '../store/statement.ts'

/** The number that the next row of the audit gets, and the commits that are under way after it was read. */
export const nextRow: Statement<{ sequence: number; commits: string }> = prepare((writer) => ({
  compile: () =>
    sql<{ sequence: number; commits: string }>`with next (sequence) as materialized (
        select ${sql.raw(sequenceToCome)})
      select next.sequence, ${sql.raw(commitsUnderWay)} as commits from next`.compile(writer),
}))({})

/** The row with this number. */
export const rowAt = prepare((writer, { sequence }: { sequence: number }) =>
  writer.selectFrom('audit').select(['sequence', 'mac']).where('sequence', '=', sequence),
)
export type RowAt = NonNullable<ReturnType<typeof rowAt>['row']>

/** The newest row with a smaller number. */
export const rowBefore = prepare((writer, { sequence }: { sequence: number }) =>
  writer
    .selectFrom('audit')
    .select(['sequence', 'mac'])
    .where('sequence', '<', sequence)
    .orderBy('sequence', 'desc')
    .limit(1),
)

type Stretch = { after: number; before: number; passed: number }

const endOf = ({ after, before, passed }: Stretch) => sql<number>`(select max(sequence) from (
  select sequence from audit where sequence > ${after} and sequence < ${before}
  order by sequence limit ${passed}) as passed)`

/** The last row of a stretch; none if it has no row. */
export const endOfStretch = prepare((writer, stretch: Stretch) =>
  writer.selectFrom('audit').select(['sequence', 'mac']).where('sequence', '=', endOf(stretch)),
)

const begins = sql<number>`case when exists (select 1 from moments
  where moments.sequence = made.sequence) then 1 else 0 end`

/**
 * Rows of a stretch that may change an effective value: those about a value of a user, and the first ones of commits
 * that ran alone, as every change of people and of the catalogue does (decision 59).
 */
export const rowsOfStretch = prepare((writer, stretch: Stretch & { most: number }) =>
  writer
    .selectFrom('audit as made')
    .leftJoin('changes', 'changes.id', sql<string>`made.sequence` as never)
    .select([
      'made.sequence',
      'made.at',
      'made.operation',
      'made.details',
      'made.request_id',
      idText('made.user_id').as('user_id'),
      idText('made.user_attribute_id').as('user_attribute_id'),
      idText('made.chain_id').as('chain_id'),
      'made.chain_sequence',
      'made.mac',
      'changes.last_in_chain',
      begins.as('begins'),
      sql<string | null>`case when made.user_id is not null and made.user_attribute_id is not null
        then made.new_value end`.as('value'),
      sql<number>`case when ${setsValue('made')} then 1 else 0 end`.as('sets'),
    ])
    .where('made.sequence', '>', stretch.after)
    .where('made.sequence', '<=', endOf(stretch))
    .where(
      sql<boolean>`(made.user_id is not null and made.user_attribute_id is not null
        or exists (select 1 from moments where moments.sequence = made.sequence))`,
    )
    .orderBy('made.sequence')
    .limit(sql<number>`${stretch.most}`),
)
export type Row = NonNullable<ReturnType<typeof rowsOfStretch>['row']>

type Head = Pick<Row, 'operation' | 'request_id' | 'at'> & {
  chain_id: string
  chain_sequence: number
}

/** The last row of a commit with many rows, which are neighbours in their chain. */
export const endOfCommit = prepare((writer, head: Head) =>
  writer
    .selectFrom('audit as held')
    .select(['held.sequence', 'held.mac', 'held.chain_sequence'])
    .where('held.chain_id', '=', head.chain_id)
    .where(
      'held.chain_sequence',
      '=',
      sql<number>`coalesce((
        select made.chain_sequence - 1 from audit as made
        where made.chain_id = cast(${head.chain_id} as bigint)
          and made.chain_sequence > cast(${head.chain_sequence} as bigint)
          and (made.operation <> ${head.operation} or made.request_id <> ${head.request_id}
            or made.at <> cast(${head.at} as bigint)
            or exists (select 1 from moments where moments.sequence = made.sequence))
        order by made.chain_sequence limit 1),
        (select max(chain_sequence) from audit where chain_id = cast(${head.chain_id} as bigint)))`,
    ),
)

/** Attributes whose values became hidden in the commits between two rows. */
export const hiddenBetween = prepare(
  (writer, { first, last }: { first: number; last: number }) => ({
    compile: () =>
      sql<{ id: string }>`select cast(made.id as text) as id
        from moments
          join past_attributes as made on made.since = moments.number
          join past_attributes as held on held.id = made.id and held.until = made.since
        where moments.sequence between ${first} and ${last}
          and made.value_is_hidden = ${true} and held.value_is_hidden = ${false}`.compile(writer),
  }),
)

/** A row if the reset of a demo is between two rows. */
export const resetBetween = prepare((writer, { first, last }: { first: number; last: number }) =>
  writer
    .selectFrom('moments')
    .select('number')
    .where('sequence', '>=', first)
    .where('sequence', '<=', last)
    .where('back_to', 'is not', null)
    .limit(1),
)
