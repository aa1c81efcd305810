// Commits to PostgreSQL: those that wait while one is under way share the next transaction.
import { type Commit, isAlone, Unavailable } from '../db.ts'
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

/** Commits of one transaction at most; those that change authority keep everybody else waiting. */
const batchAtMost = { values: 256, authority: 16 }

/** Attempts at a transaction that stood in another's way (D-11). */
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
  /** Commits of which all are stored or none: each runs a transaction of its own. */
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

  commitAll(commits: readonly Commit[], told: (done: number) => void = () => {}): Promise<void> {
    if (this.#closing) return Promise.reject(new Unavailable('the store is closing'))
    return new Promise((resolve, reject) => {
      this.#batches.push(() =>
        this.#transaction((begun) => begun.all(commits, told)).then(resolve, reject),
      )
      this.#start()
    })
  }

  /** When everything asked for before is answered. */
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
      if (took > timeouts.lock && outcomes.every(isUnavailable)) this.#refuseWaiting()
    }
    this.#running = false
    this.#whenIdle()
  }

  /** Whoever has waited while the database did not answer is not kept waiting for as long again. */
  #refuseWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { reject } of waiting) reject(new Unavailable('the database does not answer'))
  }

  /** Commits of one kind, in turn when there are both. */
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

  /** Throws when nothing of it is stored, or nobody knows. */
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
