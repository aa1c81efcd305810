// Guards of lists, counts and exports of who has which value.
import type { Guard } from './guard.ts'

const who = ['test/holders/holders.test.ts']
const law = ['test/holders/who-law.test.ts']

export const holderGuards: readonly Guard[] = [
  {
    id: 'holders-1',
    item: 'T-10',
    guard: 'A list or an export never shows a hidden value.',
    caughtBy: who,
  },
  {
    id: 'holders-2',
    item: 'T-10',
    guard: 'A search does not read hidden values from the store.',
    caughtBy: ['test/holders/hidden-statements.test.ts'],
  },
  {
    id: 'holders-3',
    item: 'T-31',
    guard: 'Whoever a search finds is judged by the search path.',
    caughtBy: law,
  },
  {
    id: 'holders-4',
    item: 'T-10',
    guard: 'A summary does not tell hidden values apart.',
    caughtBy: ['src/holders/summary.test.ts'],
  },
  {
    id: 'holders-5',
    item: 'T-25',
    guard: 'Values of records are compared only by who may read them of everybody.',
    caughtBy: who,
  },
  {
    id: 'holders-6',
    item: 'T-25',
    guard: 'Only who may see users learns who is disabled.',
    caughtBy: who,
  },
  {
    id: 'holders-7',
    item: 'T-10',
    guard: 'Hidden values are compared with nothing.',
    caughtBy: who,
  },
  {
    id: 'holders-8',
    item: 'T-25',
    guard: 'Addresses of others are shown only to who may see users.',
    caughtBy: who,
  },
  {
    id: 'holders-9',
    item: 'T-31',
    guard: 'An index of values is used only with the catalogue that it was made from.',
    caughtBy: ['src/value-index/value-indexes.test.ts'],
  },
  {
    id: 'holders-10',
    item: 'T-31',
    guard: 'An index of values that may have missed a change is not used.',
    caughtBy: ['test/holders/bounds.test.ts'],
  },
  {
    id: 'holders-11',
    item: 'T-19',
    guard: 'A cell that a spreadsheet would calculate is made text where that is asked for.',
    caughtBy: who,
  },
  {
    id: 'holders-12',
    item: 'T-10',
    guard: 'An export does not read hidden values from the store.',
    caughtBy: ['test/holders/hidden-statements.test.ts'],
  },
  {
    id: 'holders-13',
    item: 'T-25',
    guard: 'Only who may see users learns who set a value.',
    caughtBy: who,
  },
  {
    id: 'holders-14',
    item: 'T-33',
    guard: 'An export that takes too long lets go of its moment.',
    caughtBy: ['test/holders/bounds.test.ts'],
  },
  {
    id: 'holders-15',
    item: 'T-33',
    guard: "A long read does not hold SQLite's log beyond its limit.",
    caughtBy: ['src/store/sqlite/snapshot.test.ts'],
  },
  {
    id: 'holders-16',
    item: 'T-33',
    guard: 'A question about everybody in the past takes a limited time.',
    caughtBy: ['test/holders/then.test.ts'],
  },
  {
    id: 'holders-17',
    item: 'T-42',
    guard: 'Long values make a summary shorter.',
    caughtBy: ['src/holders/summary.test.ts'],
  },
  {
    id: 'cursor-2',
    item: 'T-09',
    guard: 'A cursor goes on with the attribute that it began with.',
    caughtBy: ['test/holders/holders.test.ts'],
  },
  {
    id: 'holders-18',
    item: 'T-31',
    guard: 'A page is answered when all who fit were read.',
    caughtBy: ['test/holders/bounds.test.ts'],
  },
  {
    id: 'holders-19',
    item: 'T-51',
    guard: 'Counts of holders leave out values that begin later or have ended.',
    caughtBy: ['test/holders/counts.test.ts'],
  },
  {
    id: 'holders-20',
    item: 'T-49',
    guard:
      'Whoever has a value twice is found once, so that a page that is full is not taken for the last one.',
    caughtBy: ['src/value-index/value-indexes.test.ts'],
  },
  {
    id: 'holders-21',
    item: 'T-31',
    guard: 'What an expression admitted at a time does not depend on when that is asked.',
    caughtBy: ['test/past/as-of.test.ts'],
  },
]
