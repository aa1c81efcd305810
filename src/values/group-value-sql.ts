// Statements that change the values of groups and their ranks.

import type { StoredCells, StoredValue } from '../domain/stored-value.ts'
import type { Times } from '../domain/times.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import {
  changeToCome,
  idList,
  idText,
  prepare,
  required,
  type Statement,
  sql,
} from '../store/statement.ts'

/** The place of its audit row in the commit. */
type Placed = { row: number }
type TimeCells = { starts_at: number | null; expires_at: number | null }
type GroupValueKey = { group_id: GroupId; user_attribute_id: UserAttributeId }

/** Sets a group's value; a new row gets the last rank, an existing one keeps its own (looker 1.6). */
export const setGroupValue = (
  { group_id, user_attribute_id }: GroupValueKey,
  { value, version }: StoredValue,
  { starts_at, expires_at }: Times,
  row: number,
) =>
  prepareSetGroupValue({
    ...{ group_id, user_attribute_id, value, version, starts_at, expires_at, row },
  })
const prepareSetGroupValue = prepare(
  (
    writer,
    {
      group_id,
      user_attribute_id,
      value,
      version,
      starts_at,
      expires_at,
      row,
    }: GroupValueKey & StoredCells & TimeCells & Placed,
  ) =>
    writer
      .insertInto('user_attribute_group_values')
      .values({
        group_id,
        user_attribute_id,
        value,
        version,
        starts_at,
        expires_at,
        newest_change: changeToCome(row),
        rank: sql<number>`(select coalesce(max(rank), 0) + 1 from user_attribute_group_values
          where user_attribute_id = ${user_attribute_id})`,
      })
      .onConflict((conflict) =>
        conflict.columns(['user_attribute_id', 'group_id']).doUpdateSet({
          value: (row) => row.ref('excluded.value'),
          version: (row) => row.ref('excluded.version'),
          newest_change: (row) => row.ref('excluded.newest_change'),
          starts_at: (row) => row.ref('excluded.starts_at'),
          expires_at: (row) => row.ref('excluded.expires_at'),
        }),
      )
      .returning([idText('id').as('id'), 'rank']),
)

const prepareClearGroupValue = prepare((writer, { group_id, user_attribute_id }: GroupValueKey) =>
  writer
    .deleteFrom('user_attribute_group_values')
    .where('group_id', '=', group_id)
    .where('user_attribute_id', '=', user_attribute_id),
)
/** Deletes a group's value if there is one. */
export const dropGroupValue = ({ group_id, user_attribute_id }: GroupValueKey): Statement =>
  prepareClearGroupValue({ group_id, user_attribute_id })
export const clearGroupValue = (key: GroupValueKey): Statement => required(dropGroupValue(key))

/**
 * Closes the gap after a removed group value, so that ranks stay 1 to n. The places are counted before any
 * row moves: if the count saw rows that had moved already, two groups would get the same rank.
 */
export const closeRankGap = prepare(
  (writer, { user_attribute_id }: { user_attribute_id: UserAttributeId }) =>
    writer
      .updateTable('user_attribute_group_values as moved')
      .from((from) =>
        from
          .selectFrom('user_attribute_group_values')
          .select(['id', sql<number>`row_number() over (order by rank, id)`.as('place')])
          .where('user_attribute_id', '=', user_attribute_id)
          .as('ranked'),
      )
      .set({ rank: sql<number>`ranked.place` })
      .whereRef('ranked.id', '=', 'moved.id'),
)

const prepareClear = prepare((writer, row: { user_attribute_id: UserAttributeId; kept: string }) =>
  writer
    .deleteFrom('user_attribute_group_values')
    .where('user_attribute_id', '=', row.user_attribute_id)
    .where('group_id', 'not in', idList(row.kept)),
)
/** Deletes all group values except those of the groups in `kept`. */
export const clearGroupValues = (user_attribute_id: UserAttributeId, kept: readonly GroupId[]) =>
  prepareClear({ user_attribute_id, kept: JSON.stringify(kept) })

/** Does not write the value, so that it undoes no sealing at the same time. */
type Ranked = GroupValueKey & { rank: number }
const prepareRank = prepare((writer, row: Ranked & TimeCells) =>
  writer
    .updateTable('user_attribute_group_values')
    .set({ rank: row.rank, starts_at: row.starts_at, expires_at: row.expires_at })
    .where('group_id', '=', row.group_id)
    .where('user_attribute_id', '=', row.user_attribute_id)
    .returning(idText('id').as('id')),
)
export const rankGroupValue = (
  { group_id, user_attribute_id, rank }: Ranked,
  { starts_at, expires_at }: Times,
): Statement => required(prepareRank({ group_id, user_attribute_id, rank, starts_at, expires_at }))

export const addGroupValue = (
  { group_id, user_attribute_id, rank }: GroupValueKey & { rank: number },
  { value, version }: StoredValue,
  { starts_at, expires_at }: Times,
  row: number,
) =>
  prepareAddGroupValue({
    ...{ group_id, user_attribute_id, rank, value, version, starts_at, expires_at, row },
  })
const prepareAddGroupValue = prepare((writer, row: Ranked & StoredCells & TimeCells & Placed) =>
  writer
    .insertInto('user_attribute_group_values')
    .values({
      group_id: row.group_id,
      user_attribute_id: row.user_attribute_id,
      value: row.value,
      version: row.version,
      rank: row.rank,
      starts_at: row.starts_at,
      expires_at: row.expires_at,
      newest_change: changeToCome(row.row),
    })
    .returning(idText('id').as('id')),
)
