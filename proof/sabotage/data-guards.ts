// Guards against data that is lost, altered, or seen in a second way.
import type { Guard } from './guard.ts'

export const dataGuards: readonly Guard[] = [
  {
    id: 'record-1',
    item: 'T-32',
    guard: "A system attribute shows a user's address only where the user's record shows it.",
    caughtBy: ['test/user-attributes/system-attributes.test.ts'],
  },
  {
    id: 'record-2',
    item: 'T-32',
    guard:
      "A system attribute shows a user's id in another system only to callers who may see the user's credentials.",
    caughtBy: ['test/user-attributes/system-attributes.test.ts'],
  },
  {
    id: 'once-1',
    item: 'F-03',
    guard: 'A handler that reads after its commit always fails, not only when it loses a race.',
    caughtBy: ['test/request/after-a-commit.test.ts'],
  },
  {
    id: 'once-2',
    item: 'F-03',
    guard: 'A user who joins a group is read by the same commit that adds them.',
    caughtBy: ['test/request/after-a-commit.test.ts', 'test/postgres/after-a-commit.test.ts'],
  },
  {
    id: 'search-1',
    item: 'T-29',
    guard: 'A user who matches literally is listed before users who match through a wildcard.',
    caughtBy: ['test/users/literal-search.test.ts'],
  },
  {
    id: 'search-2',
    item: 'T-29',
    guard: 'A group, a role or a set that matches literally is listed first.',
    caughtBy: ['test/users/literal-search.test.ts'],
  },
  {
    id: 'search-3',
    item: 'T-29',
    guard: 'An escape sign before a wildcard makes the wildcard an ordinary character.',
    caughtBy: ['test/users/literal-search.test.ts'],
  },
  {
    id: 'search-4',
    item: 'T-32',
    guard: 'A search refuses parameters that it does not know.',
    caughtBy: ['test/http/searches.test.ts'],
  },
  {
    id: 'search-5',
    item: 'T-20',
    guard: 'A caller who may see only names cannot search for administrators.',
    caughtBy: ['test/http/searches.test.ts'],
  },
  {
    id: 'search-6',
    item: 'T-32',
    guard: 'A search with an empty list of names is refused, because it would find everything.',
    caughtBy: ['test/roles/sets.test.ts'],
  },
  {
    id: 'search-7',
    item: 'T-32',
    guard: 'A search for service accounts finds nobody else.',
    caughtBy: ['test/users/search.test.ts'],
  },
  {
    id: 'search-8',
    item: 'T-20',
    guard: 'A caller who may see only names cannot tell disabled users or service accounts apart.',
    caughtBy: ['test/users/search.test.ts'],
  },
  {
    id: 'search-9',
    item: 'T-29',
    guard: 'A second term with a wildcard does not decide who is listed first.',
    caughtBy: ['test/users/literal-search.test.ts'],
  },
  {
    id: 'number-1',
    item: 'T-16',
    guard: 'A number is stored as exactly the text that was sent.',
    caughtBy: ['test/user-attributes/seed-operation.test.ts'],
  },
  {
    id: 'number-2',
    item: 'T-16',
    guard: 'A number in a claim becomes exactly the text that the provider has sent.',
    caughtBy: ['test/single-sign-on/numbers.test.ts'],
  },
  {
    id: 'acting-1',
    item: 'D-03',
    guard: 'Tokens for acting as somebody else count towards the limit of a key.',
    caughtBy: ['test/api-auth/tokens-of-a-key.test.ts'],
  },
  {
    id: 'acting-2',
    item: 'D-03',
    guard: 'Tokens for acting as somebody else are limited for somebody who has no key, too.',
    caughtBy: ['test/api-auth/tokens-of-a-key.test.ts'],
  },
  {
    id: 'unseen-1',
    item: 'T-26',
    guard: 'Only a caller who may see all groups of a role may replace them.',
    caughtBy: ['test/roles/unseen-groups.test.ts'],
  },
  {
    id: 'unseen-2',
    item: 'T-48',
    guard: 'Whoever may replace the roles of a user may read them.',
    caughtBy: ['src/domain/permissions.test.ts', 'test/users/roles.test.ts'],
  },
  {
    id: 'lock-1',
    item: 'F-08',
    guard: 'A database that is opened through a symbolic link uses the same lock.',
    caughtBy: ['test/start/linked-database.test.ts'],
  },
  {
    id: 'lock-2',
    item: 'F-08',
    guard: 'A database with a hard link is refused.',
    caughtBy: ['test/start/linked-database.test.ts'],
  },
  {
    id: 'jit-1',
    item: 'F-10',
    guard: "PostgreSQL does not compile Attrium's statements.",
    caughtBy: ['test/postgres/sessions.test.ts'],
  },
]
