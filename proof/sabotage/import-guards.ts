// Guards of changes that are sent as a file.
import type { Guard } from './guard.ts'

const csv = ['src/changes/csv-body.test.ts']
const exported = ['src/changes/csv-export.test.ts']
const ndjson = ['src/changes/ndjson-body.test.ts']

export const importGuards: readonly Guard[] = [
  {
    id: 'import-1',
    item: 'T-16',
    guard: 'A body with more operations than a change may have is not read to its end.',
    caughtBy: ndjson,
  },
  {
    id: 'import-2',
    item: 'T-16',
    guard: 'Only so many problems of a body are kept.',
    caughtBy: ndjson,
  },
  {
    id: 'import-3',
    item: 'T-50',
    guard: 'A key that an object has twice is refused.',
    caughtBy: ['src/http/repeated-key.test.ts'],
  },
  {
    id: 'import-4',
    item: 'T-50',
    guard: 'A column that is there twice is refused.',
    caughtBy: csv,
  },
  {
    id: 'import-5',
    item: 'T-16',
    guard: 'A CSV with more columns than the limit is not read.',
    caughtBy: ['src/changes/csv-bounds.test.ts'],
  },
  {
    id: 'import-6',
    item: 'T-16',
    guard: 'A CSV with half of a surrogate pair is not read.',
    caughtBy: csv,
  },
  {
    id: 'import-7',
    item: 'T-50',
    guard: 'A line with more or fewer cells than the header sets nothing.',
    caughtBy: csv,
  },
  {
    id: 'import-8',
    item: 'T-50',
    guard:
      'A line of an export whose value comes from elsewhere does not make it the own value of the user.',
    caughtBy: exported,
  },
  {
    id: 'import-9',
    item: 'T-50',
    guard: 'A hidden value, which an export does not tell, is left as it is.',
    caughtBy: exported,
  },
  {
    id: 'import-10',
    item: 'T-50',
    guard: 'What an empty cell says is asked for.',
    caughtBy: csv,
  },
  {
    id: 'import-11',
    item: 'T-50',
    guard: 'A value for a time does not become one for ever.',
    caughtBy: exported,
  },
  {
    id: 'import-12',
    item: 'T-16',
    guard: 'A CSV with more rows than the limit is not read to its end, even if they set nothing.',
    caughtBy: ['src/changes/csv-bounds.test.ts'],
  },
  {
    id: 'import-13',
    item: 'T-50',
    guard:
      'A file with a line that cannot be read is not applied, unless such lines may be left out.',
    caughtBy: ['test/changes/lines.test.ts'],
  },
  {
    id: 'import-14',
    item: 'T-41',
    guard: 'Only so many problems of an operation are looked for.',
    caughtBy: ['src/changes/operation-fields.test.ts'],
  },
  {
    id: 'import-15',
    item: 'T-50',
    guard: 'Quotes around a cell do not make a value to remove a value to set, but in an export.',
    caughtBy: ['src/changes/csv-body.test.ts'],
  },
]
