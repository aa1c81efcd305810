// Guards of the results of changes (decision 76).
import type { Guard } from './guard.ts'

const tested = ['test/changes/result-access.test.ts']
const lines = ['test/changes/result.test.ts']
const sealed = ['src/keys/result-seal.test.ts']

export const resultGuards: readonly Guard[] = [
  {
    id: 'result-1',
    item: 'T-09',
    guard:
      'The value of an attribute that is hidden or not known is not kept with the result of a change.',
    caughtBy: tested,
  },
  {
    id: 'result-2',
    item: 'T-13',
    guard: 'A block of the result of one change does not open as one of another.',
    caughtBy: sealed,
  },
  {
    id: 'result-3',
    item: 'T-13',
    guard: 'A block of a result does not open in the place of another.',
    caughtBy: sealed,
  },
  {
    id: 'result-4',
    item: 'T-09',
    guard: 'A value that was kept is not shown when its attribute is hidden or gone.',
    caughtBy: tested,
  },
  {
    id: 'result-5',
    item: 'T-20',
    guard:
      'Whoever has made a change sees no values of others in its result without the right to read them.',
    caughtBy: tested,
  },
  {
    id: 'result-6',
    item: 'T-20',
    guard: 'Addresses are left out for those who do not see users.',
    caughtBy: tested,
  },
  {
    id: 'result-7',
    item: 'T-20',
    guard: 'Who has set a value is left out for those who do not see users.',
    caughtBy: tested,
  },
  {
    id: 'result-8',
    item: 'T-20',
    guard: 'Names of groups are left out for those who do not know all groups.',
    caughtBy: tested,
  },
  {
    id: 'result-9',
    item: 'T-09',
    guard: 'A result whose time is over is not shown, even before it is removed.',
    caughtBy: tested,
  },
  {
    id: 'result-10',
    item: 'D-07',
    guard: 'What is kept of a change counts for the budget of its caller.',
    caughtBy: tested,
  },
  {
    id: 'result-11',
    item: 'T-43',
    guard: 'Upkeep removes results whose time is over.',
    caughtBy: ['src/start/upkeep.test.ts'],
  },
  {
    id: 'result-12',
    item: 'F-28',
    guard: 'A new key for hidden values seals the results of changes, too.',
    caughtBy: ['test/start/key-rotation.test.ts'],
  },
  {
    id: 'result-13',
    item: 'T-09',
    guard:
      'Of a line with a cell too many or too few no cell is kept, since any may be a hidden value.',
    caughtBy: lines,
  },
  {
    id: 'result-14',
    item: 'T-09',
    guard: 'What stands for the name of an attribute and is none is not kept: it may be a value.',
    caughtBy: lines,
  },
  {
    id: 'result-15',
    item: 'T-09',
    guard: 'A value of an attribute that the same change hides later is not kept.',
    caughtBy: ['src/changes/sent-operations.test.ts'],
  },
  {
    id: 'result-16',
    item: 'T-09',
    guard:
      'What was wrong with a value is not told when its attribute is hidden: it may name choices.',
    caughtBy: tested,
  },
  {
    id: 'result-17',
    item: 'T-20',
    guard:
      'What was wrong with a group is left out for those who do not know all groups: it may name another.',
    caughtBy: tested,
  },
  {
    id: 'result-18',
    item: 'T-09',
    guard:
      'A demo that is put back keeps no results: its attributes and users get the same ids again.',
    caughtBy: ['test/demo/reset.test.ts'],
  },
]
