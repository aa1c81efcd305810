// `attrium history`, `changes` and `undo`: what was changed, by whom, and the way back.

import type { StoredChange } from '../changes/shapes.ts'
import { everyPage } from '../client/lists.ts'
import { CannotRun } from '../errors.ts'
import type { Channel } from '../history/operation.ts'
import type { HistoryEntry } from '../history/shapes.ts'
import type { Static } from '../http/schema.ts'
import { type ChangeFlags, codeOf, tellChange } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { limitIn } from './limit.ts'
import { momentIn } from './moment.ts'
import { minute } from './screen/chain.ts'
import { type FormatFlags, note, printList } from './screen/output.ts'
import type { Column } from './screen/table.ts'

interface HistoryFlags extends FormatFlags {
  readonly user?: string
  readonly attribute?: string
  readonly group?: string
  readonly actor?: string
  readonly operation?: string
  readonly channel?: string
  readonly change?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: string
}

const usualEntries = 50

export async function historyCommand({ flags, io }: Invocation<HistoryFlags>): Promise<void> {
  const { user, attribute, group, actor, operation, change } = flags
  // The server says which there are.
  const channel = flags.channel as Channel | undefined
  // The server reads texts.
  const times = {
    since: momentIn('--since', flags.since, io.now()),
    until: momentIn('--until', flags.until, io.now()),
  } as unknown as { since?: number; until?: number }
  const { attrium } = await connect(flags, io)
  const query = present({ user, attribute, group, actor, operation, channel, change, ...times })
  const { items, isWhole } = await everyPage(limitIn(flags.limit) ?? usualEntries, async (page) => {
    const { body } = await attrium('GET /history', { query: { ...query, ...page } })
    return { items: body.history, next: body.next }
  })
  printList<HistoryEntry>(flags, io, {
    rows: items,
    columns: [
      atColumn,
      { name: 'change_id', title: 'change', of: ({ change_id }) => change_id, narrow: 'whole' },
      { name: 'sentence', of: ({ sentence }) => sentence, narrow: 'wrapped' },
      {
        ...{ name: 'reason', of: ({ reason }) => reason, style: 'dim' },
        ...{ narrow: 'wrapped', spare: { if: '' } },
      },
    ],
    inCsv: [
      { name: 'actor', of: ({ actor }) => actor && named(actor) },
      { name: 'user', of: ({ user }) => user && named(user) },
      { name: 'group', of: ({ group }) => group && (group.name ?? `group ${group.group_id}`) },
      {
        name: 'attribute',
        of: ({ attribute: it }) => it && (it.name ?? `attribute ${it.user_attribute_id}`),
      },
      { name: 'old_value', of: ({ old_value }) => old_value },
      { name: 'new_value', of: ({ new_value }) => new_value },
    ],
    none: 'Nothing was changed.',
  })
  if (!isWhole) note(io, `There is more; --limit ${items.length * 10} lists more of it.`)
}

const named = (it: { readonly user_id: string; readonly display_name: string | null }): string =>
  it.display_name ?? `user ${it.user_id}`

const atColumn: Column<{ readonly at: string }> = {
  name: 'at',
  of: ({ at }) => at,
  shown: ({ at }) => minute(at),
  style: 'dim',
  narrow: 'whole',
}

/** Without what is undefined. */
const present = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }

type Change = Static<typeof StoredChange>

const usualChanges = 20

export async function changesCommand({
  flags,
  io,
}: Invocation<FormatFlags & { readonly limit?: string }>): Promise<void> {
  const { attrium } = await connect(flags, io)
  const { items, isWhole } = await everyPage(
    limitIn(flags.limit) ?? usualChanges,
    async (query) => {
      const { body } = await attrium('GET /changes', { query })
      return { items: body.changes, next: body.next }
    },
  )
  printList<Change>(flags, io, {
    rows: items,
    columns: [
      { name: 'id', of: ({ id }) => id, style: 'strong' },
      atColumn,
      {
        ...{ name: 'actor', title: 'by', of: ({ actor }) => actor?.user_id ?? null },
        shown: ({ actor }) => (actor === null ? '' : `user ${actor.user_id}`),
      },
      { name: 'changed', of: ({ counts }) => counts.changed },
      { name: 'people', of: ({ affected_users }) => affected_users },
      { name: 'undone_by', of: ({ undone_by }) => undone_by, spare: { if: '' } },
      { name: 'reason', of: ({ reason }) => reason, narrow: 'wrapped' },
    ],
    none: 'No change was applied.',
  })
  if (!isWhole) note(io, `There are more; --limit ${items.length * 10} lists more of them.`)
}

interface UndoFlags extends ChangeFlags {
  readonly onConflict?: string
}

export async function undoCommand({ args, flags, io }: Invocation<UndoFlags>): Promise<number> {
  const [change_id = ''] = args
  const { dryRun: dry_run = false, reason, onConflict } = flags
  if (onConflict !== undefined && onConflict !== 'stop' && onConflict !== 'skip') {
    throw new CannotRun('--on-conflict must be stop or skip.')
  }
  const { attrium } = await connect(flags, io)
  const { body } = await attrium('POST /changes/{change_id}/undo', {
    path: { change_id },
    query: { dry_run, ...(onConflict !== undefined && { on_conflict: onConflict }) },
    body: { reason: reason ?? null, basis: null },
    ...(dry_run ? {} : { headers: { 'idempotency-key': crypto.randomUUID() } }),
  })
  tellChange(io, flags, body)
  for (const { message, field } of body.problems) note(io, `Left as it is: ${field}: ${message}`)
  return codeOf(flags, body)
}
