// The check of links that `audit verify` makes in pages, as one statement for small stores.
import { prepare, type Statement, sql } from '../../src/store/statement.ts'

/** Changes of users' values that do not name the previous change, or newest changes that are not recorded as such. */
export const brokenHistories: Statement<{ sequence: number }> = prepare((writer) => ({
  compile: () =>
    sql<{ sequence: number }>`select sequence from (
      select sequence, user_id, user_attribute_id, previous_change,
        lag(sequence) over own as expected, lead(sequence) over own as next
      from audit where user_id is not null and user_attribute_id is not null
        and operation <> 'set_sign_in_values'
      window own as (partition by user_id, user_attribute_id order by sequence)) as change
    where previous_change is distinct from expected
      or next is null and sequence is distinct from coalesce(
        (select newest_change from user_attribute_user_values as held
          where held.user_id = change.user_id and held.user_attribute_id = change.user_attribute_id),
        (select newest_change from ended_value_histories as ended
          where ended.user_id = change.user_id and ended.user_attribute_id = change.user_attribute_id))
    order by sequence limit 100`.compile(writer),
}))({})
