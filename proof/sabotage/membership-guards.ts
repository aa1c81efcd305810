// Guards of memberships and of values of groups for a time.
import type { Guard } from './guard.ts'

const api = ['test/groups/for-a-time.test.ts']
const rights = ['test/groups/rights-for-a-time.test.ts']
const values = ['test/groups/values-for-a-time.test.ts']
const lists = ['test/groups/memberships.test.ts']
const item = 'T-51'

export const membershipGuards: readonly Guard[] = [
  {
    ...{ id: 'membership-1', item: 'T-26', caughtBy: rights },
    guard: 'Whoever makes a membership longer must be able to give its roles.',
  },
  {
    ...{ id: 'membership-2', item, caughtBy: api },
    guard: 'Statements leave out memberships that do not count.',
  },
  {
    ...{ id: 'membership-3', item: 'T-45', caughtBy: rights },
    guard: 'An administrator for a time does not keep the server administrable.',
  },
  {
    ...{ id: 'membership-5', item, caughtBy: rights },
    guard: 'A membership that does not count gives no rights.',
  },
  {
    ...{ id: 'membership-6', item, caughtBy: api },
    guard: 'Whether a membership counted is told by the time that is asked about.',
  },
  {
    ...{ id: 'membership-7', item, caughtBy: rights },
    guard: 'Nothing is stored with rights that have ended since it was decided.',
  },
  {
    ...{ id: 'membership-8', item: 'T-45', caughtBy: rights },
    guard: 'The last administrator for good does not become one for a time.',
  },
  {
    ...{ id: 'membership-9', item, caughtBy: api },
    guard: 'Nobody is in All Users for a time.',
  },
  {
    ...{ id: 'membership-10', item, caughtBy: api },
    guard: 'A later start does not take a member out of a group.',
  },
  {
    ...{ id: 'membership-4', item: 'T-20', caughtBy: api },
    guard:
      'An explanation does not name groups of scheduled memberships that its reader may not see.',
  },
  {
    ...{ id: 'group-time-1', item, caughtBy: values },
    guard: 'A value of a group does not count before its start.',
  },
  {
    ...{ id: 'group-time-2', item, caughtBy: values },
    guard: 'The catalogue in memory is that of the present time.',
  },
  {
    ...{ id: 'group-time-3', item, caughtBy: values },
    guard: 'Whether a value of a group counted is told by the time that is asked about.',
  },
  {
    ...{ id: 'group-time-4', item, caughtBy: values },
    guard: 'A later start does not take away the value of a group.',
  },
  {
    ...{ id: 'membership-11', item: item, caughtBy: lists },
    guard: 'Lists of memberships leave out what has ended.',
  },
  {
    ...{ id: 'group-time-5', item: item, caughtBy: lists },
    guard: 'A list of who has a value says when the value of a group ends.',
  },
  {
    ...{ id: 'group-time-6', item: item, caughtBy: lists },
    guard: 'An export says when the value of a group ends.',
  },
  {
    ...{ id: 'times-21', item: item, caughtBy: lists },
    guard: 'An export says when another value takes the place of one.',
  },
  {
    ...{ id: 'member-list-1', item: 'T-20', caughtBy: lists },
    guard: 'Whoever may not see every group sees only their own memberships.',
  },
  {
    ...{ id: 'member-list-2', item: 'T-20', caughtBy: lists },
    guard: 'Whoever may not see every group may ask about themselves alone.',
  },
  {
    ...{ id: 'member-list-3', item: 'T-20', caughtBy: lists },
    guard: 'Lists of memberships have no addresses of others without see_users.',
  },
  {
    ...{
      id: 'member-list-4',
      item: 'T-20',
      caughtBy: ['test/user-attributes/large-deletion.test.ts'],
    },
    guard: 'A list of memberships has none of a group that is deleted.',
  },
  {
    ...{ id: 'group-time-7', item, caughtBy: values },
    guard: 'A list of the Looker API that is sent back leaves the end of a value that it repeats.',
  },
]
