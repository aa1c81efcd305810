// How many bytes one caller may have stored in an hour: the audit keeps every change for good (decision 49).
import { Refusal } from '../errors.ts'
import { RateLimiter } from './rate-limit.ts'

const hourSeconds = 3600
const megabyte = 1024 * 1024

export class WriteBudget {
  readonly #bytes: RateLimiter

  constructor(megabytesAnHour: number) {
    const burst = megabytesAnHour * megabyte
    this.#bytes = new RateLimiter({ perSecond: burst / hourSeconds, burst })
  }

  /** Throws 429 when the caller has used up their bytes. */
  insist(caller: string, now: number): void {
    const { waitMilliseconds } = this.#bytes.look(caller, now)
    if (waitMilliseconds === 0) return
    const seconds = Math.ceil(waitMilliseconds / 1000)
    throw new Refusal('too_many', {
      message:
        `Too many bytes were stored by this caller in the last hour: try again in ${seconds} s. ` +
        'Fewer or shorter changes need no wait; --write-budget sets how much an hour may bring.',
      headers: { 'Retry-After': String(seconds) },
    })
  }

  /** Counts the stored bytes; the change that goes beyond the budget is the last. */
  count(caller: string, bytes: number, now: number): void {
    this.#bytes.count(caller, now, bytes)
  }
}
