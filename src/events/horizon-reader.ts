// How far the audit is settled: everything before that row is stored, and whoever reads from now on sees it.
import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import { nextRow } from './sql.ts'

/** Milliseconds between two looks whether a commit has ended. */
const lookMilliseconds = 10

/**
 * Nodes take numbers of the audit before others see their rows, so that a smaller number may appear after a larger one.
 * A number is settled when all commits have ended that were under way when it was the next one.
 */
export class Horizon {
  readonly #db: Pick<Db, 'read'>
  #known = 0

  constructor(db: Pick<Db, 'read'>) {
    this.#db = db
  }

  /** The first number that is not settled. Usually that is the next one; while a long commit runs, an earlier one. */
  async settled(): Promise<number> {
    const until = performance.now() + limits.event_settling_milliseconds
    const { sequence, commits: begun } = await this.#look()
    let left = begun
    // guard event-9: becomes false
    while (left.length > 0) {
      if (performance.now() > until) return this.#knownSoFar()
      await pause(lookMilliseconds)
      const { commits } = await this.#look()
      left = left.filter((commit) => commits.includes(commit))
    }
    this.#known = Math.max(this.#known, sequence)
    return this.#known
  }

  async #look(): Promise<{ sequence: number; commits: string[] }> {
    const [[row]] = await this.#db.read(nextRow)
    const { sequence = 0, commits = '' } = row ?? {}
    return { sequence, commits: commits === '' ? [] : commits.split(' ') }
  }

  #knownSoFar(): number {
    if (this.#known > 0) return this.#known
    throw new Refusal('overloaded', {
      message:
        'A long change is being stored, so it is not known yet which events are whole. Try again.',
      headers: { 'Retry-After': '1' },
    })
  }
}
