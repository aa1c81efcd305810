// `attrium import`: a table of values, shown cell by cell before it is applied whole.
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CallRefused } from '../client/answers.ts'
import type { BodyText } from '../client/client.ts'
import { allAttributes, exported } from '../client/lists.ts'
import { CannotRun } from '../errors.ts'
import {
  type Applied,
  type ChangeFlags,
  codeOf,
  effectLines,
  sendChange,
  tellChange,
  totals,
} from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { confirmed, insistOnSomebody } from './confirm.ts'
import { type Connection, connect } from './connection/connect.ts'
import { type Cell, cellsIn } from './import-cells.ts'
import { withoutExport } from './import-json.ts'
import { forCommands, placed, problemSentences } from './import-problems.ts'
import { changedLines, judged, keyOf, type Own, resultFile } from './import-verdicts.ts'
import type { Io } from './io.ts'
import { newFileAt, readInput, readText } from './named-file.ts'
import { formatOf, note, printJson, printLines } from './screen/output.ts'
import { isolated, printable, wrapped } from './screen/printable.ts'

interface ImportFlags extends ChangeFlags {
  readonly empty?: string
  readonly onProblem?: string
  readonly yes?: boolean
  readonly result?: string
}

export async function importCommand({ args, flags, io }: Invocation<ImportFlags>): Promise<number> {
  const [name = ''] = args
  const parameters = {
    ...wordOf('empty', flags.empty, ['keep', 'unset'] as const),
    ...wordOf('on_problem', flags.onProblem, ['skip', 'stop'] as const),
  }
  const question = `Import ${name}?`
  const result = flags.result === undefined ? undefined : newFileAt(io, flags.result)
  const text = await textOf(name, io)
  if (!flags.dryRun) insistOnSomebody(io, flags, question, name === '-')
  const connection = await connect(flags, io)
  const read = () => (text.type === 'text/csv' ? cellsIn(text.text, flags.empty === 'unset') : [])
  const send = async (flags: ImportFlags, more: Parameters<typeof sendChange>[4]) => {
    const sent = sendChange(connection, io, flags, text, { ...parameters, ...more })
    const answer = await sent.catch((error) => {
      throw error instanceof CallRefused ? inSentences(error, read()) : error
    })
    return { ...answer, problems: answer.problems.map(forCommands) }
  }
  if (!flags.dryRun && flags.yes && flags.result === undefined) {
    const done = await send(flags, {})
    tellChange(io, flags, done)
    const { problems } = done
    const told = problems.length === 0 ? [] : problemSentences(problems, read())
    for (const sentence of told) note(io, `Left out: ${printable(sentence)}`)
    return 0
  }
  const preview = await send({ ...flags, dryRun: true }, { on_problem: 'skip' })
  const inFile = read()
  const cells = judged(inFile, { ...(await known(connection, inFile)), problems: preview.problems })
  if (result !== undefined) {
    writeFileSync(result, resultFile(cells), { mode: 0o600 })
    note(io, `${flags.result} says what becomes of each cell.`)
  }
  const { refused, changed } = preview.counts
  const isRefused = refused > 0 && parameters.on_problem !== 'skip'
  if (formatOf(flags) === 'json') printJson(io, { ...preview, cells })
  else {
    const problems = refusedLines(io, preview, inFile)
    const effects =
      isRefused || (!flags.dryRun && inFile.length > 0) ? [] : effectLines(io, preview)
    const parts = [problems, changedLines(cells, io), effects].filter((it) => it.length > 0)
    if (parts.length > 0)
      printLines(
        io,
        parts
          .map((lines) => lines.join('\n'))
          .join('\n\n')
          .split('\n'),
      )
  }
  const told = totals(preview)
  for (const line of flags.dryRun && !isRefused ? told : told.slice(0, -1)) note(io, line)
  if (isRefused) throw new CallRefused(422, refusedSentence(refused, text))
  if (flags.dryRun) return codeOf(flags, preview)
  if (changed === 0) return 0
  await confirmed(io, flags, question)
  const basis = preview.basis === null ? {} : { basis: preview.basis }
  const done = await send(flags, basis)
  for (const line of totals(done)) note(io, line)
  return 0
}

function refusedSentence(refused: number, { type }: BodyText): string {
  const unit = type === 'text/csv' ? 'cell' : 'line'
  const [are, them] = refused === 1 ? [`${unit} is`, 'it'] : [`${unit}s are`, 'them']
  return `Nothing is imported: ${refused} ${are} refused. Correct ${them}, or leave ${them} out with --on-problem skip.`
}

/** A refusal that tells each problem once, and in the words of a command line. */
function inSentences({ status, summary, problems }: CallRefused, cells: readonly Cell[]) {
  const sentences = problemSentences(problems.map(placed).map(forCommands), cells)
  return new CallRefused(
    status,
    summary,
    sentences.map((message) => ({ field: '', message })),
  )
}

/** Sentences that are listed on a screen. */
const listed = 40

function refusedLines(io: Io, { problems, counts }: Applied, cells: readonly Cell[]): string[] {
  const { out } = io
  const sentences = problemSentences(problems, cells)
  const rest = sentences.length - listed
  // A server tells only so many.
  const untold = counts.refused - problems.length
  return [
    ...sentences.slice(0, listed),
    ...(rest > 0 ? [`and ${rest} more; --result FILE has all of them`] : []),
    ...(untold > 0 ? [`and ${untold} more, which the server counts but does not list`] : []),
  ].flatMap((sentence) => {
    const [first = '', ...others] =
      out.columns === undefined
        ? [printable(sentence)]
        : wrapped(printable(sentence), out.columns - 2)
    return [isolated(first), ...others.map((line) => `  ${isolated(line)}`)]
  })
}

async function textOf(name: string, io: Io): Promise<BodyText> {
  const text = name === '-' ? await readInput(io) : readFile(name, io)
  if (text.trim() === '') throw new CannotRun(`${name === '-' ? 'stdin' : name} is empty.`)
  // JSON lines begin with a brace; nothing that may be in the first line of a table does.
  if (!/^\s*\{/.test(text)) return { type: 'text/csv', text }
  const lines = withoutExport(text)
  if (lines.trim() === '')
    throw new CannotRun('None of these values is set on a user: export --own.')
  return { type: 'application/x-ndjson', text: lines }
}

function readFile(name: string, io: Io): string {
  if (existsSync(resolve(io.directory, name))) return readText(io, name)
  throw new CannotRun(`There is no file ${name}; - reads stdin.`)
}

function wordOf<Name extends string, Word extends string>(
  name: Name,
  given: string | undefined,
  words: readonly Word[],
): { [_ in Name]?: Word } {
  if (given === undefined) return {}
  const word = words.find((it) => it === given)
  if (word !== undefined) return { [name]: word } as { [_ in Name]: Word }
  throw new CannotRun(`--${name.replace('_', '-')} must be ${words.join(' or ')}.`)
}

/** What is known of the attributes and users of cells; values of other attributes are not to be shown. */
async function known(connection: Connection, cells: readonly Cell[]) {
  const own = new Map<string, Own>()
  const named = new Set(cells.map(({ attribute }) => attribute))
  if (named.size === 0) return { own, readable: named }
  const there = (await allAttributes(connection)).flatMap(({ name, value_is_hidden: isHidden }) =>
    name !== null && named.has(name) ? { name, isHidden } : [],
  )
  const readable = new Set(there.filter((it) => !it.isHidden).map(({ name }) => name))
  if (readable.size > 0) {
    const attributes = there.map(({ name }) => name).join(',')
    const rows = await exported(connection, { of: 'own', attributes }).catch((error) => {
      // Some may set values of others whom they may not list.
      if (error instanceof CallRefused) return []
      throw error
    })
    for (const { user_id, email, attribute, value, expires_at } of rows) {
      if (user_id !== null) own.set(keyOf(user_id, attribute), { value, expires_at })
      if (email !== null) own.set(keyOf(email, attribute), { value, expires_at })
    }
  }
  return { own, readable }
}
