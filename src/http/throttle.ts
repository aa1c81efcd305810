// Who is slowed down when: callers by key, strangers by address, guessing by failures only.
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { networkOf } from './network.ts'
import { type Rate, RateLimiter } from './rate-limit.ts'

/** Requests of one address that carry no living token. */
const strangers: Rate = { perSecond: 20, burst: 200 }
/** Requests of one address that need no token: sign-ins, documents, pages, paths that nobody knows. */
const openRequests: Rate = { perSecond: 50, burst: 500 }
/** Failed sign-ins with one client id from one address: nobody can lock somebody else out. */
const failuresPerKey: Rate = { perSecond: 10 / 60, burst: 10 }
/** Failed sign-ins from one address. */
const failuresPerAddress: Rate = { perSecond: 1, burst: 60 }

/** Seconds after a pause for which a caller may use up what it saved. */
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
    const { waitMilliseconds } = this.#strangers.take(networkOf(address), now)
    if (waitMilliseconds > 0) refuse(strangers, waitMilliseconds)
  }

  /** Counts a request that needs no token. Throws 429. */
  open(address: string, now: number): void {
    const { waitMilliseconds } = this.#openRequests.take(networkOf(address), now)
    if (waitMilliseconds > 0) refuse(openRequests, waitMilliseconds)
  }

  /** Counts an answer of so many bytes as the requests that it is worth. */
  answered(key: string, bytes: number, now: number): void {
    const more = Math.floor(bytes / limits.answer_bytes_per_request)
    if (more > 0) this.#callers.count(key, now, more)
  }

  /** Throws 429 when too many sign-ins have failed; successful ones never count. */
  signIn(client_id: string, address: string, now: number): void {
    this.#failures(client_id, address, (limiter, key) => limiter.look(key, now).waitMilliseconds)
  }

  /**
   * Counts a failed sign-in. Throws 429 when others that were under way with it have failed meanwhile:
   * as many at once as anybody likes get no more answers than one after the other.
   */
  signInFailed(client_id: string, address: string, now: number): void {
    this.#failures(client_id, address, (limiter, key) => limiter.take(key, now).waitMilliseconds)
  }

  /** Refuses for the longer wait of the two, so that whoever obeys it is not refused again. */
  #failures(
    client_id: string,
    address: string,
    waitOf: (limiter: RateLimiter, key: string) => number,
  ): void {
    const network = networkOf(address)
    // Longer than any id: all of those are one, or their texts would fill the memory.
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
