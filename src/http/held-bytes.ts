// Counts bytes that the server keeps for callers until it has answered them, or until they have read the answer: by
// caller, and in total (T-41, T-42).
import type { ServerResponse } from 'node:http'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'

interface Holding {
  readonly response: ServerResponse
  readonly bytes: number
}

interface Held {
  bytes: number
  /** Oldest first. */
  readonly holdings: Set<Holding>
}

export class HeldBytes {
  readonly #callers = new Map<string, Held>()
  readonly #mostOfOne: number
  readonly #most: number
  readonly #why: string
  #bytes = 0

  /** The most bytes that are kept for one caller, and for all; `why` tells a caller who has no room left. */
  constructor(mostOfOne: number, most: number, why: string) {
    this.#mostOfOne = mostOfOne
    this.#most = most
    this.#why = why
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Refuses a caller for whom too much is kept. */
  insistOnRoom(caller: string): void {
    const ofCaller = this.#callers.get(caller)
    // guard limit-10: this.#mostOfOne → Number.POSITIVE_INFINITY
    if (ofCaller === undefined || ofCaller.bytes < this.#mostOfOne) return
    throw new Refusal('overloaded', {
      message: this.#why,
      headers: { 'Retry-After': '1' },
    })
  }

  /** Counts the bytes of an answer that has just been sent, if the system did not take them. */
  sent(caller: string, response: ServerResponse, bytes: number): void {
    const left = response.socket?.writableLength ?? 0
    // If the answer is a text, the rest is counted in characters.
    if (left >= limits.unread_bytes_uncounted) this.hold(caller, response, Math.max(left, bytes))
  }

  /**
   * Counts the bytes until the response is closed. Beyond the limit of all, the callers who hold most lose
   * their connections, oldest first, so that nobody else pays for them.
   */
  hold(caller: string, response: ServerResponse, bytes: number): void {
    if (response.destroyed) return
    const holding = { response, bytes }
    const ofCaller = this.#callers.get(caller) ?? { bytes: 0, holdings: new Set() }
    this.#callers.set(caller, ofCaller)
    ofCaller.holdings.add(holding)
    ofCaller.bytes += bytes
    this.#bytes += bytes
    response.once('close', () => this.#forget(caller, holding))
    // guard limit-11: becomes false
    while (this.#bytes > this.#most) {
      if (!this.#cutOff(holding)) return
    }
  }

  #forget(caller: string, holding: Holding): void {
    const ofCaller = this.#callers.get(caller)
    if (!ofCaller?.holdings.delete(holding)) return
    ofCaller.bytes -= holding.bytes
    this.#bytes -= holding.bytes
    if (ofCaller.holdings.size === 0) this.#callers.delete(caller)
  }

  /** Cuts off the oldest answer of the caller who holds most; returns false if that is the newest one. */
  #cutOff(newest: Holding): boolean {
    const [[caller, ofCaller] = []] = [...this.#callers].sort(
      ([, one], [, other]) => other.bytes - one.bytes,
    )
    const [oldest] = ofCaller?.holdings ?? []
    if (caller === undefined || oldest === undefined || oldest === newest) return false
    this.#forget(caller, oldest)
    oldest.response.destroy()
    return true
  }
}
