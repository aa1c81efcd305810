// Limits the rate of calls with the generic cell rate algorithm, which remembers one moment for each key (D-07).
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'

export interface Rate {
  /** Calls per second in the long run. */
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
   * For each key, the moment when its whole burst is free again. There are two generations: when the young one
   * is full, it becomes the old one, and the previous old one is forgotten.
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
    // A refused caller must not be forgotten, even when hundreds of thousands of others call.
    // guard limit-1: gone
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
   * Counts a call, or as many as something costs, whatever the verdict. Nobody has to wait longer than it
   * takes for a whole burst to become free.
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

/** Refuses a caller who has to wait. */
export function refuse({ perSecond, burst }: Rate, waitMilliseconds: number): never {
  const seconds = Math.ceil(waitMilliseconds / 1000)
  throw new Refusal('too_many', {
    message: `Too Many Requests: try again in ${seconds} s.`,
    headers: {
      'Retry-After': String(seconds),
      'RateLimit-Policy': `"api";q=${burst};w=${Math.ceil(burst / perSecond)}`,
      RateLimit: `"api";r=0;t=${seconds}`,
    },
  })
}
