// Guards of what filter expressions let through.
import type { Guard } from './guard.ts'

const rows = ['src/filter-expressions/admits.test.ts']
const dates = ['src/filter-expressions/admits-date.test.ts']

export const admitsGuards: readonly Guard[] = [
  {
    id: 'admits-1',
    item: 'T-49',
    guard: 'A text or a pattern lets no null through, not even `%`.',
    caughtBy: rows,
  },
  {
    id: 'admits-2',
    item: 'T-49',
    guard: 'A number or a range lets no null through.',
    caughtBy: rows,
  },
  {
    id: 'admits-3',
    item: 'T-49',
    guard: 'A stretch of time lets no null through.',
    caughtBy: dates,
  },
  {
    id: 'admits-4',
    item: 'T-49',
    guard: 'A row that a negated term names does not pass.',
    caughtBy: rows,
  },
  {
    id: 'admits-5',
    item: 'T-49',
    guard: 'Where there are positive terms, a row that matches none of them does not pass.',
    caughtBy: rows,
  },
  {
    id: 'admits-6',
    item: 'T-49',
    guard: 'An end of an interval that is excluded does not pass.',
    caughtBy: rows,
  },
  {
    id: 'admits-7',
    item: 'T-49',
    guard: 'The end of a stretch of time does not pass.',
    caughtBy: dates,
  },
  {
    id: 'admits-8',
    item: 'T-49',
    guard: 'A number of units ends with the current one and has no more than that number.',
    caughtBy: dates,
  },
  {
    id: 'admits-9',
    item: 'T-49',
    guard: 'The two ends of a pattern do not share characters of the text.',
    caughtBy: rows,
  },
  {
    id: 'admits-10',
    item: 'T-49',
    guard: 'A date without an offset is one of the time zone, not of UTC.',
    caughtBy: dates,
  },
  {
    id: 'admits-11',
    item: 'T-49',
    guard: 'The day when clocks change begins at its own midnight.',
    caughtBy: dates,
  },
  {
    id: 'admits-12',
    item: 'T-49',
    guard: 'Fiscal quarters and years begin with the month of the setting.',
    caughtBy: dates,
  },
  {
    id: 'admits-13',
    item: 'T-49',
    guard: 'Numbers are compared by their size, not by their digits.',
    caughtBy: rows,
  },
  {
    id: 'admits-14',
    item: 'T-19',
    guard: 'A datum that is too long is compared with nothing.',
    caughtBy: rows,
  },
]
