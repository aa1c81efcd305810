// One transaction of PostgreSQL with the commits of a batch.
import type { ChainHead } from '../audit/chain.ts'
import { auditCells, fillCreated } from '../audit/row.ts'
import { type Commit, isAlone } from '../db.ts'
import { required, type Statement } from '../statement.ts'
import { chainMoved, type PostgresChain } from './chain.ts'
import { type Done, PipelineBroke, type PostgresConnection, type Step, step } from './connection.ts'
import {
  errorOf,
  isOutage,
  isTooSlow,
  isUseless,
  isWorthRepeating,
  OutcomeUnknown,
  type UniqueColumns,
} from './outcome.ts'
import { transactionTimeouts } from './target.ts'
import { insistingText } from './text.ts'

/** Commits of a pipeline, of those that are stored all or not at all. */
const partSize = 500

/** How one commit ended. */
export type Outcome = { readonly rows: unknown[][] } | { readonly error: Error }

/**
 * Held by every commit until it ends: shared by those that change nobody's authority, alone by those
 * that do. So what a guard has seen stays true until its commit is stored, on every node.
 */
const authorityLock = 4_711_001

const opening = {
  begin: step('begin isolation level read committed read write'),
  timeouts: step(transactionTimeouts),
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
   * How each commit ended. Throws PipelineBroke when all of them failed together and nothing is stored,
   * OutcomeUnknown when nobody knows.
   */
  async outcomes(commits: readonly Commit[]): Promise<Outcome[]> {
    return this.#keepingChain(commits, (before) => this.#outcomes(commits, before))
  }

  /** Stores all of them; throws the same when one fails. `told` hears how many are done. */
  async all(commits: readonly Commit[], told: (done: number) => void): Promise<void> {
    await this.#keepingChain(commits, async (before) => {
      await this.#run(this.#opening(false))
      for (let at = 0; at < commits.length; at += partSize) {
        const part = commits.slice(at, at + partSize)
        await this.#run(part.flatMap((commit) => this.#stepsOf(commit)))
        told(at + part.length)
      }
      await this.#commit(this.#chain.keep(before))
    })
  }

  #stepsOf(commit: Commit): Step[] {
    const row = this.#chain.add(auditCells(commit.audit))
    return [...guardSteps(commit), ...commit.statements.map(stepOf), row]
  }

  #opening(values: boolean): Step[] {
    return [
      opening.begin,
      ...(this.#pooled ? [opening.timeouts] : []),
      values ? opening.shared : opening.alone,
    ]
  }

  /** Whatever fails, the chain goes on from where it is known to be. */
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
    // Changes of rights make others start over; it is known beforehand that they often fail together.
    if (alone === undefined && !values) return this.#oneByOne(open, commits, before)
    try {
      if (alone?.audit.created !== undefined) return [await this.#creating(open, alone, before)]
      return await this.#together(open, commits, before)
    } catch (error) {
      if (!(error instanceof PipelineBroke) || !isFault(error, open.length)) throw error
      this.#chain.backTo(before)
      if (alone !== undefined) return [{ error: errorOf(error, this.#unique) }]
      return this.#oneByOne(open, commits, before)
    }
  }

  /** In one round trip; whichever statement fails, nothing is stored. */
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
      steps.push(this.#chain.add(auditCells(audit)))
    }
    const done = await this.#commit([...steps, ...this.#chain.keep(before)])
    return places.map((own) => ({ rows: own.map((place) => done[place]?.rows ?? []) }))
  }

  /** The audit row of a creation waits for the id that its statement returns. */
  async #creating(open: readonly Step[], commit: Commit, before: ChainHead): Promise<Outcome> {
    const first = [...open, ...guardSteps(commit)]
    const done = await this.#run([...first, ...commit.statements.map(stepOf)])
    const rows = done.slice(first.length).map((each) => each.rows)
    try {
      const row = this.#chain.add(cellsOf(commit, rows))
      await this.#commit([row, ...this.#chain.keep(before)])
      return { rows }
    } catch (error) {
      if (error instanceof PipelineBroke || error instanceof OutcomeUnknown) throw error
      await this.#connection.run([rollback])
      return { error: error as Error }
    }
  }

  /** Each in a savepoint, so that only those are lost that fail. */
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
      await this.#connection.run([this.#chain.add(cellsOf(commit, rows)), release])
      return { rows }
    } catch (error) {
      const broke = error instanceof PipelineBroke
      if (broke && isUseless(error)) throw error
      if (broke && isWorthRepeating(error)) return await this.#leave(error)
      this.#chain.backTo(head)
      await this.#run([backToSavepoint, release])
      return { error: broke ? errorOf(error, this.#unique) : (error as Error) }
    }
  }

  /** The last steps of the transaction; a connection that is lost now leaves nobody knowing. */
  async #commit(steps: readonly Step[]): Promise<Done[]> {
    try {
      const done = await this.#connection.run([...steps, commitStep])
      if (done.at(-1)?.tag !== 'COMMIT') throw new Error('PostgreSQL did not commit')
      if (this.#connection.warned) throw new OutcomeUnknown('the standby has not confirmed it')
      return done
    } catch (error) {
      if (!(error instanceof PipelineBroke)) throw error
      if (error.code !== undefined && error.at < steps.length) return await this.#leave(error)
      this.#connection.destroy()
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

  /** Ends the transaction before the error goes on its way. */
  async #leave(error: PipelineBroke): Promise<never> {
    await this.#connection.run([rollback]).catch(() => this.#connection.destroy())
    throw error
  }
}

/** Whether a commit is to blame, not the opening of the transaction and not the server. */
const isFault = (error: PipelineBroke, opened: number) =>
  error.at >= opened && !isWorthRepeating(error) && (!isOutage(error) || isTooSlow(error))

/**
 * Values in the order of their keys, so that two nodes never wait for each other; those of one key in
 * the order in which they were asked for.
 */
function inOrder(commits: readonly Commit[]): number[] {
  const places = commits.map((_, at) => at)
  if (commits.some(isAlone)) return places
  const keys = commits.map(({ audit }) => `${audit.user_id ?? ''} ${audit.user_attribute_id ?? ''}`)
  return places.sort((one, other) => compare(keys[one] ?? '', keys[other] ?? ''))
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

const guardStep = (guard: Statement): Step => stepOf(required(guard))
const guardSteps = ({ guards = [] }: Commit) => guards.map(guardStep)

const stepOf = (statement: Statement): Step => ({
  text: insistingText(statement),
  values: statement.parameters,
})

function cellsOf({ audit }: Commit, rows: readonly unknown[][]) {
  const cells = auditCells(audit)
  if (audit.created !== undefined) fillCreated(cells, audit.created, rows)
  return cells
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
