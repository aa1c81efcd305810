// Guards of the page on which people read and try the API.
import type { Guard } from './guard.ts'

const caughtBy = ['test/api-docs/api-docs.test.ts']

export const apiDocsGuards: readonly Guard[] = [
  {
    id: 'api-docs-1',
    item: 'D-08',
    guard: 'The API page takes an API key in a form, never in the address.',
    caughtBy,
  },
  {
    id: 'api-docs-2',
    item: 'D-08',
    guard: 'The API page asks before it sends a request that deletes or replaces something.',
    caughtBy,
  },
  {
    id: 'api-docs-3',
    item: 'D-08',
    guard: 'Examples of operations that take something away do not affect the administrators.',
    caughtBy: ['test/api-docs/examples.test.ts'],
  },
]
