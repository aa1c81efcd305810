// Guards of changes of many values.
import type { Guard } from './guard.ts'

const large = ['test/changes/large.test.ts']

export const largeGuards: readonly Guard[] = [
  {
    id: 'large-1',
    item: 'T-16',
    guard: 'A list is lost if one of its values is not the one that was read.',
    caughtBy: large,
  },
  {
    id: 'large-2',
    item: 'T-16',
    guard: 'On PostgreSQL, a list is lost if one of its values is not the one that was read.',
    caughtBy: ['test/postgres/large-changes.test.ts'],
  },
  {
    id: 'large-3',
    item: 'T-42',
    guard: 'A body on disk has only so many bytes.',
    caughtBy: large,
  },
  {
    id: 'large-4',
    item: 'T-50',
    guard: 'A large change changes each value once.',
    caughtBy: large,
  },
  {
    id: 'large-5',
    item: 'T-50',
    guard: 'Nothing of a large change is applied while a line has a mistake.',
    caughtBy: large,
  },
  {
    id: 'large-6',
    item: 'T-51',
    guard: 'An undo of very many values does not make permanent what had an end.',
    caughtBy: ['test/changes/large-undo.test.ts'],
  },
  {
    id: 'large-7',
    item: 'T-50',
    guard: 'A value of a list is set only if it is the one that was read.',
    caughtBy: large,
  },
  {
    id: 'large-8',
    item: 'T-50',
    guard: 'A value of a list is removed only if it is the one that was read.',
    caughtBy: large,
  },
  {
    id: 'large-9',
    item: 'T-50',
    guard: 'On PostgreSQL, a change that removes values runs alone.',
    caughtBy: ['test/postgres/large-changes.test.ts'],
  },
  {
    id: 'large-10',
    item: 'T-51',
    guard: 'A large change does not set a value for good that was sent for a time.',
    caughtBy: ['test/changes/large.test.ts'],
  },
  {
    id: 'large-11',
    item: 'T-51',
    guard: 'A table with values for a time is not stored in lists, which have none.',
    caughtBy: ['test/changes/large-for-a-time.test.ts'],
  },
]
