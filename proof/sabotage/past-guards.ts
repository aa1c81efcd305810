// Guards of the past.
import type { Guard } from './guard.ts'

const asOf = ['test/past/as-of.test.ts']
const archived = ['test/past/archived.test.ts']
const agreement = ['test/past/agreement.test.ts']

export const pastGuards: readonly Guard[] = [
  {
    id: 'past-1',
    item: 'D-04',
    guard: 'The past keeps no default of a hidden attribute.',
    caughtBy: agreement,
  },
  {
    id: 'past-2',
    item: 'D-06',
    guard: 'Every commit that runs alone has a moment, by which its changes are found in the past.',
    caughtBy: asOf,
  },
  {
    id: 'past-3',
    item: 'D-06',
    guard: 'Values whose row goes into an archive stay known to the past.',
    caughtBy: archived,
  },
  {
    id: 'past-4',
    item: 'D-06',
    guard: 'A time that has not come yet is refused; its answer could change.',
    caughtBy: asOf,
  },
  {
    id: 'past-5',
    item: 'D-06',
    guard: 'A time whose rows are in an archive is refused, not answered from what is left.',
    caughtBy: archived,
  },
  {
    id: 'past-6',
    item: 'D-06',
    guard: 'A time between a backup and its restoration is refused.',
    caughtBy: ['test/backup/restore.test.ts'],
  },
  {
    id: 'past-7',
    item: 'D-06',
    guard: 'What is stored after the answer for a time does not change that answer.',
    caughtBy: asOf,
  },
  {
    id: 'past-8',
    item: 'D-04',
    guard:
      'A catalogue of the past that is kept in memory does not outlive the hiding of an attribute.',
    caughtBy: asOf,
  },
  {
    id: 'past-9',
    item: 'D-04',
    guard:
      'Group values of what was hidden later are empty in the past, even before they are removed.',
    caughtBy: asOf,
  },
  {
    id: 'past-10',
    item: 'D-04',
    guard: 'Own values of what is hidden are empty in the past.',
    caughtBy: asOf,
  },
  {
    id: 'past-11',
    item: 'D-04',
    guard: 'When an attribute is hidden, its group values are removed from the past.',
    caughtBy: asOf,
  },
  {
    id: 'past-12',
    item: 'D-06',
    guard: 'A row that the past does not tell is reported.',
    caughtBy: agreement,
  },
  {
    id: 'past-13',
    item: 'D-06',
    guard: 'A row that is gone from the present and not from the past is reported.',
    caughtBy: agreement,
  },
  {
    id: 'past-14',
    item: 'D-06',
    guard: 'After a reset, a value that it has put back is not taken for one of before.',
    caughtBy: ['test/demo/reset.test.ts'],
  },
  {
    id: 'past-15',
    item: 'D-06',
    guard:
      'A mark has the time at which it is made, so that no earlier change is taken for one before it.',
    caughtBy: asOf,
  },
  {
    id: 'past-16',
    item: 'P-02',
    guard: 'The past keeps how values of groups were combined.',
    caughtBy: ['test/user-attributes/combining.test.ts'],
  },
  {
    id: 'past-17',
    item: 'P-02',
    guard: 'The past keeps the times of memberships.',
    caughtBy: ['test/groups/for-a-time.test.ts'],
  },
  {
    id: 'past-18',
    item: 'P-02',
    guard: 'The past tells no value that was set before its attribute was deleted and put back.',
    caughtBy: ['test/changes/undo-deleted.test.ts'],
  },
  {
    id: 'past-19',
    item: 'T-25',
    guard: 'Nobody is told of a time before a reset, when somebody else had their id.',
    caughtBy: ['test/demo/after-a-reset.test.ts'],
  },
]
