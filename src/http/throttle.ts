// Slows down callers: users by key, strangers by address, and guesses only after failures.
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { networkOf } from './network.ts'
import { type Rate, RateLimiter } from './rate-limit.ts'

/** Requests of one address that carry no living token. */
const strangers: Rate = { perSecond: 20, burst: 200 }
/** Requests of one address that need no token: sign-ins, documents, pages, unknown paths. */
const openRequests: Rate = { perSecond: 50, burst: 500 }
/** Failed sign-ins with one client id from one address: nobody can lock somebody else out. */
const failuresPerKey: Rate = { perSecond: 10 / 60, burst: 10 }
/** Failed sign-ins from one address. */
const failuresPerAddress: Rate = { perSecond: 1, burst: 60 }

/** After a pause a caller may make the calls of this many seconds at once. */
const burstSeconds = 5

export class Throttle {
  readonly #callers: RateLimiter
  readonly #strangers = new RateLimiter(strangers)
  readonly #openRequests = new RateLimiter(openRequests)
  readonly #failuresPerKey = new RateLimiter(failuresPerKey)
  readonly #failuresPerAddress = new RateLimiter(failuresPerAddress)

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

  /** Throws 429 when too many sign-ins have failed; successful ones never count. */
  signIn(client_id: string, address: string, now: number): void {
    this.#failures(client_id, address, (limiter, key) => limiter.look(key, now).waitMilliseconds)
  }

  /**
   * Counts a failed sign-in. Throws 429 when others that were under way have failed meanwhile: any number of
   * sign-ins at once gets no more answers than the same number one after the other.
   */
  signInFailed(client_id: string, address: string, now: number): void {
    // guard limit-2: limiter.take(key, now) → (limiter.count(key, now), { waitMilliseconds: 0 })
    this.#failures(client_id, address, (limiter, key) => limiter.take(key, now).waitMilliseconds)
  }

  /** Refuses with the longer of the two waits, so that a caller who obeys it is not refused again. */
  #failures(
    client_id: string,
    address: string,
    waitOf: (limiter: RateLimiter, key: string) => number,
  ): void {
    const network = networkOf(address)
    // All ids that are longer than any real one count as one, because their texts would fill the memory.
    // guard limit-4: becomes client_id
    const id = client_id.length > limits.client_id_characters ? '' : client_id
    const one = waitOf(this.#failuresPerKey, `${network} ${id}`)
    const all = waitOf(this.#failuresPerAddress, network)
    if (one > 0 || all > 0)
      refuse(one > all ? failuresPerKey : failuresPerAddress, Math.max(one, all))
  }
}

function refuse({ perSecond, burst }: Rate, waitMilliseconds: number): never {
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
