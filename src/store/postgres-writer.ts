// Commits to PostgreSQL: those that wait while one is under way share the next transaction.
import { addAuditRow } from './audit-row.ts'
import { type Commit, Unavailable } from './db.ts'
import {
  type Done,
  PipelineBroke,
  type PostgresConnection,
  type Step,
  step,
} from './postgres-connection.ts'
import type { PostgresLink } from './postgres-link.ts'
import {
  errorOf,
  isOutage,
  isUseless,
  isWorthRepeating,
  type UniqueColumns,
} from './postgres-outcome.ts'
import { transactionTimeouts } from './postgres-target.ts'
import { insistingText } from './postgres-text.ts'

interface Waiting {
  readonly commit: Commit
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: unknown) => void
}

/** How one commit ended. */
type Outcome = { readonly rows: unknown[][] } | { readonly error: Error }

/** Commits of one transaction at most; those that change authority keep everybody else waiting. */
const batchAtMost = { values: 256, authority: 16 }

/** Attempts at a transaction that stood in another's way (reliability.md D-11). */
const attempts = 4

/**
 * Held by every commit until it ends: shared by those that change nobody's authority, alone by those
 * that do. So what a guard has seen stays true until its commit is stored, on every node.
 */
const authorityLock = 'pg_advisory_xact_lock'
const lockKey = 4_711_001

const opening = {
  begin: step('begin isolation level read committed read write'),
  timeouts: step(transactionTimeouts),
  shared: step(`select ${authorityLock}_shared(${lockKey})`),
  alone: step(`select ${authorityLock}(${lockKey})`),
}
const commitStep = step('commit')
const rollback = step('rollback')
const savepoint = step('savepoint one')
const release = step('release savepoint one')
const backToSavepoint = step('rollback to savepoint one')

export class PostgresWriter {
  readonly #link: PostgresLink
  readonly #unique: UniqueColumns
  readonly #random: () => number
  #connection: PostgresConnection | undefined
  #waiting: Waiting[] = []
  #running = false
  #lastWasValues = false
  #closing = false
  #whenIdle: () => void = () => {}

  constructor(link: PostgresLink, unique: UniqueColumns, random = Math.random) {
    this.#link = link
    this.#unique = unique
    this.#random = random
  }

  commit(commit: Commit): Promise<unknown[][]> {
    if (this.#closing) return Promise.reject(new Unavailable('the store is closing'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject })
      if (this.#running) return
      this.#running = true
      // Commits of one turn of the event loop share a transaction even when none is under way.
      setImmediate(() => this.#runAll())
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
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      const outcomes = await this.#outcomesOf(batch.map(({ commit }) => commit))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at]
        if (outcome !== undefined && 'rows' in outcome) resolve(outcome.rows)
        else reject(outcome?.error)
      }
    }
    this.#running = false
    this.#whenIdle()
  }

  /** Commits of one kind, in turn when there are both. */
  #nextBatch(): Waiting[] {
    const isValues = ({ commit }: Waiting) => !commit.changesAuthority
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
    const all = (error: Error) => commits.map(() => ({ error }))
    for (let attempt = 1; ; attempt++) {
      try {
        const connection = await this.#connected()
        return await new Transaction(connection, this.#link.pooled, this.#unique).outcomes(commits)
      } catch (error) {
        if (!(error instanceof PipelineBroke)) return all(error as Error)
        if (isUseless(error)) this.#connection?.destroy()
        if (!isWorthRepeating(error) || attempt >= attempts)
          return all(errorOf(error, this.#unique))
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

/** One transaction with the commits of a batch. */
class Transaction {
  readonly #connection: PostgresConnection
  readonly #pooled: boolean
  readonly #unique: UniqueColumns

  constructor(connection: PostgresConnection, pooled: boolean, unique: UniqueColumns) {
    this.#connection = connection
    this.#pooled = pooled
    this.#unique = unique
  }

  /**
   * How each commit ended. Throws PipelineBroke when all of them failed together and nothing is stored,
   * Unavailable when nobody knows.
   */
  async outcomes(commits: readonly Commit[]): Promise<Outcome[]> {
    const values = commits.every(({ changesAuthority }) => !changesAuthority)
    const open = [
      opening.begin,
      ...(this.#pooled ? [opening.timeouts] : []),
      values ? opening.shared : opening.alone,
    ]
    // Changes of rights make others start over; it is known beforehand that they often fail together.
    if (!values && commits.length > 1) return this.#oneByOne(open, commits)
    try {
      return await this.#together(open, commits)
    } catch (error) {
      if (!(error instanceof PipelineBroke) || !isFault(error, open.length)) throw error
      if (commits.length === 1) return [{ error: errorOf(error, this.#unique) }]
      return this.#oneByOne(open, commits)
    }
  }

  /** In one round trip; whichever statement fails, nothing is stored. */
  async #together(open: readonly Step[], commits: readonly Commit[]): Promise<Outcome[]> {
    const steps = [...open]
    const selects = new Map<string, number>()
    const places: number[][] = commits.map(() => [])
    for (const at of inOrder(commits)) {
      for (const statementStep of stepsOf(commits[at] as Commit)) {
        places[at]?.push(placeOf(statementStep, steps, selects))
      }
    }
    const done = await this.#run([...steps, commitStep], steps.length)
    return places.map((own) => ({ rows: own.slice(0, -1).map((place) => done[place]?.rows ?? []) }))
  }

  /** Each in a savepoint, so that only those are lost that fail. */
  async #oneByOne(open: readonly Step[], commits: readonly Commit[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    await this.#run(open)
    for (const at of inOrder(commits)) {
      outcomes[at] = await this.#inSavepoint(stepsOf(commits[at] as Commit))
    }
    await this.#run([commitStep], 0)
    return outcomes
  }

  async #inSavepoint(steps: readonly Step[]): Promise<Outcome> {
    try {
      const done = await this.#connection.run([savepoint, ...steps, release])
      return { rows: done.slice(1, -2).map(({ rows }) => rows) }
    } catch (error) {
      if (!(error instanceof PipelineBroke) || isUseless(error)) throw error
      if (isWorthRepeating(error)) return await this.#leave(error)
      await this.#run([backToSavepoint, release])
      return { error: errorOf(error, this.#unique) }
    }
  }

  /** Throws what is known of a failure; `commitAt` is where the commit stands, which may be lost sight of. */
  async #run(steps: readonly Step[], commitAt = steps.length): Promise<Done[]> {
    try {
      const done = await this.#connection.run(steps)
      if (commitAt < steps.length && done[commitAt]?.tag !== 'COMMIT') {
        throw new Error('PostgreSQL did not commit')
      }
      return done
    } catch (error) {
      if (!(error instanceof PipelineBroke)) throw error
      const unknown = commitAt < steps.length && (error.code === undefined || error.at >= commitAt)
      if (unknown) {
        this.#connection.destroy()
        throw new Unavailable(`whether it was stored is unknown: ${error.message}`)
      }
      return await this.#leave(error)
    }
  }

  /** Ends the transaction before the error goes on its way. */
  async #leave(error: PipelineBroke): Promise<never> {
    await this.#connection.run([rollback]).catch(() => this.#connection.destroy())
    throw error
  }
}

/** Whether a commit is to blame, not the opening of the transaction and not the server. */
const isFault = (error: PipelineBroke, opened: number) =>
  error.at >= opened && !isWorthRepeating(error) && (!isOutage(error) || isTooSlow(error))

/** A statement was ended by a timeout: the others of the batch need not suffer for it. */
const isTooSlow = ({ code }: PipelineBroke) => code === '57014' || code === '55P03'

/**
 * Values in the order of their keys, so that two nodes never wait for each other; those of one key in
 * the order in which they were asked for.
 */
function inOrder(commits: readonly Commit[]): number[] {
  const places = commits.map((_, at) => at)
  if (commits.some(({ changesAuthority }) => changesAuthority)) return places
  const keys = commits.map(({ audit }) => `${audit.user_id ?? ''} ${audit.user_attribute_id ?? ''}`)
  return places.sort((one, other) => compare(keys[one] ?? '', keys[other] ?? ''))
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function stepsOf({ statements, audit }: Commit): Step[] {
  return [...statements, addAuditRow(audit)].map((statement) => ({
    text: insistingText(statement),
    values: statement.parameters,
  }))
}

/** Where the rows of a step will be; the same question is asked once. */
function placeOf(one: Step, steps: Step[], selects: Map<string, number>): number {
  if (!one.text.isSelect) return steps.push(one) - 1
  const key = one.text.text + JSON.stringify(one.values)
  const held = selects.get(key)
  if (held !== undefined) return held
  const place = steps.push(one) - 1
  selects.set(key, place)
  return place
}
