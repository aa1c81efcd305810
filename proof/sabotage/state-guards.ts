// Guards of the comparison of the store with its audit.
import type { Guard } from './guard.ts'

const planted = ['proof/state/state.test.ts']

export const stateGuards: readonly Guard[] = [
  {
    id: 'state-1',
    item: 'T-38',
    guard: 'A value that differs from the one its audit row set is reported.',
    caughtBy: planted,
  },
  {
    id: 'state-2',
    item: 'T-38',
    guard: 'A stored row that no audit row explains is reported.',
    caughtBy: planted,
  },
  {
    id: 'state-3',
    item: 'T-38',
    guard: 'A name, an address or a secret that differs from the one in the audit is reported.',
    caughtBy: planted,
  },
  {
    id: 'state-4',
    item: 'F-14',
    guard: 'A start refuses a store that cannot be read well enough to answer anybody.',
    caughtBy: ['proof/state/unreadable.test.ts'],
  },
]
