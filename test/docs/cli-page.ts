// docs/reference/cli.md, made from the commands as commander knows them.
import type { Command } from 'commander'
import { program } from '../../src/cli/program.ts'
import { page, table } from './markdown.ts'

export const cliPage = (): string =>
  page(
    'Commands',
    `${program.description()} \`attrium --help\` and \`attrium COMMAND --help\` say the same as this`,
    'page. A command that is called wrongly or cannot go on says why in one sentence and exits with 2,',
    '`attrium serve` as a JSON line of its log; one that finds something wrong exits with 1.',
    ...program.commands.flatMap((command) => sections(command, 'attrium')),
  )

/** A command, or those that it groups. */
function sections(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`
  if (command.commands.length > 0) return command.commands.flatMap((sub) => sections(sub, name))
  const rows = [
    ...command.registeredArguments.map((argument) => [argument.name(), argument.description]),
    ...command.options.map(({ flags, description }) => [flags, description]),
  ].map(([term = '', about = '']) => [`\`${term}\``, about])
  return [
    '',
    `## ${name}`,
    '',
    command.description(),
    '',
    '```',
    `${name} ${command.usage()}`,
    '```',
    '',
    ...table(['argument or option', 'about'], rows),
  ]
}
