// Lets so many do something at a time, one of each caller; some may wait, the others are refused.
import { Line } from './line.ts'
import { Unavailable } from './store/db.ts'

interface Places {
  readonly atOnce: number
  /** Of one caller. */
  readonly waiting: number
}

export class Turns {
  readonly #places: Places
  readonly #running = new Set<string>()
  readonly #waiting = new Line<() => void>()

  constructor(places: Places) {
    this.#places = places
  }

  /** Callers take turns; each comes in the order of his own. Throws `Unavailable` when too many of his wait already. */
  async take<T>(caller: string, action: () => Promise<T>): Promise<T> {
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
    if (this.#waiting.lengthOf(caller) >= this.#places.waiting) {
      throw new Unavailable('too many wait already')
    }
    return new Promise((resolve) => {
      this.#waiting.add(caller, () => {
        this.#running.add(caller)
        resolve()
      })
    })
  }
}
