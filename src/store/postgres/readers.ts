// Reads from PostgreSQL: those of one turn of the event loop share a connection, a round trip and a
// snapshot.
import { Unavailable } from '../db.ts'
import type { Statement } from '../statement.ts'
import { PipelineBroke, type PostgresConnection, type Step, step } from './connection.ts'
import type { PostgresLink } from './link.ts'
import { errorOf, isUseless } from './outcome.ts'
import { beginReading, beginReadingPooled } from './snapshot.ts'
import { postgresText } from './text.ts'

interface Read {
  readonly statements: readonly Statement[]
  readonly askedAt: number
  /** True once it was sent on a connection that was lost. */
  again: boolean
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: unknown) => void
}

interface Failure {
  readonly error: PipelineBroke
  /** Whether a read of the group contains the statement that failed. */
  readonly blamed: (read: Read, at: number) => boolean
}

/** Milliseconds that a read waits for a connection (F-23). */
// guard postgres-12: becomes 20_000
const longestWait = 2000

/** So many connections are enough while answers come within `soon` ms: groups are larger, round trips fewer. */
const usuallyBusy = 2
const soon = 5

/** The most statements in one group. */
const groupAtMost = 500

export class PostgresReaders {
  readonly #link: PostgresLink
  readonly #connectionsAtMost: number
  #waiting: Read[] = []
  readonly #idle: PostgresConnection[] = []
  readonly #busy = new Set<PostgresConnection>()
  #opening = 0
  #scheduled = false
  #again: NodeJS.Timeout | undefined

  constructor(link: PostgresLink, connectionsAtMost = 10) {
    this.#link = link
    this.#connectionsAtMost = connectionsAtMost
  }

  read(statements: readonly Statement[]): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements, askedAt: performance.now(), again: false, resolve, reject })
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(() => {
        this.#scheduled = false
        this.#flush()
      })
    })
  }

  #flush(): void {
    this.#refuseTheTired()
    const [oldest] = this.#waiting
    if (oldest === undefined) return
    if (this.#answersCome()) {
      this.#flushLater(soon)
      return
    }
    const connection = this.#idle.pop()
    if (connection !== undefined) void this.#run(connection)
    else if (this.#busy.size + this.#opening < this.#connectionsAtMost) void this.#open()
    else this.#flushLater(oldest.askedAt + longestWait - performance.now())
  }

  /** Whether enough connections are busy that have not kept anybody waiting for long. */
  #answersCome(): boolean {
    const now = performance.now()
    let prompt = 0
    for (const { busySince = now } of this.#busy) if (now - busySince < soon) prompt++
    return prompt >= usuallyBusy
  }

  #flushLater(milliseconds: number): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined
      this.#flush()
    }, milliseconds)
  }

  async #open(): Promise<void> {
    this.#opening++
    try {
      this.#idle.push(await this.#link.connect(() => {}))
    } catch (error) {
      if (this.#busy.size === 0) refuse(this.#waiting.splice(0), error)
    } finally {
      this.#opening--
    }
    this.#flush()
  }

  async #run(connection: PostgresConnection): Promise<void> {
    if (connection.lost) return this.#flush()
    this.#busy.add(connection)
    await this.#answer(connection, this.#nextGroup())
    this.#busy.delete(connection)
    if (!connection.lost) this.#idle.push(connection)
    this.#flush()
  }

  async #answer(connection: PostgresConnection, group: readonly Read[]): Promise<void> {
    const { steps, places } = stepsOf(group)
    try {
      const rows = await rowsOf(connection, this.#link.pooled, steps)
      for (const [at, { resolve }] of group.entries()) {
        resolve((places[at] ?? []).map((place) => rows[place] ?? []))
      }
    } catch (error) {
      if (!(error instanceof PipelineBroke)) return refuse(group, error)
      const at = error.step === undefined ? -1 : steps.indexOf(error.step)
      const blamed = (_: Read, read: number) => at < 0 || places[read]?.includes(at) === true
      await this.#failed(connection, group, { error, blamed })
    }
  }

  async #failed(
    connection: PostgresConnection,
    group: readonly Read[],
    { error, blamed }: Failure,
  ): Promise<void> {
    if (isUseless(error)) {
      connection.destroy()
      // A read may be repeated once, on a new or idle connection.
      // guard postgres-11: becomes refuse(group, errorOf(error, new Map()))
      this.#waiting.unshift(...group.filter(({ again }) => !again))
      refuse(
        group.filter(({ again }) => again),
        errorOf(error, new Map()),
      )
      for (const read of group) read.again = true
      return
    }
    await connection.run([rollback]).catch(() => connection.destroy())
    refuse(group.filter(blamed), errorOf(error, new Map()))
    const others = group.filter((read, at) => !blamed(read, at))
    if (others.length > 0) await this.#answer(connection, others)
  }

  #nextGroup(): Read[] {
    let statements = 0
    const end = this.#waiting.findIndex((read) => {
      statements += read.statements.length
      return statements > groupAtMost
    })
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(end, 1))
  }

  #refuseTheTired(): void {
    const since = performance.now() - longestWait
    const tired = this.#waiting.findIndex(({ askedAt }) => askedAt > since)
    const count = tired < 0 ? this.#waiting.length : tired
    if (count === 0) return
    refuse(this.#waiting.splice(0, count), new Unavailable('no connection is free'))
  }
}

function refuse(reads: readonly Read[], error: unknown): void {
  for (const { reject } of reads) reject(error)
}

const commit = step('commit')
const rollback = step('rollback')

/** One statement is one snapshot by itself; several need a transaction. */
async function rowsOf(
  connection: PostgresConnection,
  pooled: boolean,
  steps: readonly Step[],
): Promise<unknown[][]> {
  const opening = pooled ? beginReadingPooled : steps.length === 1 ? [] : [beginReading]
  const closing = opening.length === 0 ? [] : [commit]
  const done = await connection.run([...opening, ...steps, ...closing])
  return steps.map((_, at) => done[opening.length + at]?.rows ?? [])
}

/** Returns the statements of a group, each once, and for each read the places of its rows. */
function stepsOf(group: readonly Read[]): { steps: Step[]; places: number[][] } {
  const steps: Step[] = []
  const known = new Map<string, number>()
  const placeOf = (statement: Statement) => {
    const key = statement.text + JSON.stringify(statement.parameters)
    let place = known.get(key)
    if (place === undefined) {
      place = steps.push({ text: postgresText(statement), values: statement.parameters }) - 1
      known.set(key, place)
    }
    return place
  }
  const places = group.map(({ statements }) => statements.map(placeOf))
  return { steps, places }
}
