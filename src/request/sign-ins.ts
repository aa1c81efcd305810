// What all sign-ins of people share: the line before the hashing of passwords, and the counts of failures.
import { Refusal } from '../errors.ts'
import type { SessionCookie } from '../http/cookie.ts'
import { Guesses } from '../http/guesses.ts'
import { networkOf } from '../http/network.ts'
import { RateLimiter } from '../http/rate-limit.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { type Cost, hashPassword, isOutdated, isPassword } from '../keys/password.ts'
import type { RandomBytes } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import { Turns } from './turns.ts'

interface Options {
  readonly keys: Pick<KeyRing, 'digest' | 'matches'>
  readonly random: RandomBytes
  readonly cost: Cost
  readonly cookie: SessionCookie
  readonly signingIn: SessionCookie
  /** Whether many people have this password. */
  readonly isCommon: (password: string) => boolean
}

/** The user, and the hash of their password. */
interface Held {
  readonly user_id: string
  readonly password_hash: string | null
}

const hourSeconds = 3600

export class SignIns {
  readonly cookie: SessionCookie
  /** The cookie of a sign-in with a provider that is under way. */
  readonly signingIn: SessionCookie
  readonly isCommon: (password: string) => boolean
  /** Wrong passwords and codes; they are counted on every server, also where nobody else is slowed down. */
  readonly guesses = new Guesses()
  readonly #options: Options
  readonly #hashing = new Turns({
    atOnce: limits.hashed_at_once,
    waiting: limits.waiting_hashes_per_network,
    inAll: limits.waiting_hashes,
  })
  readonly #audited = new RateLimiter({
    perSecond: limits.audited_failures_per_hour / hourSeconds,
    burst: limits.audited_failures_per_hour,
  })

  constructor(options: Options) {
    this.#options = options
    this.cookie = options.cookie
    this.signingIn = options.signingIn
    this.isCommon = options.isCommon
  }

  /** Whether it is the password of this user; takes as long for nobody, who has none. */
  isPassword(held: Held | undefined, password: string, address: string): Promise<boolean> {
    const nobody = { user_id: '', password_hash: null }
    // Longer than any password can be: what is hashed in its place is nobody's.
    // guard password-2: becomes false
    const isTooLong = password.length > longest
    const hashed = held === undefined || isTooLong ? nobody : held
    const text = isTooLong ? '' : password
    return this.#inTurn(address, () => isPassword(this.#options, hashed, text))
  }

  hash(user_id: string, password: string, address: string): Promise<string> {
    return this.#inTurn(address, () => hashPassword(this.#options, user_id, password))
  }

  /** Whether a hash was made when passwords cost less to try. */
  isOutdated(password_hash: string): boolean {
    return isOutdated(password_hash, this.#options.cost)
  }

  /** Whether the audit has room for a failure: strangers must not fill the disk (decision 49). */
  mayAudit(now: number): boolean {
    return this.#audited.take('', now).allowed
  }

  async #inTurn<T>(address: string, action: () => Promise<T>): Promise<T> {
    try {
      return await this.#hashing.take(networkOf(address), action)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw new Refusal('overloaded', {
        message: 'Too many sign-ins are under way, and nothing was stored. Try again.',
        headers: { 'Retry-After': '1' },
      })
    }
  }
}

/** A character may be written in several ways, but not in many more characters than one. */
const longest = 4 * limits.password_characters
