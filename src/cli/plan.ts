// `attrium plan` and `attrium apply`: what files of definitions would change on a server, and doing it.

import { CallFailed } from '../client/answers.ts'
import {
  applyPreview,
  type ChangeAnswer,
  PlanRefused,
  type Preview,
  previewOf,
  type Server,
} from '../definitions/apply-reader.ts'
import { type Definitions, definitionsIn } from '../definitions/definitions.ts'
import { mistakeText } from '../definitions/place.ts'
import { effectsText, type Paint, thingsText, totalsText } from '../definitions/plan-text.ts'
import { takenAway } from '../definitions/planned.ts'
import { CannotRun } from '../errors.ts'
import { pending, sendChange } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { type Connection, connect } from './connection/connect.ts'
import { readDefinitionFiles, secretsOf } from './definition-files.ts'
import type { Io } from './io.ts'
import { type FormatFlags, formatOf, note, printJson } from './screen/output.ts'
import { paintOf } from './screen/paint.ts'
import { printable } from './screen/printable.ts'

export interface PlanFlags extends FormatFlags {
  readonly prune?: boolean
  readonly replaceHidden?: boolean
}

export interface ApplyFlags extends PlanFlags {
  readonly yes?: boolean
  readonly reason?: string
}

/** The exit code: 0 if there is nothing to change, 3 if there is, 1 if the files have mistakes. */
export const planCommand = (invocation: Invocation<PlanFlags>): Promise<number> =>
  tellingProblems(invocation.io, async () => {
    const { flags, io } = invocation
    const { preview } = await planned(invocation)
    tellPlan(flags, io, preview)
    return preview.answer === undefined ? 0 : pending
  })

export const applyCommand = (invocation: Invocation<ApplyFlags>): Promise<number> =>
  tellingProblems(invocation.io, async () => {
    const { args, flags, io } = invocation
    const { preview, server } = await planned(invocation)
    const isJson = formatOf(flags) === 'json'
    if (!isJson || preview.answer === undefined) tellPlan(flags, io, preview)
    if (preview.answer === undefined) return 0
    await insistOnYes(flags, io, preview, args.includes('-'))
    const reason = flags.reason ?? `attrium apply ${args.join(' ')}`
    const change = await applyPreview(server, preview, { secrets: secretsOf(io), reason })
    if (isJson) printJson(io, jsonOf(preview, change))
    note(io, change.id === null ? 'Applied.' : `Applied as change ${change.id}.`)
    if (change.id !== null) note(io, `Undo it with: attrium undo ${change.id}`)
    return 0
  })

/** Prints what is wrong with files or with what they ask for. */
async function tellingProblems(io: Io, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof PlanRefused)) throw error
    for (const problem of error.problems) {
      note(io, printable(typeof problem === 'string' ? problem : mistakeText(problem)))
    }
    const { length } = error.problems
    note(io, `attrium: ${length === 1 ? 'a problem' : `${length} problems`}; nothing was applied.`)
    return 1
  }
}

async function planned({ args, flags, io }: Invocation<PlanFlags>) {
  const definitions = await readDefinitions(args, io)
  const server = serverAt(await connect(flags, io), io)
  const { prune: prunes = false, replaceHidden: replacesHidden = false } = flags
  const asked = { prunes, replacesHidden, secrets: secretsOf(io) }
  return { server, preview: await previewOf(server, definitions, asked) }
}

async function readDefinitions(names: readonly string[], io: Io): Promise<Definitions> {
  const { definitions, mistakes } = definitionsIn(await readDefinitionFiles(names, io))
  if (mistakes.length > 0) throw new PlanRefused(mistakes)
  return definitions
}

const serverAt = (connection: Connection, io: Io): Server => ({
  ...connection,
  change: ({ changes, basis, reason }, { isPreview }) => {
    const body = { changes, ...(basis && { basis }), ...(reason && { reason }) }
    const text = { type: 'application/json', text: JSON.stringify(body) } as const
    return sendChange(connection, io, { dryRun: isPreview }, text)
  },
})

export const signPaint = (io: Io): Paint => {
  const { good, bad, warn, strong } = paintOf(io.out)
  const styles = { '+': good, '-': bad, '~': warn, ' ': (text: string) => text, title: strong }
  return (sign, text) => styles[sign](printable(text))
}

/** A plan for programs; `change` is what applying it has done. */
const jsonOf = ({ plan, answer }: Preview, change: ChangeAnswer | null) => ({
  pending: answer !== undefined && change === null,
  operations: plan.operations.map(({ operation }) => operation),
  things: plan.things,
  counts: answer?.counts ?? null,
  effects: answer?.effects ?? null,
  change,
})

function tellPlan(flags: FormatFlags, io: Io, preview: Preview): void {
  const { plan, answer } = preview
  for (const it of plan.notes) note(io, printable(mistakeText(it)))
  if (formatOf(flags) === 'json') {
    printJson(io, jsonOf(preview, null))
    return
  }
  if (answer === undefined) {
    note(io, 'Nothing to change: the server is as the files say.')
    return
  }
  const paint = signPaint(io)
  io.out.write(`${thingsText(plan, paint)}\n${effectsText(answer.effects, paint)}`)
  io.out.write(`\n${paint('title', `Plan: ${totalsText(plan)}.`)}\n`)
}

async function insistOnYes(
  { yes = false, prune = false }: ApplyFlags,
  io: Io,
  { plan }: Preview,
  usesInput: boolean,
): Promise<void> {
  if (yes) return
  // guard definitions-6: becomes false
  if (!io.input.isTerminal || usesInput) {
    throw new CannotRun('Nothing was applied: where nobody can be asked, apply needs --yes.')
  }
  const gone = prune ? takenAway(plan) : 0
  if (gone > 0) {
    const what = `${gone} ${gone === 1 ? 'line is' : 'lines are'} marked with -`
    await insistOnWord(io, `${what}: they are taken away for all users.`, 'prune')
  }
  await insistOnWord(io, 'Shall this be applied?', 'yes')
}

async function insistOnWord(io: Io, question: string, word: string): Promise<void> {
  io.err.write(`\n${question} Only "${word}" goes on: `)
  const answer = (await io.input.line(io.signal)).trim()
  if (answer !== word) throw new CallFailed('Nothing was applied.')
}
