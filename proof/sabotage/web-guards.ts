// Guards of the pages of the web application.
import type { Guard } from './guard.ts'

const caughtBy = ['test/web/serving.test.ts']

export const webGuards: readonly Guard[] = [
  {
    id: 'web-1',
    item: 'T-21',
    guard: 'The page allows scripts and styles from files of the server alone.',
    caughtBy,
  },
  {
    id: 'web-2',
    item: 'T-20',
    guard: 'An address below those of programs is never answered with the page.',
    caughtBy,
  },
]
