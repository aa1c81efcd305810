// Values of users get times: when they start and end, and a value that follows (decision 63).
import type { ColumnTypes } from '../differences.ts'

export const valuesForATime = ({ integer, text }: ColumnTypes): string[] => [
  ...[
    `starts_at ${integer}`,
    `expires_at ${integer}`,
    `value_change ${integer}`,
    `next_value ${text}`,
    `next_version ${text}`,
    `next_starts_at ${integer}`,
    `next_expires_at ${integer}`,
    `changes_at ${integer}`,
  ].map((column) => `alter table user_attribute_user_values add column ${column}`),
  // The values that a sweep has to look at; the others are not in it.
  `create index user_values_by_change on user_attribute_user_values (changes_at)
    where changes_at is not null`,
  ...['starts_at', 'expires_at'].map(
    (column) => `alter table archived_values add column ${column} ${integer}`,
  ),
]
