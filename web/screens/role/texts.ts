// The texts of the page of a role.
import { figure } from '../../parts/figure.ts'

export const texts = {
  all: 'Roles',
  about: (count: number) =>
    count === 1 ? '1 user has this role' : `${figure(count)} users have this role`,
  notYours:
    'You may see this role, but not give or take it. That needs the permission manage_roles; an administrator can give it to you.',
  holders: 'Users',
  holdersAbout: 'Those who have the role themselves. They get it, or lose it, at once.',
  give: 'Give it to a person',
  givePlaceholder: 'Name, e-mail or id',
  nobodyFits: 'Nobody fits.',
  noUsers: 'Nobody has it directly.',
  tooMany: (count: number) =>
    `${figure(count)} users have it: too many for a list. The command below “As a call” prints them.`,
  take: 'Take away',
  takeName: (name: string) => `Take away from ${name}`,
  giveTitle: (person: string, role: string) => `Give ${person} the role ${role}?`,
  giveAbout: (isEverything: boolean, count: number) =>
    isEverything
      ? 'They may then do everything: see and change all users, values and roles, and give this role to others.'
      : `They may then do what its ${count} permissions allow.`,
  giveNow: 'Give the role',
  takeTitle: (person: string, role: string) => `Take the role ${role} from ${person}?`,
  takeAbout: 'They lose what only this role allows, at once. A role that a group gives them stays.',
  takeNow: 'Take it away',
  groups: 'Groups',
  groupsAbout: 'Every member of these groups has the role, those of groups inside them, too.',
  groupsField: 'Groups with this role',
  saveGroups: 'Save the groups…',
  saveGroupsTitle: 'Change which groups have this role?',
  saveGroupsAbout: (gaining: number, losing: number) =>
    `${people(gaining)} in groups that get the role, and ${people(losing)} in groups that lose it. Members of groups inside them come on top.`,
  saveGroupsNow: 'Change the groups',
  discard: 'Discard',
  permissions: 'Permissions',
  permissionsAbout: (name: string) => `The set ${name}.`,
  everything: 'Everything, whatever the list of the set says.',
  noPermissions: 'None',
  models: 'Models',
  modelsAbout: (name: string) => `The set ${name}. Looker uses it; this server keeps it.`,
  allModels: 'All models',
  noModels: 'None',
} as const

const people = (count: number) => (count === 1 ? '1 user is' : `${figure(count)} users are`)
