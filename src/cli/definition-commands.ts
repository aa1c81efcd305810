// Commands that keep definitions in files.
import type { Declared, DeclaredOption } from './client-command.ts'
import { jsonFormat } from './screen/output.ts'

const planOptions: readonly DeclaredOption[] = [
  ['--prune', 'Also take away what the files do not name, of each section that they have.'],
  ['--replace-hidden', 'Also set hidden values that are there already.'],
  ...jsonFormat,
]

const plans = () => import('./plan.ts')
const dumps = () => import('./dump.ts')

export const definitionCommands: readonly Declared[] = [
  {
    usage: 'plan <FILE...>',
    about:
      'Show what files of definitions would change, and what that means for users. Exits with 3 if anything would change.',
    options: planOptions,
    examples: ['attrium plan definitions.yaml', 'attrium plan definitions/ --prune'],
    run: async () => (await plans()).planCommand,
  },
  {
    usage: 'apply <FILE...>',
    about: 'Make a server as files of definitions say, in one change.',
    options: [
      ['--yes', 'Ask nothing.'],
      ['--reason <TEXT>', 'Why the change is made; the history shows it.'],
      ...planOptions,
    ],
    examples: ['attrium apply definitions.yaml', 'attrium apply definitions/ --prune --yes'],
    run: async () => (await plans()).applyCommand,
  },
  {
    usage: 'dump',
    about: 'Print the definitions of a server as a file.',
    options: [
      ['--users', 'Also print memberships and own values of users.'],
      ['--schema <PATH>', 'Name this JSON Schema in the first line, for editors.'],
    ],
    examples: [
      'attrium dump > definitions.yaml',
      'attrium dump --users --schema attrium.schema.json',
    ],
    run: async () => (await dumps()).dumpCommand,
  },
  {
    usage: 'diff <PROFILE> <OTHER>',
    about:
      'Show how the definitions of two servers differ: + is only in the first, - only in the second. Exits with 3 if they differ.',
    options: jsonFormat,
    examples: ['attrium diff staging production', 'attrium diff staging production --json'],
    isRemote: false,
    run: async () => (await dumps()).diffCommand,
  },
  {
    usage: 'schema',
    about: 'Print the JSON Schema of files of definitions, for editors.',
    examples: ['attrium schema', 'attrium schema > attrium.schema.json'],
    isRemote: false,
    run: async () => (await dumps()).schemaCommand,
  },
]
