// Reads the events after a position, of everybody and every attribute: the same page for all who may read some of it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Server } from '../request/context.ts'
import { gone, type Position } from './cursor.ts'
import type { Differing } from './differing.ts'
import { eventsOfRun, isSingle } from './run-reader.ts'
import { endOfStretch, type Row, rowsOfStretch } from './sql.ts'
import { eventsOfWindow, markOf, windowFrom } from './window-reader.ts'

export interface Told extends Differing {
  readonly position: Position
  readonly at: number
  readonly user_id: UserId
  readonly change_id: string
}

export interface Page {
  readonly events: readonly Told[]
  /** Where the next page begins. */
  readonly position: Position
  /** The number of the audit up to which it was looked; rows from there on were not settled. */
  readonly horizon: number
  /** Whether a commit was passed that may have changed what somebody may read. */
  readonly begun: boolean
  /** Whether more can be read at once. */
  readonly more: boolean
}

export const pageAfter = (
  server: Server,
  from: Position,
  asked: { readonly limit: number; readonly horizon: number },
): Promise<Page> => new Paging(server, from, asked).run()

class Paging {
  readonly #server: Server
  readonly #limit: number
  readonly #horizon: number
  readonly #events: Told[] = []
  readonly #until = performance.now() + limits.effects_milliseconds
  #position: Position
  #characters = 0
  #begun = false
  /** Whether it has come any further: a page that takes long does so, too. */
  #hasMoved = false

  constructor(
    server: Server,
    from: Position,
    { limit, horizon }: { readonly limit: number; readonly horizon: number },
  ) {
    this.#server = server
    this.#position = from
    this.#limit = limit
    this.#horizon = horizon
  }

  async run(): Promise<Page> {
    let more = true
    while (more && !this.#isFull()) more = await this.#stretch()
    const place = { position: this.#position, horizon: this.#horizon }
    return { ...place, events: this.#events, begun: this.#begun, more }
  }

  /** Some rows; returns false if there are no more. */
  async #stretch(): Promise<boolean> {
    const { sequence, user } = this.#position
    // The change that is being read is found again by its first row.
    const after = user === undefined ? sequence : sequence - 1
    const stretch = { after, before: this.#horizon, passed: limits.event_rows_passed }
    const [rows, [end]] = await this.#server.db.read(
      rowsOfStretch({ ...stretch, most: limits.event_rows }),
      endOfStretch(stretch),
    )
    if (end === undefined) return false
    // guard event-10: becomes false
    if (user !== undefined && rows[0]?.sequence !== sequence) throw gone()
    let done = after
    for (let at = 0; at < rows.length; ) {
      if (this.#isFull()) return true
      const row = rows[at] as Row
      if (row.sequence <= done) {
        at++
        continue
      }
      if (isSingle(row)) at += await this.#run(rows, at)
      else if (!(await this.#window(row))) return true
      done = this.#position.sequence
      await nextTurn()
    }
    if (rows.length < limits.event_rows && end.sequence > done) {
      this.#position = { sequence: end.sequence, mark: markOf(end.mac) }
      this.#hasMoved = true
    }
    return true
  }

  async #run(rows: readonly Row[], from: number): Promise<number> {
    const rest = rows.slice(from)
    const other = rest.findIndex((row) => !isSingle(row))
    const run = other < 0 ? rest : rest.slice(0, other)
    return eventsOfRun(this.#server, run, (row, differing) => {
      this.#begun ||= row.begins === 1
      const position = { sequence: row.sequence, mark: markOf(row.mac) }
      this.#tell(row, { user_id: row.user_id as UserId, position }, differing)
      return this.#isFull()
    })
  }

  /** Returns false if there was no room for all of it. */
  async #window(row: Row): Promise<boolean> {
    this.#begun = true
    const { user } = this.#position
    const window = await windowFrom(this.#server, row)
    const first = { sequence: row.sequence, mark: markOf(row.mac) }
    const reached = await eventsOfWindow(this.#server, window, user, {
      take: (user_id, differing) =>
        this.#tell(row, { user_id, position: { ...first, user: user_id } }, differing),
      isFull: () => {
        this.#hasMoved = true
        return this.#isFull()
      },
    })
    this.#hasMoved = true
    this.#position = reached === undefined ? window.end : { ...first, user: reached }
    return reached === undefined
  }

  /** Whoever stops between two events of a user gets all of them again. */
  #tell(
    { at, sequence }: Row,
    { user_id, position }: Pick<Told, 'user_id' | 'position'>,
    differing: readonly Differing[],
  ): void {
    const before = this.#position
    this.#position = position
    this.#hasMoved = true
    for (const [place, one] of differing.entries()) {
      this.#characters += one.value?.length ?? 0
      const told = { at, user_id, change_id: String(sequence) }
      // guard event-11: becomes position
      const reached = place < differing.length - 1 ? before : position
      this.#events.push({ ...one, ...told, position: reached })
    }
  }

  #isFull(): boolean {
    return (
      this.#events.length >= this.#limit ||
      this.#characters >= limits.event_page_characters ||
      (this.#hasMoved && performance.now() > this.#until)
    )
  }
}
