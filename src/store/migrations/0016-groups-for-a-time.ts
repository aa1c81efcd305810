// Memberships of users and values of groups get times: when they start and end (decision 70).
import type { ColumnTypes } from '../differences.ts'
import { type Kept, keptGroupValues, same, triggersOf } from './0011-the-past.ts'

const times: Kept['columns'] = {
  // guard past-17: same('starts_at') → () => 'null'
  starts_at: ['integer', same('starts_at')],
  // guard past-17: same('expires_at') → () => 'null'
  expires_at: ['integer', same('expires_at')],
}
const members: Kept = {
  table: 'group_users',
  past: 'past_members',
  key: ['user_id', 'group_id'],
  columns: times,
}
const values: Kept = { ...keptGroupValues, columns: { ...keptGroupValues.columns, ...times } }

/** The past keeps both: who was in a group at a time, and what it gave, depends on them. */
export const groupsForATime = ({ integer, afterChangeInstead }: ColumnTypes): string[] => [
  ...[members, values].flatMap(({ table, past, ...kept }) => [
    ...[table, past].flatMap((name) =>
      Object.keys(times).map((column) => `alter table ${name} add column ${column} ${integer}`),
    ),
    // What a sweep has to look at; the others are not in these indexes.
    ...Object.keys(times).map(
      (column) => `create index ${table}_by_${column} on ${table} (${column})
        where ${column} is not null`,
    ),
    ...triggersOf({ table, past, ...kept }).flatMap(afterChangeInstead),
  ]),
  // The groups of a user are read with every answer, and with the times in the index no row is looked up for them.
  'drop index group_users_by_user',
  `create index group_users_by_user
    on group_users (user_id, group_id, starts_at, expires_at)`,
]
