// How a command that calls a server is declared: its words, its options, two examples, and where its code is.
import { type Command, Option } from 'commander'
import { CallFailed } from '../client/answers.ts'
import type { ServerFlags } from './connection/find-server.ts'
import type { Io } from './io.ts'

export interface Invocation<Flags = Record<never, never>> {
  readonly args: readonly string[]
  readonly flags: Flags & ServerFlags
  readonly io: Io
}

/** Runs a command; a number that it returns is its exit code. */
// biome-ignore lint/suspicious/noExplicitAny: each command declares its own flags
export type Run = (invocation: Invocation<any>) => Promise<unknown>

/** Flags and description, as commander writes them; whether it may be given again, or has to be given. */
export type DeclaredOption = readonly [string, string, ('again' | 'required')?]

export interface Declared {
  /** Words and arguments, such as `group add <GROUP> <USER...>`. */
  readonly usage: string
  readonly about: string
  readonly options?: readonly DeclaredOption[]
  /** Two commands that work on the demo company. */
  readonly examples: readonly [string, string]
  /** False: it calls no server. */
  readonly isRemote?: boolean
  readonly run: () => Promise<Run>
}

const serverHeading = 'Options for the server:'

export const serverOptions: readonly DeclaredOption[] = [
  ['--url <URL>', 'Address of the server (LOOKERSDK_BASE_URL).'],
  ['--host <HOST>', 'Host of the server, in place of --url; default localhost.'],
  ['--port <PORT>', 'Port of the server, in place of --url; default 19999.'],
  ['--ssl', 'Speak TLS with --host.'],
  ['--profile <NAME>', 'Server of attrium profile add.'],
  ['--ini <FILE>', 'A looker.ini to use.'],
  ['--client-id <ID>', 'Id of the API key (LOOKERSDK_CLIENT_ID).'],
  ['--client-secret-file <FILE>', 'File with its secret (LOOKERSDK_CLIENT_SECRET).'],
  ['--token-file <FILE>', 'File with an access token, in place of a key.'],
  ['--su <USER>', 'Act as this user, by id or e-mail address.'],
  ['--timeout <SECONDS>', 'Longest wait for an answer, default 120 (LOOKERSDK_TIMEOUT).'],
  ['--no-verify-ssl', 'Take any certificate (LOOKERSDK_VERIFY_SSL=false).'],
]

export const isServerOption = (flags: string): boolean =>
  serverOptions.some(([known]) => known === flags)

/** The words of a usage, without the arguments. */
export const wordsOf = (usage: string): string => usage.replace(/ [<[].*$/, '')

/**
 * Adds commands to a program; `ended` gets the exit code of the one that runs. Commands that do not begin with
 * `first` get no options, which would take a third of the start; without `first`, all get theirs.
 */
export function declare(
  program: Command,
  declared: readonly Declared[],
  { io, ended, first }: Declaring,
): void {
  for (const it of declared) {
    const path = wordsOf(it.usage).split(' ')
    if (first !== undefined && path[0] !== first && path.length > 1)
      commandAt(program, path.slice(0, 1))
    else declareOne(program, path, it, { io, ended, first })
  }
}

export interface Declaring {
  readonly io: Io
  readonly ended: (code: number) => void
  readonly first: string | undefined
}

function declareOne(
  program: Command,
  path: readonly string[],
  { usage, about, options = [], examples, isRemote = true, run }: Declared,
  { io, ended, first }: Declaring,
): void {
  const rest = usage.slice(wordsOf(usage).length)
  const command = commandAt(program, path.slice(0, -1)).command(`${path.at(-1)}${rest}`)
  command.description(about)
  if (first !== undefined && path[0] !== first) return
  for (const option of options) command.addOption(optionOf(option))
  if (isRemote) {
    command.optionsGroup(serverHeading)
    for (const option of serverOptions) command.addOption(optionOf(option))
  }
  command.addHelpText('after', `\nExamples:\n${examples.map((it) => `  ${it}`).join('\n')}`)
  command.action(async (...given: unknown[]) => {
    // Commander gives the arguments, then the options, then the command.
    const args = given.slice(0, -2).flatMap((it) => (it === undefined ? [] : it)) as string[]
    const flags = given.at(-2) as ServerFlags
    const code = await (await run())({ args, flags, io }).catch((error) => {
      throw isRemote && isMisread(error) ? new CallFailed(misread, true) : error
    })
    if (typeof code === 'number') ended(code)
  })
}

/** Answers have the types of the routes, and nothing checks that they do: that would load the shapes of all. */
const isMisread = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError

const misread =
  'The server answered something that this command cannot read: it may be no Attrium server, or one of another version. ' +
  'If it is the right one, this is a fault of the command.'

function optionOf([flags, description, kind]: DeclaredOption): Option {
  const option = new Option(flags, description)
  if (kind === 'required') option.makeOptionMandatory()
  if (kind === 'again') {
    option.argParser((text, all: readonly string[] | undefined) => [...(all ?? []), text])
  }
  return option
}

/** The command at these words; words that do not exist yet become groups. */
function commandAt(program: Command, words: readonly string[]): Command {
  return words.reduce(
    (parent, word, at) =>
      parent.commands.find((it) => it.name() === word) ??
      parent.command(word).description(groups[words.slice(0, at + 1).join(' ')] ?? ''),
    program,
  )
}

const groups: Readonly<Record<string, string>> = {
  attribute: 'List and change user attributes and their values.',
  user: 'List and change users.',
  group: 'List and change groups and their members.',
  role: 'List and change roles.',
  profile: 'Name servers, to use them with --profile.',
  completion: 'Print completions for a shell.',
  'attribute get': 'Print a value.',
  'attribute get user': 'Print the value of a user.',
  'attribute get group': 'Print the value that a group gives.',
  'attribute set': 'Set a value.',
  'attribute set user': 'Set the value of a user.',
  'attribute set group': 'Set the value that a group gives.',
  'attribute unset': 'Remove a value.',
  'attribute unset user': 'Remove the value of a user.',
  'attribute unset group': 'Remove the value that a group gives.',
}
