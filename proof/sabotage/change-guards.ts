// Guards of changes: lists of operations that are previewed, applied and undone.
import type { Guard } from './guard.ts'

const changes = ['test/changes/changes.test.ts']
const rights = ['test/changes/rights.test.ts']
const basis = ['test/changes/basis-in-time.test.ts']
const bounds = ['test/changes/bounds.test.ts']
const lines = ['test/changes/lines.test.ts']

export const changeGuards: readonly Guard[] = [
  {
    id: 'change-1',
    item: 'T-26',
    guard:
      'Each operation of a change asks the row of the permission table of the same single call.',
    caughtBy: rights,
  },
  {
    id: 'change-2',
    item: 'T-50',
    guard: 'Two lines of a CSV never say different things of one value.',
    caughtBy: lines,
  },
  {
    id: 'change-3',
    item: 'T-26',
    guard: 'A change puts nobody into a group whose roles its caller could not give.',
    caughtBy: rights,
  },
  {
    id: 'change-4',
    item: 'T-26',
    guard: 'A change puts no group into another one whose roles its caller could not give.',
    caughtBy: rights,
  },
  {
    id: 'change-5',
    item: 'T-26',
    guard:
      'Where the server guards values of groups, a change carries none that its caller may not set.',
    caughtBy: rights,
  },
  {
    id: 'change-6',
    item: 'P-02',
    guard: 'A change is decided on again if a value has moved before its commit.',
    caughtBy: ['test/changes/races.test.ts'],
  },
  {
    id: 'change-7',
    item: 'D-04',
    guard: 'A change that hides an attribute has its readable values sealed.',
    caughtBy: changes,
  },
  {
    id: 'change-8',
    item: 'T-41',
    guard: 'A change has only so many operations that look at all of the catalogue.',
    caughtBy: bounds,
  },
  {
    id: 'change-basis-1',
    item: 'P-02',
    guard: 'A change whose preview rested on something else is refused.',
    caughtBy: changes,
  },
  {
    id: 'change-basis-2',
    item: 'P-02',
    guard: 'A preview rests on the values of groups that count, not on what a sweep has noticed.',
    caughtBy: basis,
  },
  {
    id: 'change-basis-3',
    item: 'P-02',
    guard: 'A preview rests on the own values that count and follow.',
    caughtBy: basis,
  },
  {
    id: 'change-basis-4',
    item: 'P-02',
    guard: 'A preview rests on the groups that somebody is in by now.',
    caughtBy: basis,
  },
  {
    id: 'change-key-1',
    item: 'P-02',
    guard: 'An idempotency key names one request alone.',
    caughtBy: changes,
  },
  {
    id: 'change-effects-1',
    item: 'T-10',
    guard: 'Effects tell no hidden value.',
    caughtBy: changes,
  },
  {
    id: 'change-effects-2',
    item: 'P-02',
    guard: 'The effects of a new default are looked for among all users.',
    caughtBy: changes,
  },
  {
    id: 'change-effects-3',
    item: 'T-20',
    guard: 'Effects are only told to those who may read the values of others.',
    caughtBy: rights,
  },
  {
    id: 'change-effects-4',
    item: 'P-02',
    guard:
      'The effects of a change that was applied are looked for among all users if it concerns all.',
    caughtBy: bounds,
  },
  {
    id: 'change-access-1',
    item: 'T-20',
    guard: 'Changes of others are only listed for those who manage user attributes.',
    caughtBy: rights,
  },
  {
    id: 'change-access-2',
    item: 'T-20',
    guard: 'A change of others is only shown to and undone by those who manage user attributes.',
    caughtBy: rights,
  },
]
