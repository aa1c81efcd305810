// Guards of rights and visibility.
import type { Guard } from './guard.ts'

const carried = ['test/groups/carried-values.test.ts', 'test/access/matrix/matrix.test.ts']

export const permissionGuards: readonly Guard[] = [
  {
    id: 'carried-1',
    item: 'T-26',
    guard:
      'Where group values are guarded, only a caller who may set them can add a user to a group.',
    caughtBy: carried,
  },
  {
    id: 'carried-2',
    item: 'T-28',
    guard:
      'Where group values are guarded, only a caller who may set them can take a user out of a group.',
    caughtBy: carried,
  },
  {
    id: 'carried-3',
    item: 'T-26',
    guard:
      'Where group values are guarded, only a caller who may set them can put a group into another.',
    caughtBy: carried,
  },
  {
    id: 'carried-4',
    item: 'T-28',
    guard:
      'Where group values are guarded, only a caller who may set them can take a group out of another.',
    caughtBy: carried,
  },
  {
    id: 'carried-5',
    item: 'T-28',
    guard: 'Where group values are guarded, only a caller who may set them can delete a group.',
    caughtBy: carried,
  },
  {
    id: 'permission-1',
    item: 'T-25',
    guard: 'A right that users have about themselves does not reach other users.',
    caughtBy: ['src/domain/permissions.test.ts'],
  },
  {
    id: 'permission-2',
    item: 'T-27',
    guard: 'Users can set their own value only if the attribute lets users edit it.',
    caughtBy: ['src/domain/permissions.test.ts', 'test/user-attributes/permissions.test.ts'],
  },
  {
    id: 'permission-3',
    item: 'T-25',
    guard: 'Users see the values of an attribute only if the attribute lets users view them.',
    caughtBy: ['src/domain/permissions.test.ts', 'test/user-attributes/permissions.test.ts'],
  },
  {
    id: 'permission-4',
    item: 'T-20',
    guard: 'A caller who is not in a group does not learn that it exists.',
    caughtBy: ['test/groups/groups.test.ts'],
  },
  {
    id: 'permission-5',
    item: 'T-25',
    guard: 'The server does not start if an operation has no row in the permission table.',
    caughtBy: ['src/access/table-agreement.test.ts'],
  },
  {
    id: 'permission-6',
    item: 'T-31',
    guard: 'A commit is stored only if the rights it was decided on are unchanged.',
    caughtBy: ['test/access/changed-meanwhile.test.ts'],
  },
  {
    id: 'permission-7',
    item: 'T-06',
    guard:
      'A commit under sudo is stored only if the rights of the person behind it are unchanged.',
    caughtBy: ['test/access/changed-meanwhile.test.ts'],
  },
  {
    id: 'permission-8',
    item: 'D-13',
    guard: 'The last enabled administrator cannot be disabled.',
    caughtBy: ['test/users/users.test.ts'],
  },
  {
    id: 'permission-9',
    item: 'T-25',
    guard: "No answer leaves before the caller's right to it has been checked.",
    caughtBy: ['test/access/forgotten-question.test.ts'],
  },
  {
    id: 'permission-10',
    item: 'T-25',
    guard: "Nothing is stored before the caller's right to do so has been checked.",
    caughtBy: ['test/access/forgotten-question.test.ts'],
  },
  {
    id: 'permission-11',
    item: 'T-25',
    guard: 'The server checks the row of an operation before its handler runs.',
    caughtBy: ['test/access/every-row.test.ts'],
  },
  {
    id: 'permission-12',
    item: 'T-25',
    guard: 'The server does not start if a route has the access of another operation.',
    caughtBy: ['src/access/table-agreement.test.ts'],
  },
  {
    id: 'permission-13',
    item: 'T-31',
    guard:
      'A decision that was made on memory and proved wrong is made again on data that is read.',
    caughtBy: ['test/access/presuming.test.ts'],
  },
  {
    id: 'giving-1',
    item: 'T-26',
    guard: 'A manager of roles can never give a role that allows everything.',
    caughtBy: ['src/domain/giving.test.ts'],
  },
  {
    id: 'giving-2',
    item: 'T-26',
    guard: 'Nobody can pass on permissions that they lack.',
    caughtBy: ['src/domain/giving.test.ts'],
  },
  {
    id: 'giving-3',
    item: 'T-26',
    guard: 'Nobody can be put into a group whose roles the caller could not give.',
    caughtBy: ['test/groups/members.test.ts'],
  },
  {
    id: 'giving-4',
    item: 'T-26',
    guard: 'No group can be put into a group whose roles the caller could not give.',
    caughtBy: ['test/groups/members.test.ts'],
  },
  {
    id: 'hidden-thing-1',
    item: 'T-20',
    guard: 'A group that the caller may not see is answered as if it did not exist.',
    caughtBy: ['test/access/not-visible.test.ts'],
  },
  {
    id: 'hidden-thing-2',
    item: 'T-20',
    guard: 'An attribute that the caller may not see is answered as if it did not exist.',
    caughtBy: ['test/access/not-visible.test.ts'],
  },
  {
    id: 'hidden-thing-3',
    item: 'T-20',
    guard:
      'A caller who may not read the values of a user is refused before the user is looked up.',
    caughtBy: ['G-24'],
  },
  {
    id: 'same-thing-1',
    item: 'T-32',
    guard: 'A caller sees the same fields of a user wherever the user is listed.',
    caughtBy: ['test/access/doors.test.ts'],
  },
  {
    id: 'way-in-1',
    item: 'T-45',
    guard: 'An administrator without an enabled key does not count as a remaining administrator.',
    caughtBy: ['test/roles/way-in.test.ts'],
  },
  {
    id: 'way-in-2',
    item: 'T-45',
    guard: 'The last key of the administrators cannot be deleted.',
    caughtBy: ['test/roles/way-in.test.ts'],
  },
  {
    id: 'way-in-3',
    item: 'T-45',
    guard: 'The last key of the administrators cannot be disabled.',
    caughtBy: ['test/roles/way-in.test.ts'],
  },
  {
    id: 'way-in-9',
    item: 'T-26',
    guard: 'After a whole change, somebody can administer the server.',
    caughtBy: ['test/changes/last-administrator.test.ts'],
  },
  {
    id: 'way-in-10',
    item: 'T-26',
    guard: 'The preview of a change after which nobody can administer the server is refused.',
    caughtBy: ['test/changes/last-administrator.test.ts'],
  },
]
