// Guards of the undo of deletions.
import type { Guard } from './guard.ts'

const deleted = ['test/changes/undo-deleted.test.ts']
const long = ['test/changes/undo-long-deleted.test.ts']
const made = ['test/changes/undo-made.test.ts']
const rights = ['test/changes/rights.test.ts']

export const undoGuards: readonly Guard[] = [
  {
    id: 'undo-deleted-1',
    item: 'P-02',
    guard: 'What is still being removed does not come back yet.',
    caughtBy: long,
  },
  {
    id: 'undo-deleted-2',
    item: 'T-26',
    guard: 'A group gets a role back only from somebody who may give that role.',
    caughtBy: rights,
  },
  {
    id: 'undo-deleted-3',
    item: 'P-02',
    guard: 'An attribute does not come back while another one has its name.',
    caughtBy: deleted,
  },
  {
    id: 'undo-deleted-4',
    item: 'D-04',
    guard: 'An undo says how many hidden values do not come back.',
    caughtBy: deleted,
  },
  {
    id: 'undo-deleted-5',
    item: 'P-02',
    guard: 'An undo says how many values from sign-ins do not come back.',
    caughtBy: deleted,
  },
  {
    id: 'undo-deleted-6',
    item: 'P-02',
    guard: 'A group does not come back while another one has its name.',
    caughtBy: deleted,
  },
  {
    id: 'undo-deleted-7',
    item: 'T-38',
    guard: 'The state that the audit tells has what came back after a removal in portions.',
    caughtBy: long,
  },
  {
    id: 'undo-deleted-8',
    item: 'P-02',
    guard: 'A removal in portions takes nothing of what came back meanwhile.',
    caughtBy: long,
  },
  {
    id: 'undo-deleted-9',
    item: 'D-06',
    guard: 'A history tells no value that was deleted as the one before a value that came back.',
    caughtBy: deleted,
  },
  {
    id: 'undo-deleted-10',
    item: 'P-02',
    guard: 'A group of very many members is not put back member by member.',
    caughtBy: long,
  },
  {
    id: 'undo-deleted-11',
    item: 'T-51',
    guard: 'What had an end does not come back for good among very many values.',
    caughtBy: long,
  },
  {
    id: 'undo-deleted-12',
    item: 'P-02',
    guard: 'No effect of very many values that come back is counted twice.',
    caughtBy: long,
  },
  {
    id: 'undo-deleted-13',
    item: 'D-04',
    guard: 'A hidden value that was not kept does not come back as another one.',
    caughtBy: deleted,
  },
  {
    id: 'undo-deleted-14',
    item: 'P-02',
    guard:
      'What a change takes away before it deletes the rest comes back, too, or is said not to.',
    caughtBy: ['test/changes/undo-taken-first.test.ts'],
  },
  {
    id: 'undo-made-1',
    item: 'P-02',
    guard: 'An attribute does not go with a value that somebody has set since it was made.',
    caughtBy: made,
  },
  {
    id: 'undo-made-2',
    item: 'P-02',
    guard: 'A group does not go with a membership that somebody has changed since it was made.',
    caughtBy: made,
  },
]
