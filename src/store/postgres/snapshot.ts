// Reads one moment of PostgreSQL over many turns of the event loop, on a separate connection.
import { type Db, Unavailable } from '../db.ts'
import type { Statement } from '../statement.ts'
import { type Done, PipelineBroke, type PostgresConnection, type Step, step } from './connection.ts'
import type { PostgresLink } from './link.ts'
import { errorOf, isUseless } from './outcome.ts'
import { transactionTimeouts } from './target.ts'
import { postgresText } from './text.ts'

/** Begins a transaction whose statements all see one moment. */
// guard postgres-7: repeatable read → read committed
export const beginReading = step('begin isolation level repeatable read read only')
/** The same behind a pooler. */
export const beginReadingPooled = [beginReading, step(transactionTimeouts)]
const commit = step('commit')

/** Milliseconds for which a connection waits for the next snapshot. */
const keptMilliseconds = 10_000

/** Takes snapshots. One connection is kept for the next one: to open one takes longer than most reads. */
export class PostgresSnapshots {
  readonly #link: PostgresLink
  #kept: PostgresConnection | undefined
  #ending: NodeJS.Timeout | undefined

  constructor(link: PostgresLink) {
    this.#link = link
  }

  async take<T>(action: (read: Db['read']) => Promise<T>): Promise<T> {
    const kept = this.#takeKept()
    const connection = kept ?? (await this.#link.connect(() => {}))
    const snapshot = new Snapshot(this.#link, connection, kept !== undefined)
    try {
      return await action(snapshot.read as Db['read'])
    } finally {
      void this.#leave(snapshot)
    }
  }

  #takeKept(): PostgresConnection | undefined {
    const kept = this.#kept
    this.#kept = undefined
    clearTimeout(this.#ending)
    return kept?.lost === true ? undefined : kept
  }

  async #leave(snapshot: Snapshot): Promise<void> {
    const connection = await snapshot.end()
    if (connection === undefined) return
    if (this.#kept !== undefined) return connection.end()
    this.#kept = connection
    this.#ending = setTimeout(() => void this.#takeKept()?.end(), keptMilliseconds).unref()
  }
}

class Snapshot {
  readonly #link: PostgresLink
  #connection: PostgresConnection
  /** The connection may have been lost since its last snapshot. */
  #mayBeLost: boolean
  #opening: readonly Step[]
  /** Reads under way, and whether one has failed. */
  #reading = 0
  #isBroken = false
  #isOver = false

  constructor(link: PostgresLink, connection: PostgresConnection, mayBeLost: boolean) {
    this.#link = link
    this.#connection = connection
    this.#mayBeLost = mayBeLost
    this.#opening = link.pooled ? beginReadingPooled : [beginReading]
  }

  readonly read = async (...statements: readonly Statement[]) => {
    const steps = statements.map((statement) => ({
      text: postgresText(statement),
      values: statement.parameters,
    }))
    // The connection may be that of another snapshot by now.
    if (this.#isOver) throw new Unavailable('the snapshot is over')
    const before = this.#opening
    this.#opening = []
    this.#reading++
    try {
      const done = await this.#run([...before, ...steps])
      return done.slice(before.length).map(({ rows }) => rows)
    } catch (error) {
      this.#isBroken = true
      throw error instanceof PipelineBroke ? errorOf(error, new Map()) : error
    } finally {
      this.#reading--
    }
  }

  async #run(steps: readonly Step[]): Promise<Done[]> {
    const mayBeLost = this.#mayBeLost
    this.#mayBeLost = false
    try {
      return await this.#connection.run(steps)
    } catch (error) {
      // Nothing was read yet: another connection takes the moment.
      // guard postgres-21: becomes true
      if (!mayBeLost || !(error instanceof PipelineBroke) || !isUseless(error)) throw error
      this.#connection.destroy()
      this.#connection = await this.#link.connect(() => {})
      return this.#connection.run(steps)
    }
  }

  /** Ends the transaction. Returns the connection if another snapshot may take it. */
  async end(): Promise<PostgresConnection | undefined> {
    this.#isOver = true
    const connection = this.#connection
    // guard postgres-22: becomes false
    const isOdd = this.#isBroken || this.#reading > 0 || connection.lost
    const hasBegun = this.#opening.length === 0
    if (!isOdd && (!hasBegun || (await hasEnded(connection)))) return connection
    await connection.end()
    return undefined
  }
}

const hasEnded = (connection: PostgresConnection): Promise<boolean> =>
  connection.run([commit]).then(
    () => true,
    () => false,
  )
