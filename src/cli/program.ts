// All commands: those of the machine of a server, and those that call a server.
import { join } from 'node:path'
import { Command, Help } from 'commander'
import { packageDirectory, version } from '../files/package.ts'
import { declare } from './client-command.ts'
import { clientCommands } from './client-commands.ts'
import type { Io } from './io.ts'
import { addLocalCommands } from './local-commands.ts'

/** A filter expression may begin with a dash, and others call commands otherwise. */
const withAdvice = (text: string) =>
  text
    .replace(/^error:/, 'attrium:')
    .replace(/unknown option '-[^-'][^']*'/, '$&; write -- before a value that begins with a dash')
    .replace(/(unknown command '(\w+)').*/s, (told, said, word) =>
      elsewhere[word] === undefined ? told : `${said}\n(Did you mean ${elsewhere[word]}?)\n`,
    )

/** The options of the command that one may mean; commander knows those that differ by a few letters. */
function withOption(text: string, { options }: Command): string {
  const asked = /unknown option '(--[a-z-]+)'$/m.exec(text)?.[1]
  if (asked === undefined || text.includes('(Did you mean')) return text
  const meant = options
    .map(({ long }) => long ?? '')
    .filter(
      (known) =>
        known === otherOptions[asked] ||
        known.startsWith(`${asked}-`) ||
        known.endsWith(asked.slice(1)) ||
        (known !== '' && asked.endsWith(known.slice(1))),
    )
  return meant.length === 0 ? text : `${text.trimEnd()}\n(Did you mean ${meant.join(' or ')}?)\n`
}

/** Options that people try first. */
const otherOptions: Readonly<Record<string, string>> = {
  ...{ '--until': '--expires-at', '--from': '--starts-at', '--ends-at': '--expires-at' },
  ...{ '--note': '--reason', '--message': '--reason', '--oauth': '--browser' },
}

/** Words that people try first. */
const elsewhere: Readonly<Record<string, string>> = {
  ...{ why: 'explain', search: 'who', find: 'who', log: 'history', revert: 'undo' },
  ...{ get: 'attribute get user value', set: 'attribute set user value' },
  ...{ unset: 'attribute unset user value', values: 'attribute get user value' },
  ...{ preview: 'plan FILE, or --dry-run of any change', rotate: 'key rotate', token: 'login' },
  ...{ delete: 'rm', disable: 'update USER --disabled', enable: 'update USER --no-disabled' },
  ...{ me: 'whoami', member: 'group cat', session: 'login', permission: 'role cat' },
  ...{ version: '--version', start: 'serve', server: 'serve', run: 'serve' },
}

const exitCodes =
  'Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 a preview would change something. Run attrium COMMAND ' +
  '--help to list the options of a command.'
/** The path is not broken into lines, so that it can be copied. */
const guides = `The daily jobs and their commands:\n${join(packageDirectory, 'docs/guides/README.md')}`

/** The first sentence is enough in the list of all commands. */
const firstSentence = (about: string): string => about.replace(/(?<=\.) [\s\S]*$/, '')

/** The program; with the first word of what runs, only the options of that command are there. */
export function programOf(
  io: Io,
  ended: (code: number) => void = () => undefined,
  first?: string,
): Command {
  const program: Command = new Command('attrium')
    .description('A user-attribute server that speaks the Looker API 4.0.')
    .version(version)
    // run.ts ends the process, with 2 after a mistake.
    .exitOverride()
    .configureOutput({
      writeOut: io.out.write,
      writeErr: io.err.write,
      getOutHelpWidth: () => io.out.columns ?? 80,
      getErrHelpWidth: () => io.err.columns ?? 80,
      getOutHasColors: () => io.out.hasColour,
      getErrHasColors: () => io.err.hasColour,
    })
    .configureHelp({
      minWidthToWrap: 20,
      // Below a noun all commands are listed, however many words they have.
      visibleCommands: (it) =>
        it === program ? new Help().visibleCommands(it) : it.commands.flatMap(leavesOf),
      subcommandTerm: (it) =>
        it.parent === null || it.parent === program ? it.name() : usageOf(it).replace(/^\S+ /, ''),
      subcommandDescription: (it) =>
        it.parent === program ? firstSentence(it.description()) : it.description(),
    })
    .addHelpText(
      'after',
      () => `\n${program.createHelp().boxWrap(exitCodes, io.out.columns ?? 80)}\n\n${guides}`,
    )
  program.commandsGroup('Server:')
  addLocalCommands(program)
  program.commandsGroup('Calls to a server:')
  declare(program, clientCommands, { io, ended, first })
  program
    .command('complete', { hidden: true })
    .description('Print the words that complete a command, for the scripts of attrium completion.')
    .argument('[WORD...]')
    .action(async (words: string[]) => {
      const { complete } = await import('./completion.ts')
      for (const word of await complete(program, words, io)) io.out.write(`${word}\n`)
    })
  for (const it of everyCommand(program)) {
    it.showHelpAfterError(afterMistake(it))
    it.configureOutput({ outputError: (text, write) => write(withAdvice(withOption(text, it))) })
  }
  return program
}

const everyCommand = (it: Command): Command[] => [it, ...it.commands.flatMap(everyCommand)]

const leavesOf = (it: Command): Command[] =>
  it.commands.length === 0 ? [it] : it.commands.flatMap(leavesOf)

/** The words of a command without `attrium`, then its arguments. */
function usageOf(command: Command): string {
  const words: string[] = []
  for (let at: Command = command; at.parent; at = at.parent) words.unshift(at.name())
  return `${words.join(' ')} ${command.usage()}`.replace(/ ?\[(options|command)\]/g, '').trimEnd()
}

/** What follows the sentence of a mistake. */
function afterMistake(command: Command): string {
  if (command.parent === null) return 'attrium --help lists the commands.'
  if (command.commands.length > 0)
    return command.commands
      .flatMap(leavesOf)
      .map((it) => `  attrium ${usageOf(it)}`)
      .join('\n')
  const words = usageOf(command).replace(/ [<[].*/, '')
  return `Usage: attrium ${usageOf(command)}\nattrium ${words} --help lists the options.`
}
