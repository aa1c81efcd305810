// The texts of the question who has a value.
import { figure } from '../../parts/figure.ts'

const people = (count: number) => (count === 1 ? '1 person' : `${figure(count)} people`)
const groups = (count: number) => (count === 1 ? '1 group' : `${figure(count)} groups`)

export const texts = {
  title: 'Who has…',
  about:
    'Find the people or groups with a value, see where it comes from, and change it for many at once.',
  question: 'Question',
  attribute: 'Attribute',
  attributePlaceholder: 'Choose an attribute',
  match: 'Comparison',
  matches: {
    set: 'has a value',
    unset: 'has no value',
    is: 'is',
    is_not: 'is not',
    contains: 'contains',
    starts_with: 'starts with',
    admits: 'is a filter that lets through',
  },
  value: 'Value',
  valueAbout: 'Upper and lower case count. The value stays out of the address of this page.',
  of: 'Values',
  ofs: {
    effective: 'that people have',
    own: 'set on people themselves',
    group: 'that groups give',
  },
  group: 'Members of',
  anyGroup: 'All groups',
  source: 'From',
  sources: {
    any: 'Any source',
    'User Setting': 'the person’s own value',
    'Sign-in': 'a sign-in',
    Group: 'a group',
    Default: 'the default',
    'System Setting': 'the user record',
  },
  asOf: 'As of (UTC)',
  asOfNote: (at: string) => `What was so at ${at}. People are changed as of now only.`,
  typeValue: 'Type the value to look for',
  typeValueAbout:
    'Addresses of this page hold names and never values. So a link to this question does not say which value was ' +
    'looked for.',
  start: 'Choose an attribute',
  startAbout:
    'Then say which values you look for: “region is EMEA”, “office_zip has no value”. The address of the page keeps ' +
    'the question, but not the value that was looked for: tell that to whom you send the address.',
  filterNote: (attribute: string, value: string) =>
    `${attribute} has filters. This finds those who have exactly ${value} in it; others may see ${value}, too.`,
  showAdmitted: (value: string) => `Show everybody who may see ${value}`,
  hiddenNote: 'Values of this attribute are hidden. You can ask who has one, not which.',
  none: 'Nobody fits',
  noneAbout: 'No value fits this question. Try another comparison, or look at all people.',
  noGroup: 'No group fits',
  table: 'Who fits',
  select: 'Select',
  selectOf: (name: string) => `Select ${name}`,
  person: 'Person',
  groupHead: 'Group',
  email: 'E-mail',
  valueHead: 'Value',
  sourceHead: 'From',
  rank: 'Rank',
  ends: (at: string) => `ends ${at}`,
  total: (count: number, of: string) =>
    of === 'group'
      ? `${groups(count)} ${count === 1 ? 'fits' : 'fit'}`
      : `${people(count)} ${count === 1 ? 'fits' : 'fit'}`,
  shown: (count: number) => `${figure(count)} shown`,
  more: 'Show more',
  waiting: 'Loading more…',
  summary: 'All values',
  summarySet: (set: number, unset: number, of: string) =>
    of === 'group'
      ? `${groups(set)} with a value, ${figure(unset)} without`
      : `${people(set)} with a value, ${figure(unset)} without`,
  summaryOthers: (values: number, count: number) =>
    `and ${figure(values)} more values of ${people(count)}`,
  askFor: (value: string) => `Show who has ${value}`,
  changed: 'Values have changed since.',
  show: 'Show them',
  exports: 'Export CSV',
  exportSheet: 'For a spreadsheet',
  exportSheetAbout: 'Texts that would calculate get an apostrophe in front.',
  exportPlain: 'To import again',
  exportPlainAbout: 'Every value exactly as it is stored.',
  exported: 'The file is in your downloads.',
  selected: (count: number) => `${people(count)} selected`,
  selectAll: (count: number) => `Select all ${figure(count)}`,
  selectFirst: (count: number) => `Select the first ${figure(count)}`,
  selectNone: 'Select nobody',
  tooMany: (most: number) =>
    `A change takes at most ${figure(most)} people. For more, export them and import the corrected file.`,
  edit: 'Change their value',
  editAttribute: 'Attribute to change',
  action: 'What to do',
  set: 'Set a value of their own',
  clear: 'Take their own value away',
  newValue: 'New value',
  noEditable: 'There is no attribute whose values you may set.',
} as const
