// Commits to PostgreSQL: those that wait while one is running share the next transaction.
import { type Commit, isAlone, Unavailable } from '../db.ts'
import { inParts } from '../parts.ts'
import type { PostgresChain } from './chain.ts'
import { PipelineBroke, type PostgresConnection } from './connection.ts'
import type { PostgresLink } from './link.ts'
import { errorOf, isUseless, isWorthRepeating, type UniqueColumns } from './outcome.ts'
import { timeouts } from './target.ts'
import { type Outcome, PostgresTransaction } from './transaction.ts'

interface Waiting {
  readonly commit: Commit
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: unknown) => void
}

/** The most commits in one transaction; those that change authority keep everybody else waiting. */
const batchAtMost = { values: 256, authority: 16 }

/** How often a transaction is tried that conflicts with another one (D-11). */
// guard postgres-3: becomes 1
const attempts = 4

const isUnavailable = (outcome: Outcome) =>
  'error' in outcome && outcome.error instanceof Unavailable

export class PostgresWriter {
  readonly #link: PostgresLink
  readonly #chain: PostgresChain
  readonly #unique: UniqueColumns
  readonly #random: () => number
  #connection: PostgresConnection | undefined
  #waiting: Waiting[] = []
  /** Calls of `commitAll`: each runs a separate transaction that stores all of its commits or none. */
  readonly #batches: (() => Promise<void>)[] = []
  #running = false
  #lastWasValues = false
  #closing = false
  #whenIdle: () => void = () => {}

  constructor(
    link: PostgresLink,
    chain: PostgresChain,
    unique: UniqueColumns,
    random = Math.random,
  ) {
    this.#link = link
    this.#chain = chain
    this.#unique = unique
    this.#random = random
  }

  commit(commit: Commit): Promise<unknown[][]> {
    if (this.#closing) return Promise.reject(new Unavailable('the store is closing'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject })
      this.#start()
    })
  }

  #start(): void {
    if (this.#running) return
    this.#running = true
    // Commits of one turn of the event loop share a transaction even when none is under way.
    setImmediate(() => this.#runAll())
  }

  /** Returns the rows of the first commit. */
  commitAll(commits: readonly Commit[], report: (done: number) => void = () => {}) {
    if (this.#closing) return Promise.reject(new Unavailable('the store is closing'))
    return new Promise<unknown[][]>((resolve, reject) => {
      const parts = commits.flatMap(inParts)
      this.#batches.push(() =>
        this.#transaction((begun) => begun.all(parts, report)).then(resolve, reject),
      )
      this.#start()
    })
  }

  /** Resolves when every earlier commit is answered. */
  async close(): Promise<void> {
    this.#closing = true
    if (!this.#running) return
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve
    })
  }

  async #runAll(): Promise<void> {
    for (;;) {
      await this.#batches.shift()?.()
      if (this.#waiting.length === 0) {
        if (this.#batches.length > 0) continue
        break
      }
      const batch = this.#nextBatch()
      const begun = performance.now()
      const outcomes = await this.#outcomesOf(batch.map(({ commit }) => commit))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at]
        if (outcome !== undefined && 'rows' in outcome) resolve(outcome.rows)
        else reject(outcome?.error)
      }
      const took = performance.now() - begun
      // guard postgres-14: this.#refuseWaiting() → continue
      if (took > timeouts.lock && outcomes.every(isUnavailable)) this.#refuseWaiting()
    }
    this.#running = false
    this.#whenIdle()
  }

  /** Refuses the waiting commits, so that their callers do not wait for the silent database in their turn. */
  #refuseWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { reject } of waiting) reject(new Unavailable('the database does not answer'))
  }

  /** Takes waiting commits of one kind; the two kinds take turns when there are both. */
  #nextBatch(): Waiting[] {
    const isValues = ({ commit }: Waiting) => !isAlone(commit)
    const values = this.#waiting.some(isValues)
    const both = values && !this.#waiting.every(isValues)
    this.#lastWasValues = both ? !this.#lastWasValues : values
    const wanted = this.#lastWasValues
    const most = wanted ? batchAtMost.values : batchAtMost.authority
    const batch: Waiting[] = []
    this.#waiting = this.#waiting.filter((one) => {
      if (isValues(one) !== wanted || batch.length >= most) return true
      batch.push(one)
      return false
    })
    return batch
  }

  async #outcomesOf(commits: readonly Commit[]): Promise<Outcome[]> {
    try {
      return await this.#transaction((begun) => begun.outcomes(commits))
    } catch (error) {
      return commits.map(() => ({ error: error as Error }))
    }
  }

  /** Throws when nothing of it is stored, or when nobody knows whether it is. */
  async #transaction<T>(run: (begun: PostgresTransaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const connection = await this.#connected()
        const parts = { connection, pooled: this.#link.pooled, chain: this.#chain }
        return await run(new PostgresTransaction({ ...parts, unique: this.#unique }))
      } catch (error) {
        if (!(error instanceof PipelineBroke)) throw error
        if (isUseless(error)) this.#connection?.destroy()
        if (!isWorthRepeating(error) || attempt >= attempts) throw errorOf(error, this.#unique)
        await new Promise((resolve) => setTimeout(resolve, this.#random() * 20 * attempt))
      }
    }
  }

  async #connected(): Promise<PostgresConnection> {
    if (this.#connection === undefined || this.#connection.lost) {
      this.#connection = await this.#link.connect(() => {})
    }
    return this.#connection
  }
}
