// The value of a user that counted just before a change, as statements find it: the same rule as in past/own-then.ts.
import { sql } from '../store/statement.ts'
import { isUndone } from './undone-sql.ts'

/** A time in the details of a row, in milliseconds. */
const timeIn = (row: string, name: 'starts_at' | 'expires_at') => sql<number | null>`(
  select cast(told.value ->> ${sql.lit(name)} as bigint)
  from json_each('[' || ${sql.ref(`${row}.details`)} || ']') as told)`

/** What a sweep has done says nothing of its own: the times of the values decide. */
const isSweep = (row: string) => sql<boolean>`${sql.ref(`${row}.operation`)}
  in ('expire_user_attribute_user_value', 'start_user_attribute_user_value')`

/** Whether the attribute was deleted after the change before, and put back: the value of then went with it. */
const wasDeletedBetween = (row: string) => {
  const cell = (name: string) => sql.ref(`${row}.${name}`)
  // guard undo-deleted-9: becomes sql<boolean>`1 = 2`
  return sql<boolean>`exists (select 1 from audit as gone
    where gone.user_attribute_id = ${cell('user_attribute_id')} and gone.user_id is null
      and gone.group_id is null and gone.operation <> 'set_user_attribute_group_values'
      and gone.operation = 'delete_user_attribute'
      and gone.sequence between ${cell('previous_change')} and ${cell('sequence')}
      and not ${isUndone('gone', cell('sequence'))})`
}

/**
 * The change that had set the value of a user that counted just before a change; 0 if none counted, null if nothing
 * was set before or its row is in an archive. Where the change before has no times, it is that one.
 */
export const changeReplaced = (row: string) => {
  const cell = (name: string) => sql.ref(`${row}.${name}`)
  return sql<number | null>`(
    select case
      when ${wasDeletedBetween(row)} then 0
      when not ${isSweep('held')} and not ${isUndone('held', cell('sequence'))}
        and coalesce(held.details, '') not like '%s_at":%' then held.sequence
      else (
        with recursive earlier (sequence, place) as (
          select ${cell('previous_change')}, 1
          union all
          select passed.previous_change, earlier.place + 1
          from earlier join audit as passed on passed.sequence = earlier.sequence
          where ${isSweep('passed')} or ${isUndone('passed', cell('sequence'))}
            or ${timeIn('passed', 'starts_at')} > ${cell('at')})
        select case when (
            select ${timeIn('decides', 'expires_at')} from audit as decides
            where decides.sequence = earlier.sequence) <= ${cell('at')} then 0
          else coalesce(earlier.sequence, 0) end
        from earlier order by earlier.place desc limit 1) end
    from audit as held where held.sequence = ${cell('previous_change')})`
}
