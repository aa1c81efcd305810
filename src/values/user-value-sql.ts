// Statements that change the value of one user, and link each change to the one before it (decision 27).

import type { StoredCells, StoredValue } from '../domain/stored-value.ts'
import type { Times } from '../domain/times.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import {
  nthChange,
  nthChangeHeld,
  prepare,
  required,
  type Statement,
  sql,
  thisChange,
} from '../store/statement.ts'

export type ValueKey = { user_id: UserId; user_attribute_id: UserAttributeId }

export const setUserValue = (
  { user_id, user_attribute_id }: ValueKey,
  { value, version }: StoredValue,
): Statement => prepareSetUserValue({ user_id, user_attribute_id, value, version })
const prepareSetUserValue = prepare((writer, row: ValueKey & StoredCells) =>
  writer
    .insertInto('user_attribute_user_values')
    .values({
      user_id: row.user_id,
      user_attribute_id: row.user_attribute_id,
      value: row.value,
      version: row.version,
      newest_change: thisChange,
    })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'user_attribute_id']).doUpdateSet({
        value: (row) => row.ref('excluded.value'),
        version: (row) => row.ref('excluded.version'),
        // Not the excluded one: it was computed before the row was locked.
        newest_change: thisChange,
        change_before: (row) => row.ref('user_attribute_user_values.newest_change'),
        ...withoutTimes,
      }),
    ),
)

/** A value for good has no times, and nothing follows it (decision 63). */
const withoutTimes = Object.fromEntries(
  [
    ...['starts_at', 'expires_at', 'value_change', 'changes_at'],
    ...['next_value', 'next_version', 'next_starts_at', 'next_expires_at'],
  ].map((column) => [column, sql<null>`null`]),
)

/** The same in the text of a statement. */
export const timesGone = sql.raw(
  Object.keys(withoutTimes)
    .map((column) => `${column} = null`)
    .join(', '),
)

type TimedCells = StoredCells & { [Name in keyof Times]: Times[Name] } & {
  changes_at: number | null
}

/** The same with times; `changes_at` is the next time at which it begins or ends. Nothing follows it. */
export const setTimedValue = (
  { user_id, user_attribute_id }: ValueKey,
  { value, version }: StoredValue,
  { starts_at, expires_at, changes_at }: Times & { readonly changes_at: number | null },
): Statement =>
  prepareSetTimed({
    ...{ user_id, user_attribute_id, value, version, starts_at, expires_at, changes_at },
  })
const prepareSetTimed = prepare((writer, row: ValueKey & TimedCells) => {
  const { value, version, starts_at, expires_at, changes_at } = row
  const cells = { value, version, starts_at, expires_at, changes_at }
  return writer
    .insertInto('user_attribute_user_values')
    .values({
      ...{ user_id: row.user_id, user_attribute_id: row.user_attribute_id },
      ...{ ...cells, newest_change: thisChange },
    })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'user_attribute_id']).doUpdateSet({
        ...withoutTimes,
        ...cells,
        newest_change: thisChange,
        change_before: (row) => row.ref('user_attribute_user_values.newest_change'),
      }),
    )
})

/** Which of the two stored values is the present one: the first, or the one that followed it. */
export type Kept = 'value' | 'next'

/** A value that takes the place of the present one when it starts. */
export const setNextValue = (
  key: ValueKey,
  { value, version }: StoredValue,
  times: Times & { readonly changes_at: number | null; readonly keeps: Kept },
): Statement =>
  required(
    prepareSetNext({
      ...{ user_id: key.user_id, user_attribute_id: key.user_attribute_id, value, version },
      ...{ starts_at: times.starts_at, expires_at: times.expires_at },
      ...{ changes_at: times.changes_at, keeps: times.keeps },
    }),
  )
export const kept = (keeps: string, column: string) =>
  sql`case when ${keeps} = 'next' then ${sql.ref(`next_${column}`)} else ${sql.ref(column)} end`
/** The change that set the value that stays; 0 for one that nobody recorded. */
export const changeKept = (keeps: string) => sql`case
  when ${keeps} = 'value' and next_value is not null then value_change
  when ${keeps} = 'value' then coalesce(value_change, newest_change, 0)
  else coalesce(newest_change, 0) end`
const prepareSetNext = prepare((writer, row: ValueKey & TimedCells & { keeps: string }) => {
  const compile = () =>
    sql`update user_attribute_user_values
    set value = ${kept(row.keeps, 'value')}, version = ${kept(row.keeps, 'version')},
      starts_at = ${kept(row.keeps, 'starts_at')}, expires_at = ${kept(row.keeps, 'expires_at')},
      value_change = ${changeKept(row.keeps)}, next_value = ${row.value}, next_version = ${row.version},
      next_starts_at = ${row.starts_at}, next_expires_at = ${row.expires_at},
      changes_at = ${row.changes_at}, newest_change = ${thisChange}, change_before = newest_change
    where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}`.compile(writer)
  return { compile }
})

/** One of many values that a commit sets, and the position of its audit row in the commit. */
export interface PlacedUserValue {
  readonly user_id: UserId
  readonly stored: StoredValue
  readonly at: number
}

/** Sets values of one attribute for different users; their audit rows must come in the same order. */
export function setUserValues(
  user_attribute_id: UserAttributeId,
  values: readonly PlacedUserValue[],
): Statement {
  const items = values.map(({ user_id, stored: { value, version }, at }) => ({
    ...{ user_id, value, version, at },
  }))
  return prepareSetUserValues({ user_attribute_id, list: JSON.stringify(items) })
}
const prepareSetUserValues = prepare(
  (writer, { user_attribute_id, list }: { user_attribute_id: UserAttributeId; list: string }) => {
    const compile = () =>
      sql`insert into user_attribute_user_values
        (user_id, user_attribute_id, value, version, newest_change)
        select cast(item.value ->> 'user_id' as bigint), cast(${user_attribute_id} as bigint),
          item.value ->> 'value', item.value ->> 'version', ${nthChange}
        from json_each(${list}) as item where true
        on conflict (user_id, user_attribute_id) do update
        set value = excluded.value, version = excluded.version, newest_change = ${nthChangeHeld},
          change_before = user_attribute_user_values.newest_change,
          ${timesGone}`.compile(writer)
    return { compile }
  },
)

/** Deletes a value; its earlier changes, and this one, can still be found. */
export const clearUserValue = ({ user_id, user_attribute_id }: ValueKey): Statement[] => [
  required(prepareClearUserValue({ user_id, user_attribute_id })),
  endHistory({ user_id, user_attribute_id }),
]
const prepareClearUserValue = prepare((writer, { user_id, user_attribute_id }: ValueKey) =>
  writer
    .deleteFrom('user_attribute_user_values')
    .where('user_id', '=', user_id)
    .where('user_attribute_id', '=', user_attribute_id),
)
const endHistory = prepare((writer, { user_id, user_attribute_id }: ValueKey) =>
  writer
    .insertInto('ended_value_histories')
    .values({ user_id, user_attribute_id, newest_change: thisChange })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'user_attribute_id']).doUpdateSet({
        newest_change: thisChange,
        change_before: (row) => row.ref('ended_value_histories.newest_change'),
      }),
    ),
)

/** Sets a value of the user that an earlier statement of the same commit created: ids only grow. */
export const setNewUserValue = (
  user_attribute_id: UserAttributeId,
  { value, version }: StoredValue,
): Statement => prepareSetNewUserValue({ user_attribute_id, value, version })
const prepareSetNewUserValue = prepare(
  (writer, row: { user_attribute_id: UserAttributeId } & StoredCells) =>
    writer.insertInto('user_attribute_user_values').values({
      user_id: sql<string>`(select max(id) from users)`,
      user_attribute_id: row.user_attribute_id,
      value: row.value,
      version: row.version,
      newest_change: thisChange,
    }),
)

type Swept = ValueKey & { newest_change: number | null }
type MovedUp = Swept & { changes_at: number | null; value_is_hidden: boolean }

/**
 * A value that starts: the one that follows takes the place of the first one, if there is one that follows. Fails if
 * somebody has changed it meanwhile, or has hidden the attribute: what is not sealed yet must stay where it is.
 */
export const moveUp = (row: MovedUp) => {
  const { user_id, user_attribute_id, newest_change, changes_at, value_is_hidden } = row
  const key = { user_id, user_attribute_id, newest_change }
  return required(prepareMoveUp({ ...key, changes_at, value_is_hidden }))
}
/** The cells of the value that is left; `thisChange` is that of the commit. */
export const movedUp = (changes_at: number | null, change: typeof thisChange) => sql`
  value = coalesce(next_value, value),
  version = case when next_value is null then version else next_version end,
  starts_at = case when next_value is null then starts_at else next_starts_at end,
  expires_at = case when next_value is null then expires_at else next_expires_at end,
  value_change = case when next_value is null then coalesce(value_change, newest_change, 0)
    else coalesce(newest_change, 0) end,
  next_value = null, next_version = null, next_starts_at = null, next_expires_at = null,
  changes_at = ${changes_at}, newest_change = ${change}`
const prepareMoveUp = prepare((writer, row: MovedUp) => {
  const compile = () =>
    sql`update user_attribute_user_values
      set ${movedUp(row.changes_at, thisChange)}, change_before = newest_change
      where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}
        and newest_change is not distinct from ${row.newest_change}
        and (next_value is null or next_version is not null or ${row.value_is_hidden} = ${false})
        and user_attribute_id in (
          select id from user_attributes where value_is_hidden = ${row.value_is_hidden})`.compile(
      writer,
    )
  return { compile }
})

/** Takes away a value that has ended. Fails if somebody has changed it meanwhile. */
export const takeAway = (row: Swept): Statement[] => {
  const { user_id, user_attribute_id, newest_change } = row
  return [
    required(prepareTakeAway({ user_id, user_attribute_id, newest_change })),
    endHistory({ user_id, user_attribute_id }),
  ]
}
const prepareTakeAway = prepare((writer, row: Swept) =>
  writer
    .deleteFrom('user_attribute_user_values')
    .where('user_id', '=', row.user_id)
    .where('user_attribute_id', '=', row.user_attribute_id)
    .where(sql<boolean>`newest_change is not distinct from ${row.newest_change}`),
)
