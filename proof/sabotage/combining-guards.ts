// Guards of choices, and of values of groups that are combined.
import type { Guard } from './guard.ts'

const unions = ['src/filter-expressions/union.test.ts']
const rules = ['src/domain/combining.test.ts']
const definitions = ['src/domain/choices.test.ts']
const served = ['test/user-attributes/combining.test.ts']

export const combiningGuards: readonly Guard[] = [
  {
    id: 'choices-1',
    item: 'T-27',
    guard: 'A value that is none of the choices is refused.',
    caughtBy: definitions,
  },
  {
    id: 'choices-2',
    item: 'T-10',
    guard: 'A hidden attribute has no choices.',
    caughtBy: definitions,
  },
  {
    id: 'choices-3',
    item: 'T-49',
    guard: 'A choice fits the type.',
    caughtBy: definitions,
  },
  {
    id: 'choices-4',
    item: 'T-27',
    guard: 'Choices are refused while a stored value is none of them.',
    caughtBy: ['test/user-attributes/attributes.test.ts'],
  },
  {
    id: 'combining-1',
    item: 'T-49',
    guard: 'Expressions that cannot be written as one are refused when they are stored.',
    caughtBy: rules,
  },
  {
    id: 'combining-2',
    item: 'T-49',
    guard: 'Of equal numbers the one with the lowest rank counts.',
    caughtBy: rules,
  },
  {
    id: 'combining-3',
    item: 'T-49',
    guard: 'Values are combined where the attribute says so.',
    caughtBy: rules,
  },
  {
    id: 'combining-4',
    item: 'T-09',
    guard: 'Hidden values are not combined.',
    caughtBy: definitions,
  },
  {
    id: 'combining-5',
    item: 'T-49',
    guard: 'An attribute with known values does not get lists of them.',
    caughtBy: definitions,
  },
  {
    id: 'combining-6',
    item: 'T-49',
    guard:
      'Present values of groups that cannot be written as one keep an attribute from combining them.',
    caughtBy: served,
  },
  {
    id: 'combining-7',
    item: 'T-49',
    guard: 'Whoever has a combined value is found by it, although no group has it.',
    caughtBy: served,
  },
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
