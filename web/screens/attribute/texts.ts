// The texts of the editor of an attribute.
export const texts = {
  all: 'Attributes',
  newTitle: 'New attribute',
  newAbout: 'Only the name and the type are needed. Everything else can be said now or later.',
  tabs: 'Parts of the attribute',
  definition: 'Definition',
  groupValues: 'Values of groups',
  permanent:
    'This attribute reads the record of each user. It comes with the server and cannot be changed.',
  notYours: 'You may see this attribute, but not change it.',

  naming: 'Name',
  namingAbout: 'The name is for queries and programs, the label for people.',
  name: 'Name',
  nameRule: 'Lowercase letters, digits and underscores.',
  renameAbout: 'Queries that use the old name stop working.',
  notSaved: 'Not saved yet',
  needsName: 'It needs a name. Then you can save it.',
  label: 'Label',

  values: 'Values',
  valuesAbout: 'Which values are allowed, and which one people have who were given none.',
  type: 'Type',
  example: 'For example',
  choices: 'Allowed values',
  choicesAbout:
    'One a line, in exactly this spelling. Leave it empty to allow everything that fits the type.',
  choicesHidden: 'A hidden attribute has no list of allowed values: the list would tell them.',
  default: 'Default',
  defaultAbout:
    'What people have without a value of their own or of a group. Leave it empty for none.',
  defaultSet: 'A default is set. Nobody can read it.',
  replace: 'Replace it',
  remove: 'Remove it',

  combining: 'Several groups',
  combiningAbout:
    'Which value people get who are in several groups that give one. Their own value always comes first.',
  combine: 'Together they give',
  combines: {
    first: 'The strongest group’s value',
    union: 'All values, as one list or filter',
    min: 'The smallest value',
    max: 'The greatest value',
  },
  combineAbout: {
    first: 'The group that stands highest in the order wins, as in Looker.',
    union:
      'For texts and filters. What cannot be written as one filter is refused when it is saved.',
    min: 'For numbers and dates.',
    max: 'For numbers and dates.',
  },
  notForType: 'not for this type',

  access: 'Access',
  accessAbout: 'What people may do with their own value. Administrators see and set all of them.',
  may: 'People may',
  mayOptions: { none: 'not see it', view: 'see it', edit: 'see and set it' },

  hiding: 'Hiding',
  hidingAbout: 'For passwords and keys: values are used by the server, and shown to nobody.',
  hidden: 'Hide the values of this attribute',
  hiddenForGood: 'This attribute is hidden for good.',
  hiddenSystem: 'Attributes that come with the server cannot be hidden.',
  warningTitle: 'Hiding is for good.',
  warning:
    'Nobody, no administrator either, will ever read a value of this attribute again, and hiding cannot be taken back. ' +
    'The list below can only become narrower.',
  allowlist: 'Where values may be sent',
  allowlistAbout:
    'Addresses, one a line, with * for any part. For example https://*.acme.example/*',

  delete: 'Delete…',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteAbout: 'The definition goes with every value that people and groups have of it.',
  deleteNow: 'Delete the attribute',
  created: 'The attribute is there.',
} as const
