// Guards of the history of values.
import type { Guard } from './guard.ts'

const histories = ['test/audit/value-history.test.ts']

export const historyGuards: readonly Guard[] = [
  {
    id: 'history-1',
    item: 'D-06',
    guard: 'The history of a value is kept when its user is deleted.',
    caughtBy: histories,
  },
  {
    id: 'history-2',
    item: 'D-06',
    guard: 'A value that is set anew continues where its history ended.',
    caughtBy: histories,
  },
  {
    id: 'history-3',
    item: 'T-38',
    guard: 'A change that is not linked to the previous one is reported.',
    caughtBy: ['test/audit/tampering.test.ts'],
  },
  {
    id: 'history-4',
    item: 'F-20',
    guard:
      'On PostgreSQL, removing a value commits alone; otherwise a later value could get an earlier number.',
    caughtBy: ['test/postgres/nodes.test.ts'],
  },
]
