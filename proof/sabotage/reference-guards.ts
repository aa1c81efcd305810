// Guards of what callers of the Attrium API name, and of its pages.
import type { Guard } from './guard.ts'

const naming = ['src/references/reference.test.ts']

export const referenceGuards: readonly Guard[] = [
  {
    id: 'reference-1',
    item: 'T-20',
    guard: 'A name of an attribute that the caller may not know names nothing.',
    caughtBy: naming,
  },
  {
    id: 'reference-2',
    item: 'T-20',
    guard: 'A name of a group that the caller may not know names nothing.',
    caughtBy: naming,
  },
  {
    id: 'reference-3',
    item: 'T-19',
    guard: 'A misspelled name is compared with a limited number of others.',
    caughtBy: naming,
  },
  {
    id: 'reference-7',
    item: 'T-20',
    guard: 'In a list of attributes, a name of digits never stands in for the id of another.',
    caughtBy: naming,
  },
  {
    id: 'reference-6',
    item: 'T-20',
    guard: 'Digits that are the id of one thing and the name of another change neither.',
    caughtBy: ['test/changes/changes.test.ts'],
  },
  {
    id: 'cursor-1',
    item: 'T-16',
    guard: 'A cursor holds ids, and is one of the question that it is used in.',
    caughtBy: ['src/http/cursor.test.ts'],
  },
  {
    id: 'reference-5',
    item: 'T-09',
    guard:
      'A question about the past by e-mail address is answered only about who had the address then.',
    caughtBy: ['test/past/forgotten.test.ts'],
  },
]
