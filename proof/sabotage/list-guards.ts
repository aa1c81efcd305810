// Guards of long lists.
import type { Guard } from './guard.ts'

export const listGuards: readonly Guard[] = [
  {
    id: 'list-1',
    item: 'T-19',
    guard: 'Other requests get their turn while a long list is made.',
    caughtBy: ['src/store/sqlite/snapshot.test.ts'],
  },
  {
    id: 'list-2',
    item: 'T-31',
    guard: 'A long list shows one moment.',
    caughtBy: ['test/users/long-lists.test.ts'],
  },
  {
    id: 'list-3',
    item: 'T-31',
    guard: "A snapshot of SQLite is taken only at a moment at which everybody's rights are known.",
    caughtBy: ['src/store/sqlite/snapshot.test.ts'],
  },
  {
    id: 'list-4',
    item: 'T-33',
    guard: 'Only a limited number of requests wait for a long list.',
    caughtBy: ['src/request/turns.test.ts'],
  },
  {
    id: 'list-5',
    item: 'T-33',
    guard: 'The file of a long list is closed if the list does not become the answer.',
    caughtBy: ['test/users/long-lists.test.ts'],
  },
]
