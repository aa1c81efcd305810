// Who is slowed down when: callers by key, strangers by address, guessing by failures only.
import { Refusal } from '../errors.ts'
import { type Rate, RateLimiter } from './rate-limit.ts'

/** Requests of one address that carry no living token. */
const strangers: Rate = { perSecond: 20, burst: 200 }
/** Failed sign-ins with one client id from one address: nobody can lock somebody else out. */
const failuresPerKey: Rate = { perSecond: 10 / 60, burst: 10 }
/** Failed sign-ins from one address. */
const failuresPerAddress: Rate = { perSecond: 1, burst: 60 }

/** Seconds after a pause for which a caller may use up what it saved. */
const burstSeconds = 5

export class Throttle {
  readonly #callers: RateLimiter
  readonly #strangers = new RateLimiter(strangers)
  readonly #failuresPerKey = new RateLimiter(failuresPerKey)
  readonly #failuresPerAddress = new RateLimiter(failuresPerAddress)

  constructor(requestsPerSecond: number) {
    const burst = requestsPerSecond * burstSeconds
    this.#callers = new RateLimiter({ perSecond: requestsPerSecond, burst })
  }

  /** Counts a request of an API key. Throws 429. */
  caller(key: string, now: number): void {
    insist(this.#callers, this.#callers.take(key, now).waitMilliseconds)
  }

  /** Counts a request without a living token. Throws 429. */
  stranger(address: string, now: number): void {
    insist(this.#strangers, this.#strangers.take(address, now).waitMilliseconds)
  }

  /** Throws 429 when too many sign-ins have failed; successful ones never count. */
  signIn(client_id: string, address: string, now: number): void {
    const [one, all] = [this.#failuresPerKey, this.#failuresPerAddress]
    insist(one, one.look(`${address} ${client_id}`, now).waitMilliseconds)
    insist(all, all.look(address, now).waitMilliseconds)
  }

  signInFailed(client_id: string, address: string, now: number): void {
    this.#failuresPerKey.count(`${address} ${client_id}`, now)
    this.#failuresPerAddress.count(address, now)
  }
}

function insist({ rate }: RateLimiter, waitMilliseconds: number): void {
  if (waitMilliseconds === 0) return
  const seconds = Math.ceil(waitMilliseconds / 1000)
  throw new Refusal('too_many', {
    message: `Too Many Requests: try again in ${seconds} s.`,
    headers: {
      'Retry-After': String(seconds),
      'RateLimit-Policy': `"api";q=${rate.burst};w=${Math.ceil(rate.burst / rate.perSecond)}`,
      RateLimit: `"api";r=0;t=${seconds}`,
    },
  })
}
