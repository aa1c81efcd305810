// One transaction of PostgreSQL with the commits of a batch.
import type { ChainHead } from '../audit/chain.ts'
import { auditCells, fillIn, openIn } from '../audit/row.ts'
import { type Commit, isAlone, OutcomeUnknown } from '../db.ts'
import { authorityLock } from '../differences.ts'
import { groupsOf } from '../parts.ts'
import { required, type Statement } from '../statement.ts'
import { chainMoved, type PostgresChain } from './chain.ts'
import { type Done, PipelineBroke, type PostgresConnection, type Step, step } from './connection.ts'
import { itemsStep } from './items-step.ts'
import { inOrder, placeOf } from './order.ts'
import {
  errorOf,
  isOutage,
  isTooSlow,
  isUseless,
  isWorthRepeating,
  type UniqueColumns,
} from './outcome.ts'
import { pipelinesOf } from './pipelines.ts'
import { transactionTimeouts } from './target.ts'
import { insistingText } from './text.ts'

/** How one commit ended. */
export type Outcome = { readonly rows: unknown[][] } | { readonly error: Error }

/**
 * Every commit holds the authority lock until it ends: shared if it changes nobody's authority, alone if it
 * does. So everything that a guard has read stays true until its commit is stored, on every node.
 */
const opening = {
  begin: step('begin isolation level read committed read write'),
  timeouts: step(transactionTimeouts),
  // guard postgres-5: pg_advisory_xact_lock_shared → pg_try_advisory_xact_lock_shared
  shared: step(`select pg_advisory_xact_lock_shared(${authorityLock})`),
  alone: step(`select pg_advisory_xact_lock(${authorityLock})`),
}
const commitStep = step('commit')
const rollback = step('rollback')
const savepoint = step('savepoint one')
const release = step('release savepoint one')
const backToSavepoint = step('rollback to savepoint one')

export interface TransactionOptions {
  readonly connection: PostgresConnection
  readonly pooled: boolean
  readonly chain: PostgresChain
  readonly unique: UniqueColumns
}

export class PostgresTransaction {
  readonly #connection: PostgresConnection
  readonly #pooled: boolean
  readonly #chain: PostgresChain
  readonly #unique: UniqueColumns

  constructor({ connection, pooled, chain, unique }: TransactionOptions) {
    this.#connection = connection
    this.#pooled = pooled
    this.#chain = chain
    this.#unique = unique
  }

  /**
   * Returns how each commit ended. Throws PipelineBroke when all of them failed together and nothing is
   * stored, OutcomeUnknown when nobody knows whether they are stored.
   */
  async outcomes(commits: readonly Commit[]): Promise<Outcome[]> {
    return this.#keepingChain(commits, (before) => this.#outcomes(commits, before))
  }

  /**
   * Stores all commits and returns the rows of the first; throws the same errors when one fails. `report` is
   * called with the number of commits done.
   */
  async all(commits: readonly Commit[], report: (done: number) => void): Promise<unknown[][]> {
    return this.#keepingChain(commits, async (before) => {
      await this.#run(this.#opening(!commits.some(isAlone)))
      const asked = new Set<Statement>()
      let rows: unknown[][] | undefined
      let done = 0
      for (const part of groupsOf(commits)) {
        const first = await this.#inPipelines(part, asked)
        rows ??= first
        done += part.length
        report(done)
      }
      await this.#commit(this.#chain.keep(before))
      return rows ?? []
    })
  }

  /** Runs commits of a transaction, as many as may be together, and returns the rows of the first. */
  async #inPipelines(commits: readonly Commit[], asked: Set<Statement>): Promise<unknown[][]> {
    let first: unknown[][] | undefined
    let steps: Step[] = []
    const send = async () => {
      const done: Done[] = []
      for (const some of pipelinesOf(steps)) done.push(...(await this.#run(some)))
      steps = []
      return done
    }
    for (const commit of commits) {
      const { before, own } = this.#stepsOf(commit, asked)
      steps.push(...before, ...own)
      const isFirst = first === undefined
      // guard postgres-24: waits(commit) → false
      const done = isFirst || waits(commit) ? await send() : []
      const rows = done.slice(done.length - own.length).map(rowsOf)
      first ??= rows
      steps.push(...this.#chain.addAll(cellsOf(commit, rows), commit, rows))
    }
    await send()
    return first ?? []
  }

  /** A guard that was asked before is not asked again: the lock of the transaction keeps it true. */
  #stepsOf(commit: Commit, asked: Set<Statement>) {
    const { guards = [], statements, changesAuthority } = commit
    const before = guards.filter((guard) => !asked.has(guard)).map(guardStep)
    for (const guard of guards) asked.add(guard)
    if (changesAuthority) asked.clear()
    const { items } = commit
    const list = items?.text ?? ''
    const own = statements.map((one) => (items ? itemsStep(one, list, items.count) : stepOf(one)))
    return { before, own }
  }

  #opening(values: boolean): Step[] {
    return [
      opening.begin,
      ...(this.#pooled ? [opening.timeouts] : []),
      // guard postgres-4: becomes opening.shared
      values ? opening.shared : opening.alone,
    ]
  }

  /** If anything fails, sets the chain back to its known head, or leaves it when its head is unknown. */
  async #keepingChain<T>(
    commits: readonly Commit[],
    action: (before: ChainHead) => Promise<T>,
  ): Promise<T> {
    const before = await this.#chain.head(this.#connection, commits[0]?.audit.at ?? 0)
    try {
      return await action(before)
    } catch (error) {
      const moved = error instanceof PipelineBroke && error.message === chainMoved
      if (moved || error instanceof OutcomeUnknown) this.#chain.leave()
      else this.#chain.backTo(before)
      throw error
    }
  }

  async #outcomes(commits: readonly Commit[], before: ChainHead): Promise<Outcome[]> {
    const values = !commits.some(isAlone)
    const open = this.#opening(values)
    const [only] = commits
    const alone = commits.length === 1 ? only : undefined
    // A change of rights often makes the others of its batch fail, so they are not tried together first.
    if (alone === undefined && !values) return this.#oneByOne(open, commits, before)
    try {
      if (alone !== undefined && waits(alone)) return [await this.#creating(open, alone, before)]
      return await this.#together(open, commits, before)
    } catch (error) {
      if (!(error instanceof PipelineBroke) || !isFault(error, open.length)) throw error
      this.#chain.backTo(before)
      if (alone !== undefined) return [{ error: errorOf(error, this.#unique) }]
      return this.#oneByOne(open, commits, before)
    }
  }

  /** Stores all commits in one round trip. If any statement fails, nothing is stored. */
  async #together(
    open: readonly Step[],
    commits: readonly Commit[],
    before: ChainHead,
  ): Promise<Outcome[]> {
    const steps = [...open]
    const selects = new Map<string, number>()
    const places: number[][] = []
    for (const at of inOrder(commits)) {
      const { statements, audit, guards = [] } = commits[at] as Commit
      for (const guard of guards) placeOf(guardStep(guard), steps, selects)
      places[at] = statements.map((statement) => placeOf(stepOf(statement), steps, selects))
      steps.push(...this.#chain.addAll(auditCells(audit), commits[at] as Commit, []))
    }
    const done = await this.#commit([...steps, ...this.#chain.keep(before)])
    return places.map((own) => ({ rows: own.map((place) => done[place]?.rows ?? []) }))
  }

  /** The audit row waits for what its statements return, such as the id of what they create. */
  async #creating(open: readonly Step[], commit: Commit, before: ChainHead): Promise<Outcome> {
    const first = [...open, ...guardSteps(commit)]
    const done = await this.#run([...first, ...commit.statements.map(stepOf)])
    const rows = done.slice(first.length).map((each) => each.rows)
    try {
      const added = this.#chain.addAll(cellsOf(commit, rows), commit, rows)
      await this.#commit([...added, ...this.#chain.keep(before)])
      return { rows }
    } catch (error) {
      if (error instanceof PipelineBroke || error instanceof OutcomeUnknown) throw error
      await this.#connection.run([rollback])
      return { error: error as Error }
    }
  }

  /** Runs each commit in a savepoint, so that only the commits that fail are lost. */
  async #oneByOne(
    open: readonly Step[],
    commits: readonly Commit[],
    before: ChainHead,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    await this.#run(open)
    for (const at of inOrder(commits)) outcomes[at] = await this.#inSavepoint(commits[at] as Commit)
    await this.#commit(this.#chain.keep(before))
    return outcomes
  }

  async #inSavepoint(commit: Commit): Promise<Outcome> {
    const head = this.#chain.end
    const first = [savepoint, ...guardSteps(commit)]
    try {
      const done = await this.#connection.run([...first, ...commit.statements.map(stepOf)])
      const rows = done.slice(first.length).map((each) => each.rows)
      await this.#connection.run([
        ...this.#chain.addAll(cellsOf(commit, rows), commit, rows),
        release,
      ])
      return { rows }
    } catch (error) {
      const broke = error instanceof PipelineBroke
      if (broke && isUseless(error)) throw error
      if (broke && isWorthRepeating(error)) return await this.#leave(error)
      this.#chain.backTo(head)
      // guard postgres-6: without backToSavepoint,
      await this.#run([backToSavepoint, release])
      return { error: broke ? errorOf(error, this.#unique) : (error as Error) }
    }
  }

  /** Sends the last steps of the transaction. If the connection is lost now, the outcome is unknown. */
  async #commit(steps: readonly Step[]): Promise<Done[]> {
    try {
      const done = await this.#connection.run([...steps, commitStep])
      if (done.at(-1)?.tag !== 'COMMIT') throw new Error('PostgreSQL did not commit')
      // guard postgres-2: becomes false
      if (this.#connection.warned) throw new OutcomeUnknown('the standby has not confirmed it')
      return done
    } catch (error) {
      if (!(error instanceof PipelineBroke)) throw error
      if (error.code !== undefined && error.at < steps.length) return await this.#leave(error)
      this.#connection.destroy()
      // guard postgres-1: throw new OutcomeUnknown(error.message) → return []
      throw new OutcomeUnknown(error.message)
    }
  }

  async #run(steps: readonly Step[]): Promise<Done[]> {
    try {
      return await this.#connection.run(steps)
    } catch (error) {
      if (!(error instanceof PipelineBroke)) throw error
      return await this.#leave(error)
    }
  }

  /** Rolls the transaction back, then throws the error. */
  async #leave(error: PipelineBroke): Promise<never> {
    await this.#connection.run([rollback]).catch(() => this.#connection.destroy())
    throw error
  }
}

/** Whether a commit caused the error, and not the opening of the transaction or the server. */
const isFault = (error: PipelineBroke, opened: number) =>
  error.at >= opened && !isWorthRepeating(error) && (!isOutage(error) || isTooSlow(error))

const rowsOf = ({ rows }: Done) => rows
const guardStep = (guard: Statement): Step => stepOf(required(guard))
const guardSteps = ({ guards = [] }: Commit) => guards.map(guardStep)

const stepOf = (statement: Statement): Step => ({
  text: insistingText(statement),
  values: statement.parameters,
})

const waits = ({ audit }: Commit) => openIn(audit) !== undefined || audit.texts !== undefined

function cellsOf({ audit }: Commit, rows: readonly unknown[][]) {
  const cells = auditCells(audit)
  const open = openIn(audit)
  if (open !== undefined) fillIn(cells, open, rows)
  return cells
}
