// Guards of keys, stored hidden values, and the audit.
import type { Guard } from './guard.ts'

export const keyGuards: readonly Guard[] = [
  {
    id: 'key-1',
    item: 'T-03',
    guard: 'Digests of secrets and tokens are keyed.',
    caughtBy: ['src/keys/key-ring.test.ts'],
  },
  {
    id: 'key-2',
    item: 'T-13',
    guard: 'A hidden value is bound to its owner.',
    caughtBy: ['src/keys/hidden-value.test.ts'],
  },
  {
    id: 'key-3',
    item: 'T-13',
    guard: 'A hidden value is bound to its attribute.',
    caughtBy: ['src/keys/hidden-value.test.ts'],
  },
  {
    id: 'key-4',
    item: 'T-13',
    guard: 'An earlier version of a hidden value cannot be put back.',
    caughtBy: ['src/keys/hidden-value.test.ts'],
  },
  {
    id: 'key-5',
    item: 'T-13',
    guard: 'Only an authentication tag of full length is accepted.',
    caughtBy: ['src/keys/aes-gcm.test.ts'],
  },
  {
    id: 'key-6',
    item: 'D-05',
    guard: 'A wrapped key can be opened only for its own purpose.',
    caughtBy: ['src/keys/data-keys.test.ts'],
  },
  {
    id: 'audit-1',
    item: 'T-38',
    guard: 'Every audit row is chained to the row before it.',
    caughtBy: ['src/store/audit/chain.test.ts'],
  },
  {
    id: 'audit-2',
    item: 'T-38',
    guard: 'The end of a chain is compared with its head, so that nobody can cut it off.',
    caughtBy: ['test/audit/tampering.test.ts'],
  },
  {
    id: 'audit-3',
    item: 'T-22',
    guard: 'No text in an export can be read as a formula.',
    caughtBy: ['src/audit/export.test.ts'],
  },
  {
    id: 'new-key-1',
    item: 'T-45',
    guard: 'A key is made only for an enabled administrator.',
    caughtBy: ['test/roles/new-key.test.ts'],
  },
  {
    id: 'new-key-2',
    item: 'T-38',
    guard:
      'While a server runs, its own writer makes the new key; the command opens no second writer.',
    caughtBy: ['test/start/new-key.test.ts'],
  },
  {
    id: 'new-key-3',
    item: 'T-45',
    guard: 'A start does not offer a key that cannot sign anybody in.',
    caughtBy: ['test/start/looker-ini.test.ts'],
  },
  {
    id: 'key-use-1',
    item: 'T-03',
    guard:
      'A sign-in notes that its key is used, so a key that nobody needs can be told and revoked.',
    caughtBy: ['test/api-auth/key-use.test.ts'],
  },
]
