// Guards against input from callers.
import type { Guard } from './guard.ts'

export const inputGuards: readonly Guard[] = [
  {
    id: 'input-1',
    item: 'T-16',
    guard: 'JSON that nests too deeply is refused before it is parsed.',
    caughtBy: ['src/http/json.test.ts'],
  },
  {
    id: 'input-2',
    item: 'T-17',
    guard: 'A body with a key that reaches prototypes is refused.',
    caughtBy: ['test/http/hostile/pollution.test.ts'],
  },
  {
    id: 'input-3',
    item: 'T-16',
    guard: 'Bytes that are not valid UTF-8 are refused.',
    caughtBy: ['src/http/json.test.ts', 'test/http/bodies.test.ts'],
  },
  {
    id: 'input-4',
    item: 'T-16',
    guard: 'No text with NUL or half of a surrogate pair is stored.',
    caughtBy: ['src/http/body.test.ts'],
  },
  {
    id: 'input-5',
    item: 'T-16',
    guard: 'A list with more items than the limit is refused.',
    caughtBy: ['src/http/body.test.ts'],
  },
  {
    id: 'input-6',
    item: 'T-18',
    guard: 'Read-only fields are not written.',
    caughtBy: ['src/http/body.test.ts', 'test/http/hostile/read-only-fields.test.ts'],
  },
  {
    id: 'input-7',
    item: 'T-24',
    guard: 'A parameter that is given twice is refused.',
    caughtBy: ['src/http/query.test.ts'],
  },
  {
    id: 'input-8',
    item: 'T-15',
    guard: 'Lists can be sorted only by known columns.',
    caughtBy: ['src/http/sorts.test.ts'],
  },
  {
    id: 'input-9',
    item: 'T-20',
    guard: 'An id must be written as ids are written; otherwise it names nothing.',
    caughtBy: ['src/ids.test.ts'],
  },
  {
    id: 'input-10',
    item: 'T-20',
    guard: 'A number larger than any possible id never reaches the database.',
    caughtBy: ['src/ids.test.ts'],
  },
  {
    id: 'input-11',
    item: 'T-19',
    guard: 'A filter expression that is too long is not parsed.',
    caughtBy: ['src/filter-expressions/filter-expression.test.ts'],
  },
  {
    id: 'input-12',
    item: 'T-19',
    guard:
      'Each word of a filter expression is scanned once, not once for each word that it might be.',
    caughtBy: ['src/filter-expressions/filter-expression.test.ts'],
  },
  {
    id: 'input-13',
    item: 'T-19',
    guard: 'A search pattern has a limited number of wildcards.',
    caughtBy: ['test/users/search.test.ts'],
  },
  {
    id: 'input-14',
    item: 'D-09',
    guard: 'An unexpected error is answered as a failure, without its own message.',
    caughtBy: ['test/logs/unexpected-errors.test.ts'],
  },
  {
    id: 'input-15',
    item: 'T-15',
    guard: 'A search term is a parameter of the statement, never a part of its text.',
    caughtBy: ['test/store/sql-injection.test.ts'],
  },
  {
    id: 'input-16',
    item: 'T-07',
    guard: 'The log contains the template of an address, never the address itself.',
    caughtBy: ['test/access/query-credentials.test.ts'],
  },
  {
    id: 'input-17',
    item: 'T-23',
    guard: 'The host that a request line names never appears in the answer.',
    caughtBy: ['src/http/request-target.test.ts', 'test/http/addresses.test.ts'],
  },
  {
    id: 'input-18',
    item: 'T-23',
    guard: 'A link begins with the public URL, never with the host that a request line names.',
    caughtBy: ['src/http/paging.test.ts', 'test/http/addresses.test.ts'],
  },
  {
    id: 'input-19',
    item: 'T-24',
    guard: 'A request with two Host headers is refused.',
    caughtBy: ['test/http/hostile/bad-requests.test.ts'],
  },
  {
    id: 'input-24',
    item: 'T-24',
    guard: 'A request without a Host header is refused, with a sentence.',
    caughtBy: ['test/http/refusals.test.ts'],
  },
  {
    id: 'unsent-list-1',
    item: 'T-18',
    guard: 'A request without a body never empties the list that it was meant to replace.',
    caughtBy: ['src/http/body.test.ts', 'test/http/bodies.test.ts'],
  },
  {
    id: 'input-20',
    item: 'T-24',
    guard: 'A flag in a query that is neither true nor false is refused.',
    caughtBy: ['test/http/booleans.test.ts'],
  },
  {
    id: 'input-21',
    item: 'T-24',
    guard: 'An attribute with a known range takes no values outside it.',
    caughtBy: ['test/user-attributes/known-ranges.test.ts'],
  },
  {
    id: 'input-27',
    item: 'T-20',
    guard: 'The largest id is no number that is another row, or that no database can hold.',
    caughtBy: ['src/ids.test.ts'],
  },
  {
    id: 'input-22',
    item: 'T-24',
    guard: 'A name that contains a control character is refused.',
    caughtBy: ['test/http/names.test.ts'],
  },
  {
    id: 'input-23',
    item: 'T-10',
    guard: 'An answer that lists secrets is never compressed.',
    caughtBy: ['test/http/compression.test.ts'],
  },
  {
    id: 'input-25',
    item: 'T-16',
    guard: 'A body that says that it is not UTF-8 is refused.',
    caughtBy: ['test/changes/lines.test.ts'],
  },
  {
    id: 'input-26',
    item: 'T-16',
    guard: 'A name in a path that no engine can store reaches none.',
    caughtBy: ['test/http/odd-texts.test.ts'],
  },
]
