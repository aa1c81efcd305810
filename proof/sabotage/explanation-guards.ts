// Guards of explanations, what-ifs and claims.
import type { Guard } from './guard.ts'

const explanations = ['test/explanations/explanations.test.ts']
const claims = ['test/claims/claims.test.ts']

export const explanationGuards: readonly Guard[] = [
  {
    id: 'explanation-1',
    item: 'T-30',
    guard: 'Groups that nest in circles or everywhere cost an explanation little.',
    caughtBy: ['src/domain/ways-into-groups.test.ts'],
  },
  {
    id: 'explanation-2',
    item: 'T-09',
    guard: 'An explanation shows no hidden value.',
    caughtBy: explanations,
  },
  {
    id: 'explanation-3',
    item: 'T-20',
    guard:
      'Whoever asks about themselves is told of attributes that they may view, and of no other.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'explanation-4',
    item: 'T-20',
    guard: 'Who set a value is told to those who see users, and to themselves.',
    caughtBy: explanations,
  },
  {
    id: 'explanation-5',
    item: 'T-20',
    guard: 'What is closed by now is closed in the past, too.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'explanation-6',
    item: 'T-20',
    guard: 'A group of the past is not told to who has left it.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'explanation-7',
    item: 'T-20',
    guard: 'No way into a group names one that the caller has left.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'explanation-8',
    item: 'T-20',
    guard: 'A value of a group that the caller has left is told only if it was the effective one.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'explanation-9',
    item: 'T-20',
    guard:
      'An attribute that is deleted by now is told of the past only to who manages attributes.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'explanation-10',
    item: 'T-20',
    guard: 'Nobody is told that they set a value themselves which somebody set who acted as them.',
    caughtBy: explanations,
  },
  {
    id: 'reference-4',
    item: 'T-20',
    guard: 'An address or an embed id finds others only for those who see users.',
    caughtBy: ['test/explanations/asking.test.ts'],
  },
  {
    id: 'what-if-1',
    item: 'T-19',
    guard: 'A what-if tries a limited number of operations.',
    caughtBy: ['test/explanations/what-if.test.ts'],
  },
  {
    id: 'claims-1',
    item: 'T-09',
    guard: 'Claims have no hidden value.',
    caughtBy: claims,
  },
  {
    id: 'claims-2',
    item: 'T-19',
    guard: 'One request asks for the claims of a limited number of users.',
    caughtBy: claims,
  },
  {
    id: 'claims-3',
    item: 'P-02',
    guard: 'Claims in memory are told only while the rows of the user are the same.',
    caughtBy: ['src/claims-memory/claims-memory.test.ts'],
  },
  {
    id: 'claims-4',
    item: 'P-02',
    guard: 'Claims in memory are told only while groups and definitions are the same.',
    caughtBy: ['src/claims-memory/claims-memory.test.ts'],
  },
  {
    id: 'claims-5',
    item: 'T-09',
    guard: 'Claims in memory are told only to callers who may see as much.',
    caughtBy: ['test/claims/claims.test.ts'],
  },
  {
    id: 'claims-6',
    item: 'T-42',
    guard: 'The claims of many users have a limited length together.',
    caughtBy: ['test/claims/claims.test.ts'],
  },
  {
    id: 'explanation-11',
    item: 'T-20',
    guard: 'A combined value of the past names no group that the caller may not know now.',
    caughtBy: ['test/user-attributes/combining.test.ts'],
  },
]
