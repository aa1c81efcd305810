// Sends a change, shows what it means for people, and how it is undone.
import type { AppliedChange } from '../changes/shapes.ts'
import { CallFailed, CallRefused } from '../client/answers.ts'
import { type BodyText, jsonText, type SentOperation } from '../client/client.ts'
import type { Static } from '../http/schema.ts'
import type { DeclaredOption } from './client-command.ts'
import type { Connection } from './connection/connect.ts'
import type { Io } from './io.ts'
import {
  type FormatFlags,
  formatOf,
  jsonFormat,
  note,
  printJson,
  printLines,
} from './screen/output.ts'
import { type Paint, paintOf } from './screen/paint.ts'
import { type Column, table } from './screen/table.ts'
import { shownValue } from './screen/value.ts'

export type Applied = Static<typeof AppliedChange>
type Effect = NonNullable<Applied['effects']>['sample'][number]

export interface ChangeFlags extends FormatFlags {
  readonly dryRun?: boolean
  readonly reason?: string
}

/** The options of every command that makes a change. */
export const changeOptions: readonly DeclaredOption[] = [
  [
    '--dry-run',
    'Store nothing, print what would happen, and exit with 3 if anything would change.',
  ],
  ['--reason <TEXT>', 'Why the change is made; the history shows it.'],
  ...jsonFormat,
]

/** Exit code of a preview that would change something. */
export const pending = 3

/** Applies operations as one change, prints its effects and returns the exit code. */
export async function changeAndTell(
  connection: Connection,
  io: Io,
  flags: ChangeFlags,
  changes: readonly SentOperation[],
): Promise<number> {
  const applied = await sendChange(connection, io, flags, jsonText({ changes })).catch((error) => {
    throw withWords(error, changes)
  })
  tellChange(io, flags, applied)
  return codeOf(flags, applied)
}

/** Operations that a command has made are named by its words, and a single one not at all. */
function withWords(error: unknown, changes: readonly SentOperation[]): unknown {
  if (!(error instanceof CallRefused)) return error
  const wordOf = (field: string): string => {
    const [, at, name = ''] = /^changes\[(\d+)\]\.?(\w*)/.exec(field) ?? []
    const word = (changes[Number(at)] as Readonly<Record<string, unknown>> | undefined)?.[name]
    return changes.length > 1 && typeof word === 'string' && name !== 'value' ? word : ''
  }
  const problems = error.problems.map(({ field, message }) => ({
    field: '',
    message: told(wordOf(field), message),
  }))
  return new CallRefused(error.status, error.summary, problems)
}

const told = (word: string, message: string) => (word === '' ? message : `${word}: ${message}`)

export const codeOf = ({ dryRun }: ChangeFlags, { counts }: Applied): number =>
  dryRun && counts.changed > 0 ? pending : 0

interface Parameters {
  readonly empty?: 'keep' | 'unset'
  readonly on_problem?: 'skip' | 'stop'
  readonly basis?: string
}

/** If the connection is lost, the same is sent once more: the key makes sure that it happens only once. */
export async function sendChange(
  { attrium }: Connection,
  io: Io,
  { dryRun = false, reason }: ChangeFlags,
  text: BodyText,
  parameters: Parameters = {},
): Promise<Applied> {
  const key = dryRun ? {} : { headers: { 'idempotency-key': crypto.randomUUID() } }
  const query = { dry_run: dryRun, ...(reason !== undefined && { reason }), ...parameters }
  const send = async () => (await attrium('POST /changes', { query, text, ...key })).body
  try {
    return await send()
  } catch (error) {
    const isLost = error instanceof CallFailed && error.isUncertain && !io.signal.aborted
    if (!isLost || dryRun) throw error
    return await send()
  }
}

/** Effects on stdout, totals and the way back on stderr. */
export function tellChange(io: Io, flags: ChangeFlags, applied: Applied): void {
  if (formatOf(flags) === 'json') printJson(io, applied)
  else {
    const lines = effectLines(io, applied)
    if (lines.length > 0) printLines(io, lines)
  }
  for (const line of totals(applied)) note(io, line)
}

export function effectLines(io: Io, { effects }: Applied): string[] {
  if (effects === null || effects.sample.length === 0) return []
  const paint = paintOf(io.out)
  return table(effects.sample, effectColumns(paint), { width: io.out.columns, paint })
}

const effectColumns = (_paint: Paint): readonly Column<Effect>[] => [
  { name: 'user', of: ({ email, user_id }) => email ?? user_id, title: 'whose value changes' },
  { name: 'attribute', of: ({ attribute }) => attribute },
  { name: 'before', of: ({ before }) => before.value, shown: shownSide('before'), style: 'dim' },
  { name: 'after', of: ({ after }) => after.value, shown: shownSide('after'), style: 'strong' },
  { name: 'from', of: ({ after }) => after.source },
]

const shownSide =
  (side: 'before' | 'after') =>
  (effect: Effect): string =>
    shownValue({ ...effect[side], hidden: effect.hidden })

export function totals({ id, applied, counts, effects }: Applied): string[] {
  const { changed, unchanged, refused } = counts
  const would = applied ? '' : 'would be '
  const parts = [
    `${changed} ${would}changed`,
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(effects === null ? [] : [peopleOf(effects, applied)]),
  ]
  const more =
    effects === null || effects.values <= effects.sample.length || effects.sample.length === 0
      ? []
      : [`The first ${effects.sample.length} of ${effects.values} values are listed.`]
  return [
    ...more,
    `${parts.join(' · ')}.`,
    ...(applied && id !== null && changed > 0 ? [`Undo it with: attrium undo ${id}`] : []),
    ...(applied ? [] : ['Nothing is stored: this was a preview.']),
  ]
}

function peopleOf({ users, values }: { users: number; values: number }, applied: boolean): string {
  const people = users === 1 ? '1 person' : `${users} people`
  const get = applied ? (users === 1 ? 'gets' : 'get') : 'would get'
  return users === 0
    ? `nobody ${applied ? 'gets' : 'would get'} another value`
    : `${people} ${get} another value (${values} in all)`
}
