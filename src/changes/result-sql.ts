// Statements about the results of changes: they are kept with the change, read in parts, and removed in portions.
import { idText, prepare, required, type Statement, sql } from '../store/statement.ts'
import { beginning } from './sql.ts'

type NewBlock = {
  details: string
  block: number
  key_id: string
  mark: string
  sealed: string
}

/** Keeps a block of the change whose first row has these details. */
export const keepBlock = (block: NewBlock): Statement => required(prepareKeep(block))
const prepareKeep = prepare((writer, it: NewBlock) => ({
  compile: () =>
    sql`insert into change_results (change_id, block, at, key_id, mark, sealed)
      select head.sequence, cast(${it.block} as bigint), head.at, cast(${it.key_id} as bigint),
        cast(${it.mark} as text), cast(${it.sealed} as text)
      from ${beginning(it.details)}`.compile(writer),
}))

const block = ['block', idText('key_id').as('key_id'), 'mark', 'sealed'] as const

/** Blocks of a change from this number on. */
export const someBlocks = prepare(
  (writer, { change_id, from, most }: { change_id: string; from: number; most: number }) =>
    writer
      .selectFrom('change_results')
      .select(block)
      .where('change_id', '=', change_id)
      .where('block', '>=', from)
      .orderBy('block')
      .limit(sql<number>`${most}`),
)

/** The oldest blocks of changes from before a time. */
export const oldBlocks = prepare((writer, { before, most }: { before: number; most: number }) =>
  writer
    .selectFrom('change_results')
    .select([idText('change_id').as('change_id'), 'block'])
    .where('at', '<', before)
    .orderBy('at')
    .orderBy('change_results.change_id')
    .orderBy('block')
    .limit(sql<number>`${most}`),
)

/** Removes the blocks in a JSON list of objects with `change_id` and `block`. */
export const removeBlocks = prepare((writer, { list }: { list: string }) => ({
  compile: () =>
    sql`delete from change_results where (change_id, block) in (
      select cast(item.value ->> 'change_id' as bigint), cast(item.value ->> 'block' as bigint)
      from json_each(${list}) as item)`.compile(writer),
}))

/** Blocks that an older key than this seals, after one of them. */
export const blocksOfOldKeys = prepare(
  (
    writer,
    it: { newest: string; key_id: string; change_id: string; block: number; most: number },
  ) =>
    writer
      .selectFrom('change_results')
      .select([idText('change_id').as('change_id'), ...block])
      .where('key_id', '<', it.newest)
      .where(
        sql<boolean>`(key_id, change_id, block) >
          (cast(${it.key_id} as bigint), cast(${it.change_id} as bigint), cast(${it.block} as bigint))`,
      )
      .orderBy('change_results.key_id')
      .orderBy('change_results.change_id')
      .orderBy('block')
      .limit(sql<number>`${it.most}`),
)

/** Seals blocks anew: a JSON list of objects with `change_id`, `block` and `sealed`. */
export const resealBlocks = prepare((writer, it: { list: string; key_id: string }) => ({
  compile: () =>
    sql`update change_results as held
      set sealed = item.value ->> 'sealed', key_id = cast(${it.key_id} as bigint)
      from json_each(${it.list}) as item
      where held.change_id = cast(item.value ->> 'change_id' as bigint)
        and held.block = cast(item.value ->> 'block' as bigint)`.compile(writer),
}))

/** Blocks in the order of their changes, after one of them. */
export const blocksAfter = prepare(
  (writer, it: { change_id: string; block: number; most: number }) =>
    writer
      .selectFrom('change_results')
      .select([idText('change_id').as('change_id'), ...block])
      .where(
        sql<boolean>`(change_id, block) > (cast(${it.change_id} as bigint), cast(${it.block} as bigint))`,
      )
      .orderBy('change_results.change_id')
      .orderBy('block')
      .limit(sql<number>`${it.most}`),
)
