// Commits that are stored together or not at all. They are sent to the writer thread in parts of one transaction.
import type { Commit } from '../db.ts'
import { groupsOf } from '../parts.ts'
import { errorOf, type Outcome } from './outcome.ts'

interface Hears {
  readonly report: (done: number) => void
  /** The rows that each statement of the first commit has returned. */
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: Error) => void
}

export class Batch {
  readonly changesAuthority: boolean
  readonly #scrubs: boolean
  readonly #parts: readonly (readonly Commit[])[]
  readonly #hears: Hears
  #sent = 0

  constructor(commits: readonly Commit[], hears: Hears) {
    this.#parts = [...groupsOf(commits)]
    this.#hears = hears
    this.changesAuthority = commits.some((commit) => commit.changesAuthority)
    this.#scrubs = commits.some((commit) => commit.scrubs === true)
  }

  /** Whether the next part is the last: the writer then stores all parts. */
  get isLast(): boolean {
    return this.#sent >= this.#parts.length - 1
  }

  /** Whether the next part scrubs; must be read before that part is taken. */
  get scrubsNow(): boolean {
    return this.#scrubs && this.isLast
  }

  nextPart() {
    const part = this.isLast ? 'last' : 'not last'
    const commits = this.#parts[this.#sent++] ?? []
    return { commits, part } as const
  }

  report(done: number): void {
    this.#hears.report(done)
  }

  /** Gives the caller the outcome of all commits. */
  end(outcome: Outcome): void {
    if ('rows' in outcome) this.#hears.resolve(outcome.rows)
    else this.#hears.reject(errorOf(outcome))
  }

  reject(error: Error): void {
    this.#hears.reject(error)
  }
}
