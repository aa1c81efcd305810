// Guards of the history of values.
import type { Guard } from './guard.ts'

const histories = ['test/api/value-history.test.ts']

export const historyGuards: readonly Guard[] = [
  {
    id: 'history-1',
    item: 'D-06',
    guard: 'The history of a value stays when its user goes.',
    file: 'src/store/migrations/0007-value-histories.ts',
    old: "'old.newest_change is not null'",
    new: "'old.newest_change is null'",
    caughtBy: histories,
  },
  {
    id: 'history-2',
    item: 'D-06',
    guard: 'A value that is set anew goes on where its history has ended.',
    file: 'src/store/audit/insert.ts',
    old: 'else ended.newest_change end',
    new: 'else ended.change_before end',
    caughtBy: histories,
  },
  {
    id: 'history-3',
    item: 'T-38',
    guard: 'A change that is not linked to the one before it is reported.',
    file: 'src/audit/sql.ts',
    old: 'where previous_change is distinct from expected\n      or next is null',
    new: 'where next is null',
    caughtBy: ['test/audit/tampering.test.ts'],
  },
  {
    id: 'history-4',
    item: 'F-20',
    guard:
      'On PostgreSQL a value is removed alone, or setting it anew would be numbered before it.',
    file: 'src/store/db.ts',
    old: 'changesAuthority || alone === true',
    new: 'changesAuthority',
    caughtBy: ['test/postgres/nodes.test.ts'],
  },
]
