// Changes of values in the form before step 7, and the links between them after it.
import type { Steps } from '../../src/store/migrations/migrate.ts'

export const olderSteps = (steps: Steps): Steps =>
  Object.fromEntries(Object.entries(steps).filter(([name]) => name < '0007'))

const changes: [user: number, attribute: number, value: string | null][] = [
  [1, 20, 'a'],
  [5, 20, 'b'],
  [5, 21, 'c'],
  [5, 20, null],
  [1, 20, 'd'],
  // Belongs to a user who was deleted.
  [9, 20, 'e'],
  [5, 20, 'f'],
  [5, 21, null],
  [9, 20, 'g'],
]
const rows = changes.map(
  ([user, attribute, value], at) =>
    `(${at + 1}, 1, 'r', 'x', ${user}, ${attribute}, ${value === null ? 'null' : `'${value}'`})`,
)

export const recorded = `
  insert into users (id, first_name, last_name, created_at) values (1, 'A', 'B', 1), (5, 'C', 'D', 1);
  insert into user_attributes (id, name, label, label_key, type)
    values (20, 'one', 'One', 'one', 'string'), (21, 'two', 'Two', 'two', 'string'),
      (22, 'three', 'Three', 'three', 'string');
  insert into audit (sequence, at, request_id, operation, user_id, user_attribute_id, new_value)
    values ${rows.join(', ')};
  insert into audit (sequence, at, request_id, operation, user_attribute_id) values (10, 1, 'r', 'x', 20);
  insert into user_attribute_user_values (user_id, user_attribute_id, value)
    values (1, 20, 'd'), (5, 20, 'f'), (5, 22, 'of a seed')`

export const everyLink = [
  'select sequence, previous_change from audit order by sequence',
  `select user_id, user_attribute_id, newest_change from user_attribute_user_values
    order by user_id, user_attribute_id`,
  `select user_id, user_attribute_id, newest_change from ended_value_histories
    order by user_id, user_attribute_id`,
]

export const linked = [
  [
    ...[1, 2, 3].map((first) => [first, null]),
    ...[
      [4, 2],
      [5, 1],
      [6, null],
      [7, 4],
      [8, 3],
      [9, 6],
      [10, null],
    ],
  ],
  [
    [1, 20, 5],
    [5, 20, 7],
    [5, 22, null],
  ],
  [
    [5, 21, 8],
    [9, 20, 9],
  ],
]
