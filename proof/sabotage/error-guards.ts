// Guards of the contents of errors, and of the report of ignored names.
import type { Guard } from './guard.ts'

export const errorGuards: readonly Guard[] = [
  {
    id: 'error-1',
    item: 'T-20',
    guard: 'Only callers who may know of every thing of a kind are told which one is missing.',
    caughtBy: ['test/not-found/not-found.test.ts'],
  },
  {
    id: 'error-2',
    item: 'T-20',
    guard: 'Only callers who may do the operation are told that a part of a thing is missing.',
    caughtBy: ['test/access/not-visible.test.ts', 'test/not-found/not-found.test.ts'],
  },
  {
    id: 'error-3',
    item: 'D-08',
    guard: 'The header lists no more ignored names of query and body together than the limit.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-4',
    item: 'T-20',
    guard: 'Only callers who may see users are told the names of operations that are not served.',
    caughtBy: ['test/not-found/not-found.test.ts'],
  },
  {
    id: 'error-5',
    item: 'T-20',
    guard: 'A name that is given in place of an id is not repeated in the answer.',
    caughtBy: ['test/not-found/not-found.test.ts'],
  },
  {
    id: 'error-6',
    item: 'T-18',
    guard: 'With --strict, nothing is stored from a body that has names unknown to the operation.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-7',
    item: 'T-18',
    guard: 'With --strict, a parameter that the operation does not know is refused.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-8',
    item: 'T-18',
    guard: 'With --strict, a body that no handler asks for is refused too.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-9',
    item: 'D-08',
    guard: 'An ignored name is shown without characters that could end a header.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-10',
    item: 'T-07',
    guard: 'An ignored name that holds a secret is not repeated.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-11',
    item: 'D-08',
    guard: 'Ignored names are shortened to a fixed length.',
    caughtBy: ['test/limits/limits.test.ts', 'test/http/ignored.test.ts'],
  },
  {
    id: 'error-12',
    item: 'D-08',
    guard: 'No more ignored names are collected from a body than the limit.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-13',
    item: 'T-03',
    guard: 'A 401 says the same about a token that has ended and one that never existed.',
    caughtBy: ['test/http/refusals.test.ts'],
  },
  {
    id: 'error-14',
    item: 'T-16',
    guard: 'A compressed body is refused and never read as if it were plain.',
    caughtBy: ['test/http/refusals.test.ts'],
  },
  {
    id: 'error-15',
    item: 'D-09',
    guard: 'A face answers an error in its own shape, even when no route was reached.',
    caughtBy: ['test/faces.test.ts'],
  },
  {
    id: 'error-16',
    item: 'T-16',
    guard: 'A body with a label that its face does not read is refused.',
    caughtBy: ['test/faces.test.ts'],
  },
  {
    id: 'error-17',
    item: 'T-16',
    guard: 'A method that no path takes is refused with 405 where the path is known.',
    caughtBy: ['test/http/refusals.test.ts'],
  },
  {
    id: 'error-18',
    item: 'T-10',
    guard: 'An empty parameter of the Attrium API is refused, not taken for one that is left out.',
    caughtBy: ['test/faces.test.ts'],
  },
  {
    id: 'error-19',
    item: 'T-40',
    guard:
      'An object that an operation shows and does not write is named, unless it comes from an answer.',
    caughtBy: ['test/http/ignored.test.ts'],
  },
  {
    id: 'error-20',
    item: 'T-50',
    guard: 'No operation of the Attrium API takes a body in which a key is there twice.',
    caughtBy: ['test/http/repeated-keys.test.ts'],
  },
]
