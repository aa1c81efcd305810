// Guards of values: hidden values, precedence, groups, and commits of several changes.
import type { Guard } from './guard.ts'

export const valueGuards: readonly Guard[] = [
  {
    id: 'hidden-1',
    item: 'T-11',
    guard: 'A hidden attribute can never be made visible again.',
    caughtBy: ['test/user-attributes/hidden-values.test.ts'],
  },
  {
    id: 'hidden-2',
    item: 'T-12',
    guard: 'The allowlist of a hidden attribute can only be narrowed.',
    caughtBy: ['test/user-attributes/hidden-values.test.ts'],
  },
  {
    id: 'hidden-3',
    item: 'T-10',
    guard: 'The type of a hidden attribute cannot change while it has a default.',
    caughtBy: ['test/access/hidden-oracles.test.ts'],
  },
  {
    id: 'hidden-4',
    item: 'T-10',
    guard: 'The type of a hidden attribute cannot change while it has values.',
    caughtBy: ['test/access/hidden-oracles.test.ts'],
  },
  {
    id: 'hidden-5',
    item: 'T-11',
    guard: 'The word that is shown for a hidden default is never stored as a default.',
    caughtBy: ['test/user-attributes/hidden-values.test.ts', 'test/user-attributes/masks.test.ts'],
  },
  {
    id: 'hidden-6',
    item: 'T-11',
    guard: 'The word that is shown for a hidden value is never stored as a value.',
    caughtBy: ['test/user-attributes/masks.test.ts'],
  },
  {
    id: 'hidden-7',
    item: 'T-11',
    guard: 'A hidden group value stays the same when its group gets another rank.',
    caughtBy: ['test/user-attributes/masks.test.ts'],
  },
  {
    id: 'precedence-1',
    item: 'T-29',
    guard: 'Among group values, the one with the lowest rank wins.',
    caughtBy: ['src/domain/search-path.test.ts'],
  },
  {
    id: 'precedence-2',
    item: 'T-29',
    guard: "A user's own value wins over the values of the user's groups.",
    caughtBy: ['src/domain/search-path.test.ts'],
  },
  {
    id: 'precedence-3',
    item: 'T-29',
    guard: 'A list of group values cannot name a group twice.',
    caughtBy: ['test/user-attributes/group-values.test.ts'],
  },
  {
    id: 'precedence-4',
    item: 'T-29',
    guard: 'In a list of group values, either every item has a rank or none has.',
    caughtBy: ['test/user-attributes/group-values.test.ts'],
  },
  {
    id: 'groups-1',
    item: 'T-30',
    guard: 'No group can contain itself.',
    caughtBy: ['test/groups/members.test.ts'],
  },
  {
    id: 'groups-2',
    item: 'T-30',
    guard: 'Groups can nest only to a limited depth.',
    caughtBy: ['test/groups/members.test.ts'],
  },
  {
    id: 'store-1',
    item: 'D-10',
    guard: 'Every connection verifies that its pragmas are in force.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-2',
    item: 'F-02',
    guard: 'A commit is on the disk before it is answered.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-3',
    item: 'P2',
    guard: 'A commit that loses its race stores nothing.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-6',
    item: 'P2',
    guard: 'A commit is stored only if its guards hold.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-7',
    item: 'P2',
    guard: 'After a change of authority, the guards of a group of commits are checked again.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-4',
    item: 'P2',
    guard: 'A commit that fails half way stores nothing, and the commits beside it are stored.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-5',
    item: 'F-08',
    guard: 'A second server on the same data does not start.',
    caughtBy: ['src/store/sqlite/lock.test.ts'],
  },
  {
    id: 'store-8',
    item: 'D-15',
    guard: 'SQLite returns true and false as PostgreSQL does.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-9',
    item: 'P2',
    guard: 'A commit of many values that loses its race stores nothing.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'store-10',
    item: 'P2',
    guard:
      'The parts of a commit wait for the last part, so that a server that is killed stores none of them.',
    caughtBy: ['test/audit/killed-set.test.ts'],
  },
  {
    id: 'store-11',
    item: 'T-38',
    guard: 'The head of the chain moves with the rows of a transaction.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'deletion-1',
    item: 'F-22',
    guard: 'A deleted attribute is out of sight at once, even if many users have a value for it.',
    caughtBy: ['test/user-attributes/large-deletion.test.ts'],
  },
  {
    id: 'deletion-2',
    item: 'F-22',
    guard: 'A deleted group is out of sight at once, even if many users are in it.',
    caughtBy: ['test/user-attributes/large-deletion.test.ts'],
  },
  {
    id: 'deletion-3',
    item: 'F-22',
    guard: 'The next server removes the remains of a deleted attribute.',
    caughtBy: ['test/user-attributes/large-deletion.test.ts'],
  },
]
