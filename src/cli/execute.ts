// Runs the command in argv and turns every end into a sentence and an exit code.
import { CommanderError } from 'commander'
import { CallFailed, CallRefused } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import type { Io } from './io.ts'
import { troubleOf } from './named-file.ts'
import { programOf } from './program.ts'
import { printable } from './screen/printable.ts'

/**
 * The exit code: 0 done, 1 refused or failed, 2 wrong usage, 3 changes are pending, 130 stopped by Ctrl-C. Errors that
 * nobody throws on purpose pass.
 */
export async function execute(argv: readonly string[], io: Io): Promise<number> {
  let code = 0
  try {
    const ended = (given: number) => {
      code = given
    }
    await programOf(io, ended, firstWord(argv)).parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    // Commander has printed what is wrong. It also throws after it has printed the help or the version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof CannotRun) return told(io, error.message, 2)
    if (error instanceof CallRefused) return told(io, sentencesOf(error), 1)
    if (error instanceof CallFailed) return told(io, error.message, io.signal.aborted ? 130 : 1)
    const trouble = troubleOf(error)
    if (trouble === undefined) throw error
    const { path } = error as NodeJS.ErrnoException
    return told(io, `${path ?? 'A file that the command names'} ${trouble}.`, 2)
  }
}

/** Undefined where other commands are asked about. */
const firstWord = ([word = '']: readonly string[]): string | undefined =>
  word === 'help' || word === 'complete' || word.startsWith('-') ? undefined : word

function told(io: Io, message: string, code: number): number {
  io.err.write(`attrium: ${message.split('\n').map(printable).join('\n')}\n`)
  return code
}

/** The message, then one line for each problem with its place, unless the sentence names the place. */
function sentencesOf({ problems, summary, status }: CallRefused): string {
  const lines = problems.map(({ field, message }) =>
    hasPlace(field) ? `${field}: ${message}` : message,
  )
  const [only, another] = lines
  // The sentences of the problems say more than this.
  const isBare = summary === 'Validation Failed'
  if (only !== undefined && another === undefined) return isBare ? only : `${summary} ${only}`
  const first =
    isBare && only !== undefined ? 'Nothing was done:' : summary + adviceOn(status, summary)
  return [first, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** Refusals of rights say nothing about what to do. */
const adviceOn = (status: number, summary: string): string =>
  status === 403 && !summary.includes('needs')
    ? ' You lack a permission for this: ask an administrator, or sign in with another key.'
    : ''

/** A line of a file or an item of a list, which messages do not repeat. */
const hasPlace = (field: string): boolean => /^line \d|\[\d+\]/.test(field)
