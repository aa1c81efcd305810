// Commands about users, groups and roles.
import { fieldsOption } from './attribute-commands.ts'
import { changeOptions } from './change-call.ts'
import type { Declared, DeclaredOption } from './client-command.ts'
import { yesOption } from './confirm.ts'
import { aheadForms } from './moment.ts'
import { listFormats } from './screen/output.ts'

const memberships = () => import('./memberships.ts')
const sessions = () => import('./sessions.ts')
const [user, group, role] = [
  () => import('./user.ts'),
  () => import('./group.ts'),
  () => import('./role.ts'),
]

const nameOptions: readonly DeclaredOption[] = [
  ['--first-name <NAME>', 'First name.'],
  ['--last-name <NAME>', 'Last name.'],
  ['--disabled', 'They cannot sign in.'],
  ['--role <ROLE>', "A role by name or id. It may be given again; '' takes all away.", 'again'],
]
const membershipOptions: readonly DeclaredOption[] = [
  ['--for-a-time', 'Only memberships that start later or end.'],
  ['--limit <N>', 'At most so many; without it, all.'],
  ...listFormats,
]
const setOptions: readonly DeclaredOption[] = [
  ['--permission-set <SET>', 'What the role allows, by name or id.'],
  ['--model-set <SET>', 'The models for which it allows that, by name or id.'],
]

const userCommands: readonly Declared[] = [
  {
    usage: 'user ls',
    about: 'List users.',
    options: [
      ['--email <TEXT>', 'Only those whose address contains this.'],
      ['--name <TEXT>', 'Only those whose name contains this.'],
      ['--group <GROUP>', 'Only direct members of this group.'],
      ['--disabled', 'Only disabled users.'],
      ['--limit <N>', 'At most so many; without it, all.'],
      fieldsOption,
      ...listFormats,
    ],
    examples: ['attrium user ls --email globex', 'attrium user ls --group EMEA --csv'],
    run: async () => (await user()).listUsers,
  },
  {
    usage: 'user cat <USER>',
    about: 'Show a user, by id or e-mail address.',
    options: listFormats,
    examples: ['attrium user cat maya@acme.example', 'attrium user cat 2 --json'],
    run: async () => (await user()).showUser,
  },
  {
    usage: 'user groups <USER>',
    about: 'List the groups of a user, from when and until when.',
    options: [
      ['--nested', 'Also the groups around those, and through which.'],
      ...membershipOptions,
    ],
    examples: [
      'attrium user groups maya@acme.example',
      'attrium user groups maya@acme.example --nested --json',
    ],
    run: async () => (await memberships()).userGroups,
  },
  {
    usage: 'user sessions <USER>',
    about: 'List the browsers in which a user is signed in.',
    options: listFormats,
    examples: ['attrium user sessions maya@acme.example', 'attrium user sessions 2 --json'],
    run: async () => (await sessions()).listSessions,
  },
  {
    usage: 'user sign-out <USER>',
    about: 'End the sessions of a user in browsers. Their API keys stay.',
    options: [['--session <ID>', 'End only this one, in place of all.'], yesOption],
    examples: ['attrium user sign-out maya@acme.example --yes', 'attrium user sign-out 2 --yes'],
    run: async () => (await sessions()).signOut,
  },
  {
    usage: 'user create <EMAIL>',
    about: 'Make a user.',
    options: [
      ...nameOptions,
      ['--group <GROUP>', 'A group to be in. It may be given again.', 'again'],
      ...listFormats,
    ],
    examples: [
      'attrium user create nina@acme.example --first-name Nina --last-name Berg --group EMEA',
      'attrium user create robot@acme.example --json',
    ],
    run: async () => (await user()).createUser,
  },
  {
    usage: 'user update <USER>',
    about: 'Change a user.',
    options: [
      ['--email <EMAIL>', 'New e-mail address.'],
      ...nameOptions,
      ['--no-disabled', 'They can sign in again.'],
      ...listFormats,
    ],
    examples: [
      'attrium user update 4 --last-name Weber-Klein',
      'attrium user update victor@globex.example --no-disabled',
    ],
    run: async () => (await user()).updateUser,
  },
  {
    usage: 'user rm <USER>',
    about: 'Delete a user with all their values.',
    options: [yesOption],
    examples: ['attrium user rm zoe@globex.example --yes', 'attrium user rm 24 --yes'],
    run: async () => (await user()).removeUser,
  },
]

const groupCommands: readonly Declared[] = [
  {
    usage: 'group ls',
    about: 'List groups with the groups that they are in.',
    options: [fieldsOption, ...listFormats],
    examples: ['attrium group ls', 'attrium group ls --plain'],
    run: async () => (await group()).listGroups,
  },
  {
    usage: 'group cat <GROUP>',
    about: 'Show a group with its direct members.',
    options: listFormats,
    examples: ['attrium group cat Acme', 'attrium group cat EMEA --json'],
    run: async () => (await group()).showGroup,
  },
  {
    usage: 'group members <GROUP>',
    about: 'List who is in a group, from when and until when.',
    options: [
      ['--nested', 'Also members of the groups inside it, and through which.'],
      ...membershipOptions,
    ],
    examples: ['attrium group members EMEA', 'attrium group members Acme --nested --for-a-time'],
    run: async () => (await memberships()).groupMembers,
  },
  {
    usage: 'group create <NAME>',
    about: 'Make a group.',
    options: changeOptions,
    examples: ['attrium group create Partners', 'attrium group create Interns --dry-run'],
    run: async () => (await group()).createGroup,
  },
  {
    usage: 'group update <GROUP>',
    about: 'Give a group another name.',
    options: [['--name <NAME>', 'The new name.', 'required'], ...changeOptions],
    examples: [
      'attrium group update Contractors --name Freelancers',
      'attrium group update APAC --name Asia --dry-run',
    ],
    run: async () => (await group()).updateGroup,
  },
  {
    usage: 'group rm <GROUP>',
    about: 'Delete a group with its values.',
    options: [yesOption, ...changeOptions],
    examples: ['attrium group rm Customers --dry-run', 'attrium group rm Customers --yes'],
    run: async () => (await group()).removeGroup,
  },
  {
    usage: 'group add <GROUP> [USER...]',
    about: 'Put users, for good or for a time, or groups into a group.',
    options: [
      ['--child <GROUP>', 'A group to put into it. It may be given again.', 'again'],
      ['--starts-at <TIME>', `When the users are in it from: ${aheadForms}.`],
      ['--expires-at <TIME>', 'When they are in it no longer, likewise.'],
      ...changeOptions,
    ],
    examples: [
      'attrium group add EMEA ines@acme.example --expires-at 7d --dry-run',
      'attrium group add Acme --child Contractors --dry-run',
    ],
    run: async () => (await group()).addMembers,
  },
  {
    usage: 'group remove <GROUP> [USER...]',
    about: 'Take users or groups out of a group.',
    options: [
      ['--child <GROUP>', 'A group to take out of it. It may be given again.', 'again'],
      ...changeOptions,
    ],
    examples: [
      'attrium group remove EMEA maya@acme.example --dry-run',
      'attrium group remove Customers --child Globex --dry-run',
    ],
    run: async () => (await group()).removeMembers,
  },
]

const roleCommands: readonly Declared[] = [
  {
    usage: 'role ls',
    about: 'List roles.',
    options: [fieldsOption, ...listFormats],
    examples: ['attrium role ls', 'attrium role ls --json'],
    run: async () => (await role()).listRoles,
  },
  {
    usage: 'role cat <ROLE>',
    about: 'Show a role with its permissions and who has it directly.',
    options: listFormats,
    examples: ['attrium role cat Admin', 'attrium role cat 2 --json'],
    run: async () => (await role()).showRole,
  },
  {
    usage: 'role create <NAME>',
    about: 'Make a role.',
    options: [...setOptions, ...listFormats],
    examples: [
      'attrium role create Auditor --permission-set User',
      'attrium role create Operator --permission-set Developer --model-set All --json',
    ],
    run: async () => (await role()).createRole,
  },
  {
    usage: 'role update <ROLE>',
    about: 'Change a role.',
    options: [['--name <NAME>', 'New name.'], ...setOptions, ...listFormats],
    examples: [
      'attrium role update Auditor --name Reviewer',
      'attrium role update Operator --model-set All',
    ],
    run: async () => (await role()).updateRole,
  },
  {
    usage: 'role rm <ROLE>',
    about: 'Delete a role.',
    options: [yesOption],
    examples: ['attrium role rm Reviewer --yes', 'attrium role rm Operator --yes'],
    run: async () => (await role()).removeRole,
  },
]

export const peopleCommands: readonly Declared[] = [
  ...userCommands,
  ...groupCommands,
  ...roleCommands,
]
