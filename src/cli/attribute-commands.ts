// Commands about definitions.
import { changeOptions } from './change-call.ts'
import type { Declared, DeclaredOption } from './client-command.ts'
import { yesOption } from './confirm.ts'
import { listFormats } from './screen/output.ts'

const code = () => import('./attribute.ts')

export const fieldsOption: DeclaredOption = ['--fields <LIST>', 'Columns, separated by commas.']

const definitionOptions: readonly DeclaredOption[] = [
  [
    '--type <TYPE>',
    'string, number, datetime, yesno, zipcode, relative_url, advanced_filter_string, …',
  ],
  ['--default-value <VALUE>', 'Value of those who have none.'],
  [
    '--default-value-file <FILE>',
    'File with it; - is stdin. A hidden default comes only from there.',
  ],
  ['--is-hidden', 'Nobody can ever read values; needs --domain-allowlist.'],
  ['--can-view', 'Users can see their own value.'],
  ['--no-can-view', 'Users cannot see it.'],
  ['--can-edit', 'Users can set their own value.'],
  ['--no-can-edit', 'Users cannot set it.'],
  ['--domain-allowlist <LIST>', 'Where hidden values may be sent, separated by commas.'],
  ['--choice <VALUE>', "A value that is allowed. It may be given again; '' allows all.", 'again'],
  ['--combine <HOW>', 'Values of several groups: first, union, min or max.'],
]

export const attributeCommands: readonly Declared[] = [
  {
    usage: 'attribute ls',
    about: 'List user attributes.',
    options: [['--hidden', 'Only hidden ones.'], fieldsOption, ...listFormats],
    examples: ['attrium attribute ls', 'attrium attribute ls --fields name,type --csv'],
    run: async () => (await code()).listAttributes,
  },
  {
    usage: 'attribute cat <ATTRIBUTE>',
    about:
      'Show a user attribute, by name or id, and the groups that give a value, strongest first.',
    options: listFormats,
    examples: ['attrium attribute cat region', 'attrium attribute cat 14 --json'],
    run: async () => (await code()).showAttribute,
  },
  {
    usage: 'attribute create <NAME> [LABEL]',
    about: 'Make a user attribute.',
    options: [
      ...definitionOptions,
      ['--force', 'If it exists, change it instead.'],
      ...changeOptions,
    ],
    examples: [
      "attrium attribute create cost_center 'Cost center' --type number --can-view",
      'attrium attribute create tier --choice gold --choice silver --default-value silver --dry-run',
    ],
    run: async () => (await code()).createAttribute,
  },
  {
    usage: 'attribute update <ATTRIBUTE>',
    about: 'Change a user attribute.',
    options: [
      ['--name <NAME>', 'New name.'],
      ['--label <LABEL>', 'New label.'],
      ...definitionOptions,
      ...changeOptions,
    ],
    examples: [
      "attrium attribute update region --label 'Sales region'",
      'attrium attribute update region --default-value EMEA --dry-run',
    ],
    run: async () => (await code()).updateAttribute,
  },
  {
    usage: 'attribute rm <ATTRIBUTE>',
    about: 'Delete a user attribute with all its values.',
    options: [yesOption, ...changeOptions],
    examples: [
      'attrium attribute rm start_page --dry-run',
      'attrium attribute rm start_page --yes',
    ],
    run: async () => (await code()).removeAttribute,
  },
]
