// The commands that call a server, in the order of the help.
import { attributeCommands } from './attribute-commands.ts'
import { bulkCommands } from './bulk-commands.ts'
import type { Declared } from './client-command.ts'
import { definitionCommands } from './definition-commands.ts'
import { peopleCommands } from './people-commands.ts'
import { questionCommands } from './question-commands.ts'
import { signInCommands } from './sign-in-commands.ts'
import { valueCommands } from './value-commands.ts'

export const clientCommands: readonly Declared[] = [
  ...questionCommands,
  ...attributeCommands,
  ...valueCommands,
  ...bulkCommands,
  ...definitionCommands,
  ...peopleCommands,
  ...signInCommands,
]
