// Guards of changes that are sent as a file.
import type { Guard } from './guard.ts'

export const importGuards: readonly Guard[] = [
  {
    id: 'import-3',
    item: 'T-50',
    guard: 'A key that an object has twice is refused.',
    caughtBy: ['src/http/repeated-key.test.ts'],
  },
]
