// The texts of the page of a group.
import { figure } from '../../parts/figure.ts'

export const texts = {
  all: 'Groups',
  about: (members: number) =>
    members === 1 ? '1 direct member' : `${figure(members)} direct members`,
  inGroups: 'Inside',
  allUsersNotice:
    'Every user is in this group. Nobody can be taken out of it, and it cannot be renamed or deleted.',
  elsewhere: 'Another system manages the members of this group.',
  notYours:
    'You may see this group, but not change it. That needs the permission manage_groups; an administrator can give it to you.',

  name: 'Name',
  nameAbout: 'Values and rights follow the group when its name changes.',

  members: 'Members',
  membersAbout:
    'Those who are in the group itself. Members of groups inside it get its values, too.',
  add: 'Add a person',
  addPlaceholder: 'Name, e-mail or id',
  nobodyFits: 'Nobody fits.',
  search: 'Search members by name',
  table: 'Members',
  person: 'Person',
  email: 'E-mail',
  isNew: 'added',
  begins: (at: string) => `begins ${at}`,
  ends: (at: string) => `ends ${at}`,
  isGone: 'taken out',
  remove: 'Take out',
  removeName: (name: string) => `Take out ${name}`,
  keep: 'Keep',
  keepName: (name: string) => `Keep ${name}`,
  disabled: 'Disabled',
  none: 'Nobody is in the group itself',
  noneAbout: 'Add people here, or put groups inside this one.',
  noneFits: 'No member has such a name.',

  inside: 'Groups inside',
  insideAbout:
    'Their members get what this group gives, unless something stronger gives them another value.',
  groups: 'Groups inside this one',
  noneInside: 'There is none that you may see.',

  values: 'Values',
  valuesAbout:
    'What the group gives to its members. Each attribute says in which order groups win.',
  noValues: 'The group gives no value.',
  rank: (rank: number) => `rank ${rank}`,

  roles: 'Roles',
  rolesAbout:
    'What members may do because they are in this group. Roles are given on the page of each role.',
  noRoles: 'The group has no role.',

  delete: 'Delete…',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteAbout: (members: number, values: number) =>
    `${counted(members, 'member')} ${members === 1 ? 'leaves' : 'leave'} the group, and ${counted(values, 'value')} that it gives ${values === 1 ? 'goes' : 'go'} with it.`,
  deleteNow: 'Delete the group',
} as const

const counted = (count: number, noun: string) => `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
