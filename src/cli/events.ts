// `attrium events`: which effective values have changed since a cursor, or are changing now.
import { CallFailed } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import type { ValueEvent } from '../events/shapes.ts'
import type { Static } from '../http/schema.ts'
import type { Invocation } from './client-command.ts'
import { type Connection, connect } from './connection/connect.ts'
import type { Io } from './io.ts'
import { minute } from './screen/chain.ts'
import {
  type FormatFlags,
  formatOf,
  note,
  printJson,
  printLines,
  printList,
} from './screen/output.ts'
import { paintOf } from './screen/paint.ts'
import { printable, safeJson } from './screen/printable.ts'
import type { Column } from './screen/table.ts'
import { shownValue } from './screen/value.ts'

type Event = Static<typeof ValueEvent>

interface EventFlags extends FormatFlags {
  readonly after?: string
  readonly follow?: boolean
  readonly for?: string
  readonly timeout?: string
}

const columns: readonly Column<Event>[] = [
  { name: 'at', of: ({ at }) => at, shown: ({ at }) => minute(at), style: 'dim' },
  { name: 'user_id', title: 'user', of: ({ user_id }) => user_id },
  { name: 'attribute', of: ({ attribute }) => attribute },
  { name: 'value', of: ({ value }) => value, shown: shownEvent, style: 'strong' },
  { name: 'change_id', title: 'change', of: ({ change_id }) => change_id, style: 'dim' },
]

function shownEvent({ value, hidden }: Event): string {
  return shownValue({ value, hidden, source: null })
}

export async function eventsCommand({ flags, io }: Invocation<EventFlags>): Promise<void> {
  const { after, follow } = flags
  if (flags.for !== undefined && !follow) throw new CannotRun('--for needs --follow.')
  const seconds = secondsIn(flags.for)
  if (follow && flags.csv) throw new CannotRun('With --follow, use --json or --plain, not --csv.')
  const connection = await connect(flags, io)
  if (follow) return following(connection, { flags, io }, seconds)
  const page = await read(connection, after, 0)
  if (formatOf(flags) === 'json') printJson(io, page)
  else printList(flags, io, { rows: page.events, columns, none: 'No value has changed.' })
  note(io, `What comes after it: attrium events --after ${page.cursor}`)
}

async function read({ attrium }: Connection, after: string | undefined, wait: number) {
  const query = { wait, limit: 1000, ...(after !== undefined && { after }) }
  return (await attrium('GET /events', { query })).body
}

/** Seconds that a request waits for an event, and that are waited for a server that does not answer. */
const [waitSeconds, pauseSeconds] = [20, 2]

/** Prints what happens, until it is stopped or the time is over; a server that is gone for a while is waited for. */
async function following(
  connection: Connection,
  { flags, io }: Pick<Invocation<EventFlags>, 'flags' | 'io'>,
  seconds: number | undefined,
): Promise<void> {
  const { setTimeout } = await import('node:timers/promises')
  const until = seconds === undefined ? Number.POSITIVE_INFINITY : io.now() + seconds * 1000
  const most = Math.min(waitSeconds, Math.max(1, Math.floor(Number(flags.timeout ?? 120) / 2)))
  let cursor = flags.after ?? (await read(connection, undefined, 0)).cursor
  let isGone = false
  note(io, 'Waiting for changes; Ctrl-C ends it.')
  while (!io.signal.aborted && io.now() < until) {
    const wait = Math.ceil(Math.min(most, (until - io.now()) / 1000))
    try {
      const page = await read(connection, cursor, wait)
      if (page.events.length > 0) {
        printLines(
          io,
          page.events.map((event) => lineOf(flags, io, event)),
        )
      }
      cursor = page.cursor
      isGone = false
    } catch (error) {
      if (io.signal.aborted) return
      if (!(error instanceof CallFailed)) throw error
      if (!isGone) note(io, `${error.message} Waiting for it.`)
      isGone = true
      await setTimeout(pauseSeconds * 1000, undefined, { signal: io.signal }).catch(() => undefined)
    }
  }
}

function lineOf(flags: FormatFlags, io: Io, event: Event): string {
  const format = formatOf(flags)
  if (format === 'json') return safeJson(JSON.stringify(event))
  if (format === 'plain')
    return columns.map(({ of }) => printable(String(of(event) ?? ''))).join('\t')
  const paint = paintOf(io.out)
  const { at, user_id, attribute } = event
  const value = paint.strong(printable(shownEvent(event)))
  return `${paint.dim(minute(at))}  user ${user_id}  ${printable(attribute)}  ${value}`
}

function secondsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new CannotRun('--for must be a whole number of seconds, 1 or more.')
}
