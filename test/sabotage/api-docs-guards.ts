// Guards of the page to read and try the API.
import type { Guard } from './guard.ts'

const page = { file: 'assets/api-docs/swagger-initializer.js' }
const caughtBy = ['test/api-docs/api-docs.test.ts']

export const apiDocsGuards: readonly Guard[] = [
  {
    id: 'api-docs-1',
    item: 'D-08',
    guard: 'The page takes an API key in a form, not in the address.',
    ...page,
    old: "document.paths['/login'].post.parameters = []",
    new: "document.paths['/login'].post.parameters.sort()",
    caughtBy,
  },
  {
    id: 'api-docs-2',
    item: 'D-08',
    guard: 'The page asks before it sends a request that deletes or replaces.',
    ...page,
    old: 'if (takesAway(request.method, pathname) && !confirm(',
    new: 'if (takesAway(request.method, pathname) && confirm(',
    caughtBy,
  },
  {
    id: 'api-docs-3',
    item: 'D-08',
    guard: 'Examples of operations that take something away leave the administrators alone.',
    file: 'src/roles/holders/routes.ts',
    old: "example: { path: { role_id: '5' }, body: ['4'] }",
    new: "example: { path: { role_id: '2' }, body: ['1', '4'] }",
    caughtBy: ['test/api-docs/examples.test.ts'],
  },
]
