// docs/reference/cli.md, made from the commands of commander.
import type { Command } from 'commander'
import { program } from '../../src/cli/program.ts'
import { page, table } from './markdown.ts'

export const cliPage = (): string =>
  page(
    'Commands',
    `${program.description()} \`attrium --help\` and \`attrium COMMAND --help\` print the same as this`,
    'page. After wrong usage, or if it cannot continue, a command prints one sentence and exits with 2;',
    '`attrium serve` logs the sentence as a JSON line. A check that finds a problem exits with 1.',
    ...program.commands.flatMap((command) => sections(command, 'attrium')),
  )

/** The section of a command, or of the commands in its group. */
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
