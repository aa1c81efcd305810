// Limits concurrent work: one piece for each caller; some callers may wait, others are refused.
import { Refusal } from '../errors.ts'
import { Line } from '../http/line.ts'

interface Places {
  readonly atOnce: number
  /** How many pieces of work of one caller may wait. */
  readonly waiting: number
  /** How many may wait in all; undefined: the number of callers is bounded elsewhere. */
  readonly inAll?: number
}

export class Turns {
  readonly #places: Places
  readonly #running = new Set<string>()
  readonly #waiting = new Line<() => void>()
  #waits = 0

  constructor(places: Places) {
    this.#places = places
  }

  /**
   * Callers take turns; each keeps their own order. Throws 429 when too many of theirs wait already, and 503 when too
   * many of all do.
   */
  async take<T>(caller: string, action: () => Promise<T>): Promise<T> {
    // guard limit-13: without && !this.#running.has(caller)
    const mayRun = this.#running.size < this.#places.atOnce && !this.#running.has(caller)
    if (mayRun) this.#running.add(caller)
    else await this.#turn(caller)
    try {
      return await action()
    } finally {
      this.#running.delete(caller)
      this.#waiting.next((other) => !this.#running.has(other))?.()
    }
  }

  #turn(caller: string): Promise<void> {
    // guard list-4: becomes false
    if (this.#waiting.lengthOf(caller) >= this.#places.waiting) throw tooManyOfYours()
    // guard password-3: gone
    if (this.#waits >= (this.#places.inAll ?? Number.POSITIVE_INFINITY)) throw tooMany()
    this.#waits++
    return new Promise((resolve) => {
      this.#waiting.add(caller, () => {
        this.#waits--
        this.#running.add(caller)
        resolve()
      })
    })
  }
}

const headers = { 'Retry-After': '1' }
const tooManyOfYours = () =>
  new Refusal('too_many', {
    message:
      'Too many of your requests that take long wait already, and nothing was stored. Wait for an answer before you send the next one.',
    headers,
  })
const tooMany = () =>
  new Refusal('overloaded', {
    message: 'Too many requests that take long wait already, and nothing was stored. Try again.',
    headers,
  })
