// Guards of values for a time.
import type { Guard } from './guard.ts'

const api = ['test/changes/for-a-time.test.ts']
const law = ['test/changes/schedules.test.ts', 'test/changes/for-a-time.test.ts']

export const timesGuards: readonly Guard[] = [
  {
    id: 'times-1',
    item: 'T-51',
    guard: 'A value does not count before its start.',
    caughtBy: law,
  },
  {
    id: 'times-2',
    item: 'T-51',
    guard: 'A value does not count from its end on.',
    caughtBy: law,
  },
  {
    id: 'times-3',
    item: 'T-51',
    guard: 'A time that has passed is refused.',
    caughtBy: api,
  },
  {
    id: 'times-4',
    item: 'T-51',
    guard: 'An end before the start is refused.',
    caughtBy: api,
  },
  {
    id: 'times-5',
    item: 'T-51',
    guard: 'A user has at most one value now and one that follows.',
    caughtBy: api,
  },
  {
    id: 'times-6',
    item: 'T-51',
    guard: 'What counted at a time in the past does not depend on when a sweep ran.',
    caughtBy: api,
  },
  {
    id: 'times-7',
    item: 'T-51',
    guard: 'Values that have ended are taken away, with a row of the audit.',
    caughtBy: api,
  },
  {
    id: 'times-8',
    item: 'D-06',
    guard: 'The history tells that a value has ended by itself.',
    caughtBy: api,
  },
  {
    id: 'times-9',
    item: 'T-51',
    guard: 'A list of values that end soon has no others.',
    caughtBy: api,
  },
  {
    id: 'times-10',
    item: 'T-51',
    guard: 'The index of values finds who may have a value at any time.',
    caughtBy: api,
  },
  {
    id: 'times-11',
    item: 'T-14',
    guard: 'A value that follows is sealed when its attribute becomes hidden.',
    caughtBy: api,
  },
  {
    id: 'times-12',
    item: 'T-25',
    guard: 'Whoever may not set a value by the Looker API may not set it for a time.',
    caughtBy: ['test/access/matrix/matrix.test.ts'],
  },
  {
    id: 'times-14',
    item: 'T-51',
    guard: 'Statements that read many values leave out what does not count.',
    caughtBy: law,
  },
  {
    id: 'times-13',
    item: 'D-06',
    guard: 'The effects of an end are told although nothing of it was stored before.',
    caughtBy: api,
  },
  {
    id: 'times-22',
    item: 'T-51',
    guard: 'A table without ends that is read back does not make what ends permanent.',
    caughtBy: ['test/changes/large-for-a-time.test.ts'],
  },
]
