// Statements that set or remove the values of many users, which lie in a list of the commit (store/items.ts). Each
// value must be the one that was read, or the commit is lost.
import type { UserAttributeId } from '../ids.ts'
import { itemsHere } from '../store/items.ts'
import {
  itemChange,
  nthChangeHeld,
  prepare,
  required,
  type Statement,
  sql,
} from '../store/statement.ts'
import { timesGone } from './user-value-sql.ts'

type Listed = { user_attribute_id: UserAttributeId; list: string }

const user = sql`cast(item.value ->> 0 as bigint)`
const change = sql`cast(item.value ->> 2 as bigint)`

/** As in `changeCell`: no value has -1, and one whose change was not recorded has 0. */
const changeHeld = (user_attribute_id: UserAttributeId) => sql`coalesce((
  select coalesce(held.newest_change, 0) from user_attribute_user_values as held
  where held.user_id = ${user} and held.user_attribute_id = cast(${user_attribute_id} as bigint)), -1)`

/** Sets a value of the attribute for each item, in the order of the list. */
export const setListedValues = (user_attribute_id: UserAttributeId): Statement[] => [
  // guard large-7: required( → (
  required(prepareSet({ user_attribute_id, list: itemsHere })),
]
const prepareSet = prepare((writer, { user_attribute_id, list }: Listed) => ({
  // On PostgreSQL another node may change a value after it was looked at: the last condition looks again.
  compile: () =>
    sql`insert into user_attribute_user_values
      (user_id, user_attribute_id, value, version, newest_change, change_before)
      select ${user}, cast(${user_attribute_id} as bigint), item.value ->> 1, item.value ->> 3,
        ${itemChange}, case when ${change} > 0 then ${change} end
      from json_each(${list}) as item where ${changeHeld(user_attribute_id)} = ${change}
      on conflict (user_id, user_attribute_id) do update
      set value = excluded.value, version = excluded.version, newest_change = ${nthChangeHeld},
        change_before = user_attribute_user_values.newest_change, ${timesGone}
      where coalesce(user_attribute_user_values.newest_change, 0) = coalesce(excluded.change_before, 0)`.compile(
      writer,
    ),
}))

/** Removes the value of each item, in the order of the list. The commit must run alone. */
export const clearListedValues = (user_attribute_id: UserAttributeId): Statement[] => [
  // guard large-8: required( → (
  required(prepareClear({ user_attribute_id, list: itemsHere })),
  required(prepareEnd({ user_attribute_id, list: itemsHere })),
]
const prepareClear = prepare((writer, { user_attribute_id, list }: Listed) => ({
  compile: () =>
    sql`delete from user_attribute_user_values
      where user_attribute_id = cast(${user_attribute_id} as bigint) and user_id in (
        select ${user} from json_each(${list}) as item
        where ${changeHeld(user_attribute_id)} = ${change})`.compile(writer),
}))
const prepareEnd = prepare((writer, { user_attribute_id, list }: Listed) => ({
  compile: () =>
    sql`insert into ended_value_histories (user_id, user_attribute_id, newest_change)
      select ${user}, cast(${user_attribute_id} as bigint), ${itemChange}
      from json_each(${list}) as item where true
      on conflict (user_id, user_attribute_id) do update
      set newest_change = ${nthChangeHeld}, change_before = ended_value_histories.newest_change`.compile(
      writer,
    ),
}))
