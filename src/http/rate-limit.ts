// How often somebody may call: the generic cell rate algorithm, one moment remembered per key (D-07).
import { limits } from '../limits.ts'

export interface Rate {
  /** Cells that come back per second. */
  readonly perSecond: number
  /** Calls that may come at once after a pause. */
  readonly burst: number
}

export interface Verdict {
  readonly allowed: boolean
  /** Milliseconds until a refused call would be allowed; 0 for an allowed one. */
  readonly waitMilliseconds: number
}

const allowedVerdict: Verdict = { allowed: true, waitMilliseconds: 0 }

export class RateLimiter {
  readonly rate: Rate
  /**
   * By key, the moment from which the key is fully rested. Two generations: when the young one is
   * full it becomes the old one, and what the old one held is forgotten.
   */
  #young = new Map<string, number>()
  #old = new Map<string, number>()
  readonly #interval: number
  readonly #tolerance: number

  constructor(rate: Rate) {
    this.rate = rate
    this.#interval = 1000 / rate.perSecond
    this.#tolerance = this.#interval * (rate.burst - 1)
  }

  /** Whether a call would be allowed now, without counting it. `now` in milliseconds. */
  look(key: string, now: number): Verdict {
    const rested = this.#restedAt(key)
    const wait = rested - this.#tolerance - now
    if (wait <= 0) return allowedVerdict
    // Whoever is refused must not be forgotten for it: others may come by the hundred thousand.
    this.#remember(key, rested)
    return { allowed: false, waitMilliseconds: wait }
  }

  /** Counts a call if it is allowed; a refused one costs nothing. */
  take(key: string, now: number): Verdict {
    const verdict = this.look(key, now)
    if (verdict.allowed) this.count(key, now)
    return verdict
  }

  /**
   * Counts a call, or as many as something costs, whatever the verdict. Nobody is made to wait longer than
   * somebody who rests for a whole burst.
   */
  count(key: string, now: number, calls = 1): void {
    const rested = Math.max(this.#restedAt(key), now) + this.#interval * calls
    this.#remember(key, Math.min(rested, now + this.#tolerance * 2 + this.#interval))
  }

  #remember(key: string, rested: number): void {
    if (this.#young.size >= limits.remembered_callers && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, rested)
  }

  #restedAt(key: string): number {
    return this.#young.get(key) ?? this.#old.get(key) ?? 0
  }
}
