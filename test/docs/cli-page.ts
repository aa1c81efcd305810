// docs/reference/cli.md, made from the commands of commander.
import type { Command } from 'commander'
import { isServerOption, serverOptions, wordsOf } from '../../src/cli/client-command.ts'
import { clientCommands } from '../../src/cli/client-commands.ts'
import { processIo } from '../../src/cli/process-io.ts'
import { programOf } from '../../src/cli/program.ts'
import { page, table } from './markdown.ts'

export const program = programOf(processIo())

/** `test/cli/commands.test.ts` has each of them. */
export const exitCodes = [
  [0, 'Done. A plan, a preview or a comparison found nothing to change.'],
  [
    1,
    'The server refused, failed or could not be reached, or a check found a problem; the sentence says what to do.',
  ],
  [2, 'Wrong usage, or the command cannot continue here; nothing was done.'],
  [3, 'A plan, a preview or a comparison found something that would change.'],
  [130, 'Stopped by Ctrl-C; the sentence says what may have been stored.'],
] as const

export const cliPage = (): string =>
  page(
    'Commands',
    `${program.description()} \`attrium --help\` and \`attrium COMMAND --help\` print the same as this`,
    'page, and so does the page of `man attrium`, where the package is installed globally.',
    '',
    ...table(
      ['exit code', 'means'],
      exitCodes.map(([code, about]) => [`${code}`, about]),
    ),
    '',
    'What commands find is on stdout, notes are on stderr: one sentence after a mistake, which `attrium serve` logs as a',
    'JSON line. Commands that call a server take the first server that is named: by their options, by `LOOKERSDK_BASE_URL`, by the profile of',
    '`attrium profile use`, by `attrium-data/looker.ini` or `looker.ini` in the directory, by a running demo. A key may',
    'also come from `LOOKERSDK_CLIENT_ID` and `LOOKERSDK_CLIENT_SECRET`, or last from `.netrc`. Their options for that are',
    'the same everywhere:',
    '',
    ...table(
      ['option', 'about'],
      serverOptions.map(([flags, about]) => [`\`${flags}\``, about]),
    ),
    ...program.commands
      .filter((command) => command.name() !== 'complete')
      .flatMap(leavesOf)
      .flatMap(section),
  )

function section(command: Command): string[] {
  const name = nameOf(command)
  const examples = examplesOf(command)
  // `serve` has options with the same names.
  const isOfServer = examples.length > 0
  const rows = [
    ...command.registeredArguments.map((argument) => [argument.name(), argument.description]),
    ...command.options
      .filter(({ flags }) => !isOfServer || !isServerOption(flags))
      .map(({ flags, description }) => [flags, description]),
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
    ...(rows.length === 0 ? [] : table(['argument or option', 'about'], rows)),
    ...(examples.length === 0 ? [] : ['', '```', ...examples, '```']),
  ]
}

/** The examples of a command that calls a server. */
export const examplesOf = (command: Command): readonly string[] =>
  clientCommands.find(({ usage }) => `attrium ${wordsOf(usage)}` === nameOf(command))?.examples ??
  []

/** All its words. */
export const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`

export const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)
