// Commands that ask: why, who and how many.
import type { Declared } from './client-command.ts'
import { aheadForms, momentForms } from './moment.ts'
import { jsonFormat, listFormats } from './screen/output.ts'

export const questionCommands: readonly Declared[] = [
  {
    usage: 'explain <USER> <ATTRIBUTE...>',
    about: 'Draw why a user has a value: every place that was searched, strongest first.',
    options: [
      ['--as-of <TIME>', `Explain what was so then: ${momentForms}.`],
      [
        '--if <CHANGE>',
        'Explain what would be: add_group_user:GROUP, remove_group_user:GROUP, set_user_value:ATTRIBUTE=VALUE, ' +
          'clear_user_value:ATTRIBUTE, set_group_value:GROUP:ATTRIBUTE=VALUE, clear_group_value:GROUP:ATTRIBUTE, or ' +
          'an operation as JSON. It may be given again. Nothing is stored.',
        'again',
      ],
      ['--watch', 'Draw it again whenever it changes, until Ctrl-C.'],
      ...jsonFormat,
    ],
    examples: [
      'attrium explain maya@acme.example region',
      "attrium explain jonas@acme.example region --if 'add_group_user:Global leads'",
    ],
    run: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    usage: 'who <ATTRIBUTE> [COMPARISON] [VALUE]',
    about:
      'List who has a value. COMPARISON is = (is), != (is not), ~ (contains), ^ (starts with) or admits (a filter ' +
      'expression lets VALUE through). It may be written in one word: region=EMEA.',
    options: [
      ['--unset', 'Those who have no value.'],
      ['--own', 'Look at values that are set on users, not at effective ones.'],
      ['--group-values', 'List groups with the values that they give.'],
      ['--group <GROUP>', 'Only members of this group, direct or through groups inside it.'],
      [
        '--source <SOURCE>',
        'Only values from this source, such as "User Setting", "Sign-in" or "Group: EMEA".',
      ],
      ['--expires-before <TIME>', `Only values that end before ${aheadForms}.`],
      ['--as-of <TIME>', `Who had it then: ${momentForms}.`],
      ['--limit <N>', 'At most so many; without it, all.'],
      ...listFormats,
    ],
    examples: [
      'attrium who region = EMEA',
      'attrium who office_zip --unset --group Contractors --csv',
    ],
    run: async () => (await import('./who.ts')).whoCommand,
  },
  {
    usage: 'summary <ATTRIBUTE>',
    about: 'Count the values of an attribute and who has each.',
    options: [
      ['--own', 'Count values that are set on users, not effective ones.'],
      ['--group-values', 'Count the values that groups give.'],
      ['--group <GROUP>', 'Only members of this group, direct or through groups inside it.'],
      ['--as-of <TIME>', `Count what was so then: ${momentForms}.`],
      ...listFormats,
    ],
    examples: ['attrium summary region', 'attrium summary region --group Acme --json'],
    run: async () => (await import('./summary.ts')).summaryCommand,
  },
]
