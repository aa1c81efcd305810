// Commits of which all are stored or none, as the writer thread is sent them: in parts of one transaction.
import type { Commit } from '../db.ts'
import { errorOf, type Outcome } from './outcome.ts'

/** Commits of a part: enough to keep the thread busy, few enough to tell how far it has got. */
const partSize = 2000

interface Hears {
  readonly told: (done: number) => void
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export class Batch {
  readonly #commits: readonly Commit[]
  readonly #hears: Hears
  #sent = 0

  constructor(commits: readonly Commit[], hears: Hears) {
    this.#commits = commits
    this.#hears = hears
  }

  get begun(): boolean {
    return this.#sent > 0
  }

  nextPart() {
    const commits = this.#commits.slice(this.#sent, this.#sent + partSize)
    this.#sent += commits.length
    return { commits, part: this.#sent < this.#commits.length ? 'not last' : 'last' } as const
  }

  /** Whether that was the end: the first part that fails, or the last. */
  flushed(outcomes: readonly Outcome[]): boolean {
    for (const outcome of outcomes) {
      if ('rows' in outcome) continue
      this.reject(errorOf(outcome))
      return true
    }
    this.#hears.told(this.#sent)
    if (this.#sent < this.#commits.length) return false
    this.#hears.resolve()
    return true
  }

  reject(error: Error): void {
    this.#hears.reject(error)
  }
}
