// Limits how often somebody may guess: only failures count, and they are counted for each account and network.
import { limits } from '../limits.ts'
import { networkOf } from './network.ts'
import { type Rate, RateLimiter, refuse } from './rate-limit.ts'

/** Failed sign-ins for one account from one address: nobody can lock somebody else out. */
const failuresPerKey: Rate = { perSecond: 10 / 60, burst: 10 }
/** Failed sign-ins from one address. */
const failuresPerAddress: Rate = { perSecond: 1, burst: 60 }

/** Wrong codes of a second factor for one account, from all networks: whoever sends them knows the password. */
const failuresPerSecondFactor: Rate = { perSecond: 10 / 3600, burst: 20 }

export class Guesses {
  readonly #failuresPerKey = new RateLimiter(failuresPerKey)
  readonly #failuresPerAddress = new RateLimiter(failuresPerAddress)
  readonly #failuresPerSecondFactor = new RateLimiter(failuresPerSecondFactor)

  /** Throws 429 when too many sign-ins have failed; successful ones never count. */
  insistOnRoom(account: string, address: string, now: number): void {
    this.#failures(account, address, (limiter, key) => limiter.look(key, now).waitMilliseconds)
  }

  /**
   * Counts a failed sign-in. Throws 429 when others that were under way have failed meanwhile: any number of
   * sign-ins at once gets no more answers than the same number one after the other.
   */
  failed(account: string, address: string, now: number): void {
    // guard limit-2: limiter.take(key, now) → (limiter.count(key, now), { waitMilliseconds: 0 })
    this.#failures(account, address, (limiter, key) => limiter.take(key, now).waitMilliseconds)
  }

  /** Throws 429 when too many codes of this user were wrong; a recovery code still lets them in. */
  insistOnRoomForCode(user_id: string, now: number): void {
    const { waitMilliseconds } = this.#failuresPerSecondFactor.look(user_id, now)
    if (waitMilliseconds > 0) refuse(failuresPerSecondFactor, waitMilliseconds)
  }

  codeFailed(user_id: string, now: number): void {
    this.#failuresPerSecondFactor.count(user_id, now)
  }

  /** Refuses with the longer of the two waits, so that a caller who obeys it is not refused again. */
  #failures(
    account: string,
    address: string,
    waitOf: (limiter: RateLimiter, key: string) => number,
  ): void {
    const network = networkOf(address)
    // All names that are longer than any real one count as one, because their texts would fill the memory.
    // guard limit-4: becomes account
    const id = account.length > limits.client_id_characters ? '' : account
    const one = waitOf(this.#failuresPerKey, `${network} ${id}`)
    const all = waitOf(this.#failuresPerAddress, network)
    if (one > 0 || all > 0)
      refuse(one > all ? failuresPerKey : failuresPerAddress, Math.max(one, all))
  }
}
