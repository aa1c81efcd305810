// The texts of a user's account: who they are, how they sign in, what they may do, their keys and sessions.
import { figure } from '../../parts/figure.ts'

export const texts = {
  all: 'Users',
  tabs: 'Parts of the user',
  values: 'Values',
  account: 'Account',
  tab: (name: string) => `${name}: account`,
  about: (id: string) => `Id ${id}`,
  disabled: 'Disabled',
  namesOnly:
    'You see no more than the name. Addresses, groups and roles need the permission see_users; an administrator can give it to you.',
  adminOnly: 'Only administrators see and change how somebody signs in. Ask one of them.',

  names: 'Name',
  namesAbout: 'As lists and histories show it.',
  first: 'First name',
  last: 'Last name',
  save: 'Save',
  saved: 'Saved.',

  signIn: 'Sign-in',
  signInAbout: 'People sign in with an e-mail address and a password that only they know.',
  email: 'E-mail',
  noEmail: 'They have no e-mail address, so they cannot sign in with a browser.',
  addEmail: 'Add the address',
  changeEmail: 'Change the address',
  state: 'Password',
  isSetUp: 'They have chosen one.',
  notSetUp: 'They have not chosen one yet.',
  lastSignIn: 'Last sign-in',
  never: 'never',
  secondFactor: 'Second factor',
  factor: (isVerified: boolean | undefined) =>
    isVerified === undefined
      ? 'None'
      : isVerified
        ? 'An app with codes'
        : 'None: begun, but no code was entered yet',
  removeFactor: 'Take it away…',
  removeFactorTitle: (name: string) => `Take the second factor of ${name} away?`,
  removeFactorAbout:
    'Until they set up another one, their password alone lets them in. Do this if they have lost their device and their recovery codes.',
  removeFactorNow: 'Take it away',
  makeLink: (isSetUp: boolean) => (isSetUp ? 'Make a reset link…' : 'Make a setup link…'),
  linkTitle: (name: string) => `Make a link for ${name}?`,
  linkQuestion:
    'Whoever has the link can choose the password. The link before it stops working. Hand it to them alone, by a way that you trust.',
  linkNow: 'Make the link',
  link: 'Link',
  linkAbout: 'It works once. It is shown to administrators only.',
  linkEnds: 'A link for a new password ends after an hour.',

  rights: 'Roles and groups',
  rightsAbout: 'Roles say what somebody may do; groups give values, and sometimes roles.',
  roles: 'Own roles',
  rolesAbout: 'Those that come through groups are not among them.',
  throughGroups: 'Through groups',
  groups: 'Groups',
  noGroups: 'None but All Users',
  groupsAbout: 'Members are added and taken out on the page of each group.',
  saveRoles: 'Save the roles',
  rolesSaved: 'The roles are saved.',

  ending: 'Access',
  endingAbout: 'To stop somebody for a while, disable them. Deleting takes their values, too.',
  disable: 'Disable…',
  disableTitle: (name: string) => `Disable ${name}?`,
  disableAbout:
    'They can neither sign in nor use the API, and their sessions end now. Their values, groups and roles stay as they are.',
  disableNow: 'Disable',
  enable: 'Enable…',
  enableTitle: (name: string) => `Enable ${name} again?`,
  enableAbout: 'They can sign in and use the API as before.',
  enableNow: 'Enable',
  isDisabled: (name: string) => `${name} is disabled.`,
  isEnabled: (name: string) => `${name} is enabled again.`,
  delete: 'Delete…',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteConcerns: (values: number, groups: number, keys: number) =>
    `This concerns ${counted(values, 'value')} of their own, ${counted(groups, 'group')} and ${counted(keys, 'API key')}. ` +
    'All of that goes with them, and it cannot be taken back. The history keeps what was changed.',
  deleteAsking: 'Looking up what this concerns…',
  deleteNow: 'Delete for good',
  deleted: (name: string) => `${name} is deleted.`,
} as const

const counted = (count: number, noun: string) => `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
