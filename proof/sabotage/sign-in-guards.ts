// Guards of signing in, of tokens and of acting as somebody else.
import type { Guard } from './guard.ts'

export const signInGuards: readonly Guard[] = [
  {
    id: 'sign-in-1',
    item: 'T-02',
    guard: 'An unknown client id costs the same work as a wrong secret.',
    caughtBy: ['G-24'],
  },
  {
    id: 'sign-in-2',
    item: 'T-02',
    guard: 'Nothing about a key is counted until its secret was right.',
    caughtBy: ['G-24'],
  },
  {
    id: 'sign-in-3',
    item: 'T-01',
    guard: 'Failed sign-ins are counted.',
    caughtBy: ['G-23'],
  },
  {
    id: 'sign-in-4',
    item: 'T-01',
    guard: 'A caller who has guessed too often is refused before their secret is looked at.',
    caughtBy: ['G-23'],
  },
  {
    id: 'sign-in-5',
    item: 'T-04',
    guard: 'The key of a disabled user cannot sign anybody in.',
    caughtBy: ['test/api-auth/sign-in.test.ts'],
  },
  {
    id: 'sign-in-6',
    item: 'T-16',
    guard: 'A token that is spelled wrong never reaches the store.',
    caughtBy: ['src/keys/secret-text.test.ts'],
  },
  {
    id: 'token-1',
    item: 'T-04',
    guard: 'The token of a disabled user is not accepted.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'token-2',
    item: 'T-04',
    guard: 'A token ends when the person behind its sudo is disabled.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'token-3',
    item: 'T-04',
    guard: 'The token of a disabled key is not accepted.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'token-4',
    item: 'T-04',
    guard: 'Disabling a user ends their tokens for good.',
    caughtBy: ['test/users/users.test.ts'],
  },
  {
    id: 'token-5',
    item: 'T-04',
    guard: 'No caller is remembered after a commit that may have changed their rights.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'token-6',
    item: 'D-03',
    guard: 'A key that has reached its limit of living tokens gets no more.',
    caughtBy: ['test/api-auth/tokens-of-a-key.test.ts'],
  },
  {
    id: 'token-8',
    item: 'D-03',
    guard: "Tokens for acting as others leave room for the holder's own tokens.",
    caughtBy: ['test/api-auth/tokens-of-a-key.test.ts'],
  },
  {
    id: 'token-9',
    item: 'D-03',
    guard: 'A token that has ended no longer counts against the limit of its key.',
    caughtBy: ['test/api-auth/tokens-of-a-key.test.ts'],
  },
  {
    id: 'sudo-1',
    item: 'T-06',
    guard: 'A token ends when the person behind it may no longer act as its user.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'sudo-2',
    item: 'T-06',
    guard: 'A caller who acts as somebody else cannot go on to act as a third person.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'sudo-3',
    item: 'T-06',
    guard: 'Only administrators can act as administrators.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'sudo-4',
    item: 'T-06',
    guard: 'Nobody can act as a disabled user.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'sudo-5',
    item: 'T-06',
    guard: 'The audit names the person behind a sudo.',
    caughtBy: ['test/access/tokens.test.ts'],
  },
  {
    id: 'token-7',
    item: 'T-04',
    guard: 'Enabling a disabled key again does not bring back its tokens.',
    caughtBy: ['test/users/other-credentials.test.ts'],
  },
  {
    id: 'sign-in-7',
    item: 'T-04',
    guard:
      'No caller is told that a password was set or an e-mail credential disabled when it was not.',
    caughtBy: ['test/users/credentials.test.ts'],
  },
]
