// Links each change of a user's value to the change before it, and the value to its newest change (decision 27).
import type { ColumnTypes } from '../differences.ts'

export function valueHistories(types: ColumnTypes): string[] {
  const { integer, clustered } = types
  const newest = [
    `alter table user_attribute_user_values add column newest_change ${integer}`,
    `alter table user_attribute_user_values add column change_before ${integer}`,
    `create table ended_value_histories (
      user_id ${integer} not null,
      user_attribute_id ${integer} not null,
      newest_change ${integer} not null,
      change_before ${integer},
      primary key (user_id, user_attribute_id)
    ) ${clustered}`,
    ...types.afterDelete(
      'user_attribute_user_values',
      // guard history-1: is not null → is null
      'old.newest_change is not null',
      `insert into ended_value_histories (user_id, user_attribute_id, newest_change, change_before)
        values (old.user_id, old.user_attribute_id, old.newest_change, old.change_before)
        on conflict (user_id, user_attribute_id) do update
        set newest_change = excluded.newest_change, change_before = excluded.change_before`,
    ),
    `alter table audit add column previous_change ${integer}`,
  ]
  return [...newest, ...types.letThrough('audit', linking), ...ofOlderRows, ...closing(types)]
}

/** Links the rows that exist already. */
const ofOlderRows = [
  `update audit set previous_change = history.before
    from (select sequence as change, lag(sequence) over (
        partition by user_id, user_attribute_id order by sequence) as before
      from audit where user_id is not null and user_attribute_id is not null) as history
    where audit.sequence = history.change and history.before is not null`,
  `insert into ended_value_histories (user_id, user_attribute_id, newest_change)
    select user_id, user_attribute_id, max(sequence) from audit
    where user_id is not null and user_attribute_id is not null group by user_id, user_attribute_id`,
  `update user_attribute_user_values as held set newest_change = history.newest_change
    from ended_value_histories as history
    where held.user_id = history.user_id and held.user_attribute_id = history.user_attribute_id`,
  `delete from ended_value_histories where exists (select 1 from user_attribute_user_values as held
    where held.user_id = ended_value_histories.user_id
      and held.user_attribute_id = ended_value_histories.user_attribute_id)`,
]

const closing = ({ letThrough }: ColumnTypes) => [
  'drop index audit_by_user_value',
  ...letThrough('audit', redaction),
]

const kept = [
  ...['sequence', 'at', 'request_id', 'operation', 'actor_id', 'sudo_by', 'credentials_api3_id'],
  ...['address', 'user_id', 'group_id', 'user_attribute_id', 'details', 'chain_id'],
  ...['chain_sequence', 'mac'],
]
const unchanged = (columns: readonly string[]) =>
  columns.map((column) => `old.${column} is not distinct from new.${column}`)

/** As in step 5; `previous_change` stays unchanged too. */
const redaction = [
  'old.new_value is not null and new.new_value is null',
  'old.redacted is null and new.redacted is not null',
  ...unchanged([...kept, 'previous_change']),
].join(' and ')

/** The update that links older rows. */
const linking = [
  'old.previous_change is null',
  ...unchanged([...kept, 'new_value', 'redacted']),
].join(' and ')
