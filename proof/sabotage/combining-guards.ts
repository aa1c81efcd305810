// Guards of unions of filter expressions.
import type { Guard } from './guard.ts'

const unions = ['src/filter-expressions/union.test.ts']

export const combiningGuards: readonly Guard[] = [
  {
    id: 'union-1',
    item: 'T-19',
    guard: 'Comparing patterns ends when the effort is spent.',
    caughtBy: unions,
  },
  {
    id: 'union-2',
    item: 'T-49',
    guard: 'A union with an expression that has no positive term has none either.',
    caughtBy: unions,
  },
  {
    id: 'union-3',
    item: 'T-49',
    guard: 'A text that another expression lets through is not excluded.',
    caughtBy: unions,
  },
  {
    id: 'union-4',
    item: 'T-49',
    guard: 'A negated pattern is left out only if another expression excludes nothing of it.',
    caughtBy: unions,
  },
  {
    id: 'union-5',
    item: 'T-49',
    guard: 'A negated pattern is kept only if no other expression lets anything of it through.',
    caughtBy: unions,
  },
  {
    id: 'union-6',
    item: 'T-49',
    guard: 'A negated number lets null through, also in a union.',
    caughtBy: unions,
  },
  {
    id: 'union-7',
    item: 'T-49',
    guard: 'An end that is excluded stays excluded in a union.',
    caughtBy: unions,
  },
  {
    id: 'union-8',
    item: 'T-49',
    guard: 'A date expression that excludes null brings none into a union.',
    caughtBy: unions,
  },
  {
    id: 'union-9',
    item: 'T-19',
    guard: 'A union has a greatest length.',
    caughtBy: unions,
  },
]
