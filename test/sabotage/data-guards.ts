// Guards against data that is lost, altered, or seen through a second door.
import type { Guard } from './guard.ts'

export const dataGuards: readonly Guard[] = [
  {
    id: 'record-1',
    item: 'T-32',
    guard: 'A system attribute shows an address only where the record of the user does.',
    file: 'src/user-attributes/access.ts',
    old: 'return seesDetails(actor, user_id)',
    new: "return user_id !== ''",
    caughtBy: ['test/api/system-attributes.test.ts', 'test/matrix/matrix.test.ts'],
  },
  {
    id: 'record-2',
    item: 'T-32',
    guard: 'A system attribute shows an id at another system only where credentials are shown.',
    file: 'src/user-attributes/access.ts',
    old: "return permitted('user_credentials_ldap', actor, { user_id })",
    new: "return user_id !== ''",
    caughtBy: ['test/api/system-attributes.test.ts', 'test/matrix/matrix.test.ts'],
  },
  {
    id: 'once-1',
    item: 'F-03',
    guard:
      'A handler that reads after its commit fails whenever it is run, not when it loses a race.',
    file: 'src/context.ts',
    old: "if (this.#committed) throw new Error('a handler that reads",
    new: "if (this.#committed && this.now < 0) throw new Error('a handler that reads",
    caughtBy: ['test/api/after-a-commit.test.ts'],
  },
  {
    id: 'once-2',
    item: 'F-03',
    guard: 'The user who joins a group is read by the commit that puts them there.',
    file: 'src/groups/member-routes.ts',
    old: 'return showUserRow(context, catalogue, (shown as UserRow[])[0])',
    new: 'return showUserRow(context, (await context.load()).catalogue, (shown as UserRow[])[0])',
    caughtBy: ['test/api/after-a-commit.test.ts', 'test/postgres/after-a-commit.test.ts'],
  },
]
