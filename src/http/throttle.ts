// Slows down callers: users by key, strangers by address, and guesses only after failures.
import { limits } from '../limits.ts'
import { Guesses } from './guesses.ts'
import { networkOf } from './network.ts'
import { type Rate, RateLimiter, refuse } from './rate-limit.ts'

/** Requests of one address that carry no living token. */
const strangers: Rate = { perSecond: 20, burst: 200 }
/** Requests of one address that need no token: sign-ins, documents, pages, unknown paths. */
const openRequests: Rate = { perSecond: 50, burst: 500 }
/** After a pause a caller may make the calls of this many seconds at once. */
const burstSeconds = 5

export class Throttle {
  readonly #callers: RateLimiter
  readonly #strangers = new RateLimiter(strangers)
  readonly #openRequests = new RateLimiter(openRequests)
  /** Sign-ins with API keys. */
  readonly guesses = new Guesses()

  constructor(requestsPerSecond: number) {
    const burst = requestsPerSecond * burstSeconds
    this.#callers = new RateLimiter({ perSecond: requestsPerSecond, burst })
  }

  /** Counts a request of an API key. Throws 429. */
  caller(key: string, now: number): void {
    const { waitMilliseconds } = this.#callers.take(key, now)
    if (waitMilliseconds > 0) refuse(this.#callers.rate, waitMilliseconds)
  }

  /** Counts a request without a living token. Throws 429. */
  stranger(address: string, now: number): void {
    // guard limit-3: networkOf(address) → address
    const { waitMilliseconds } = this.#strangers.take(networkOf(address), now)
    if (waitMilliseconds > 0) refuse(strangers, waitMilliseconds)
  }

  /** Counts a request that needs no token. Throws 429. */
  open(address: string, now: number): void {
    const { waitMilliseconds } = this.#openRequests.take(networkOf(address), now)
    if (waitMilliseconds > 0) refuse(openRequests, waitMilliseconds)
  }

  /** Counts an answer as further requests, according to its bytes. */
  answered(key: string, bytes: number, now: number): void {
    const more = Math.floor(bytes / limits.answer_bytes_per_request)
    if (more > 0) this.#callers.count(key, now, more)
  }
}
