// Lets so many do something at a time; some may wait, the others are refused.
import { Unavailable } from './store/db.ts'

interface Places {
  readonly atOnce: number
  readonly waiting: number
}

export class Turns {
  readonly #places: Places
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(places: Places) {
    this.#places = places
  }

  /** In the order in which they came. Throws `Unavailable` when too many wait already. */
  async take<T>(action: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#places.atOnce) await this.#turn()
    else this.#running++
    try {
      return await action()
    } finally {
      const next = this.#waiting.shift()
      // Whoever is next has the place that becomes free.
      if (next === undefined) this.#running--
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#places.waiting) {
      throw new Unavailable('too many wait already')
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
