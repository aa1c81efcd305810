// Commands about many values at once, and about what was changed.
import { changeOptions } from './change-call.ts'
import type { Declared } from './client-command.ts'
import { yesOption } from './confirm.ts'
import { momentForms } from './moment.ts'
import { listFormats } from './screen/output.ts'

const history = () => import('./history.ts')

export const bulkCommands: readonly Declared[] = [
  {
    usage: 'import <FILE>',
    about:
      'Set values of users from a table (CSV) or from lines of JSON; - reads stdin. The table has email, user_id or ' +
      'external_user_id, then a column for each attribute, or attribute and value, with starts_at and expires_at if ' +
      'you like. \\N removes a value, in quotes or not; in a file of export, only without quotes. A line of JSON is an operation, such as ' +
      '{"op":"set_user_value","email":"maya@acme.example","attribute":"region","value":"EMEA"}, or a value of export ' +
      '--own --json. All of it is applied, or nothing.',
    options: [
      ['--empty <WHAT>', 'What an empty cell says: keep, the value stays; unset, it is removed.'],
      ['--on-problem <WHAT>', 'stop, the default, or skip: cells that are refused are left out.'],
      [
        '--result <FILE>',
        'Write a new CSV that says what becomes of each cell; of lines of JSON, only of those that are refused.',
      ],
      yesOption,
      ...changeOptions,
    ],
    examples: [
      'attrium import regions.csv --dry-run --empty keep',
      "attrium import regions.csv --yes --empty keep --reason 'Q4 cover'",
    ],
    run: async () => (await import('./import.ts')).importCommand,
  },
  {
    usage: 'export',
    about: 'Print who has which value, as CSV that an import reads.',
    options: [
      ['--long', 'A line for each value, with its source, its group and who set it: the default.'],
      [
        '--wide',
        'A line for each user, and a column for each attribute that can be set: the effective values, which an import ' +
          'would set on users. For a file to import, add --own. Ends of values are only in the long form. Hidden ' +
          'attributes have no column.',
      ],
      ['--json', 'A line of JSON for each value.'],
      ['--attributes <LIST>', 'Names or ids, separated by commas; without it, all.'],
      ['--own', 'Only values that are set on users.'],
      ['--group-values', 'The values that groups give.'],
      ['--group <GROUP>', 'Only members of this group, direct or through groups inside it.'],
      ['--source <SOURCE>', 'Only values from this source, such as "Sign-in" or "Group: EMEA".'],
      [
        '--output <FILE>',
        'Write into a new file in place of stdout; it is there when it is complete.',
      ],
    ],
    examples: [
      'attrium export --wide --attributes region,tenant_id',
      'attrium export --wide --own --output own.csv',
    ],
    run: async () => (await import('./export.ts')).exportCommand,
  },
  {
    usage: 'history',
    about: 'List who changed what, from what to what, newest first.',
    options: [
      ['--user <USER>', 'Only changes about this user.'],
      ['--attribute <ATTRIBUTE>', 'Only changes about this attribute.'],
      ['--group <GROUP>', 'Only changes about this group.'],
      ['--actor <USER>', 'Only changes that this user made.'],
      ['--operation <NAME>', 'Only changes by this operation.'],
      [
        '--channel <NAME>',
        'Only changes that came this way: web, change, api, expiry, command, seed or server.',
      ],
      ['--change <ID>', 'Only this change.'],
      ['--since <TIME>', `Only changes at this time or later: ${momentForms}.`],
      ['--until <TIME>', 'Only changes before this time.'],
      ['--limit <N>', 'At most so many; default 50.'],
      ...listFormats,
    ],
    examples: [
      'attrium history --user maya@acme.example',
      'attrium history --attribute region --since 2026-01-01 --json',
    ],
    run: async () => (await history()).historyCommand,
  },
  {
    usage: 'changes',
    about: 'List changes that were applied as a whole: imports, edits by commands, undos.',
    options: [['--limit <N>', 'At most so many; default 20.'], ...listFormats],
    examples: ['attrium changes', 'attrium changes --limit 100 --csv'],
    run: async () => (await history()).changesCommand,
  },
  {
    usage: 'result <CHANGE>',
    about:
      'Print what has become of each line of a change, by its id in changes: the lines as they were sent, with a ' +
      'status (changed, unchanged, refused) and why. A server keeps that for seven days.',
    options: [
      ['--spreadsheet', 'Put an apostrophe in front of what a spreadsheet would calculate.'],
      [
        '--output <FILE>',
        'Write into a new file in place of stdout; it is there when it is complete.',
      ],
    ],
    examples: ['attrium result 65', 'attrium result 65 --spreadsheet --output result.csv'],
    run: async () => (await import('./result.ts')).resultCommand,
  },
  {
    usage: 'events',
    about:
      'List effective values that have changed, whatever has changed them, or follow them as they change. Without ' +
      '--after, it begins now.',
    options: [
      ['--after <CURSOR>', 'What has changed since: the cursor of an earlier answer.'],
      ['--follow', 'Print changes as they happen, one a line, until Ctrl-C.'],
      ['--for <SECONDS>', 'With --follow: end after so long.'],
      ...listFormats,
    ],
    examples: ['attrium events --json', 'attrium events --follow --for 1 --plain'],
    run: async () => (await import('./events.ts')).eventsCommand,
  },
  {
    usage: 'undo <CHANGE>',
    about: 'Put back what was there before a change, by its id in changes or history.',
    options: [
      [
        '--on-conflict <WHAT>',
        'stop, the default, or skip: what was changed again since is left as it is.',
      ],
      ...changeOptions,
    ],
    examples: ['attrium undo 65 --dry-run', "attrium undo 65 --reason 'the wrong list'"],
    run: async () => (await history()).undoCommand,
  },
]
