// Asks before something is done that is hard to take back; without a terminal nobody is asked.
import { CallFailed } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import type { DeclaredOption } from './client-command.ts'
import type { Io } from './io.ts'

export const yesOption: DeclaredOption = ['--yes', 'Do not ask.']

/** Throws CannotRun where nobody can be asked, without --yes. */
export function insistOnSomebody(
  io: Io,
  { yes }: { readonly yes?: boolean },
  question: string,
  usesInput = false,
): void {
  if (yes || (io.input.isTerminal && io.err.isTerminal && !usesInput)) return
  throw new CannotRun(`${question} Nobody can be asked here: add --yes to do it.`)
}

/** Throws CannotRun without a terminal or --yes, and CallFailed if the answer is no. */
export async function confirmed(
  io: Io,
  { yes = false }: { readonly yes?: boolean },
  question: string,
): Promise<void> {
  insistOnSomebody(io, { yes }, question)
  if (yes) return
  const { confirm } = await import('@clack/prompts')
  const answer = await confirm({
    message: question,
    initialValue: false,
    output: process.stderr,
    signal: io.signal,
  })
  if (answer !== true) throw new CallFailed('Nothing was done.')
}
