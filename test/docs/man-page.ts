// docs/reference/attrium.1, the page of man, made from the commands of commander.
import type { Command } from 'commander'
import { isServerOption, serverOptions } from '../../src/cli/client-command.ts'
import { version } from '../../src/files/package.ts'
import { examplesOf, exitCodes, leavesOf, nameOf, program } from './cli-page.ts'

/** A line of text: a dash is a minus, a quote is straight, and nothing at its beginning is a request of roff. */
const text = (words: string): string =>
  words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replace(
      /[^\x20-\x7e]/gu,
      (it) => `\\[u${it.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^(?=\.)/, '\\&')

const item = (term: string, about: string): string[] => ['.TP', `.B ${text(term)}`, text(about)]

export const manPage = (): string =>
  `${[
    '.\\" Made by npm run docs; do not edit.',
    `.TH ATTRIUM 1 "" "attrium ${version}" "User Commands"`,
    // Lines are not filled up with blanks.
    '.ad l',
    '.SH NAME',
    `attrium \\- ${text('a user-attribute server that speaks the Looker API 4.0')}`,
    '.SH SYNOPSIS',
    '.B attrium',
    text('COMMAND [options]'),
    '.SH COMMANDS',
    ...program.commands
      .filter((it) => it.name() !== 'complete')
      .flatMap(leavesOf)
      .flatMap(section),
    '.SH OPTIONS FOR THE SERVER',
    text('Every command that calls a server takes them. The first server that is named counts:'),
    text(
      'by these options, by the environment, by the profile in use, by looker.ini, by a running demo.',
    ),
    ...serverOptions.flatMap(([flags, about]) => item(flags, about)),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([code, about]) => item(`${code}`, about)),
    '.SH FILES',
    ...item('~/.config/attrium/config.yaml', 'Profiles, readable for their owner alone.'),
    ...item('~/.cache/attrium', 'Access tokens, likewise.'),
    ...item('attrium-data/looker.ini, looker.ini', 'Address and key of a server.'),
  ].join('\n')}\n`

function section(command: Command): string[] {
  const examples = examplesOf(command)
  return [
    `.SS ${text(`${nameOf(command)} ${command.usage()}`)}`,
    text(command.description()),
    ...command.options
      .filter(({ flags }) => examples.length === 0 || !isServerOption(flags))
      .flatMap(({ flags, description }) => item(flags, description)),
    ...(examples.length === 0 ? [] : ['.PP', '.EX', ...examples.map(text), '.EE']),
  ]
}
