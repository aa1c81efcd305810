// Runs handlers again whose data has changed before their commit, so that none of them waits for ever.
import { LostRace } from '../store/db.ts'

/** The most runs of a handler whose commit loses its race; then the caller is told to try again. */
const attempts = 200

/** Whoever has lost so often waits for a turn, one after the other: newer requests would go on winning. */
const atOnce = 2

export class Settling {
  #last: Promise<unknown> = Promise.resolve()

  /** Returns what the first run returns whose commit wins its race; `run` is told which run it is, from 1. */
  async settle<T>(run: (attempt: number) => Promise<T>): Promise<T> {
    try {
      return await untilSettled(run, 1, atOnce)
    } catch (error) {
      if (!(error instanceof LostRace)) throw error
    }
    // guard limit-24: this.#inTurn → ((action) => action())
    return this.#inTurn(() => untilSettled(run, atOnce + 1, attempts))
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

async function untilSettled<T>(
  run: (attempt: number) => Promise<T>,
  first: number,
  last: number,
): Promise<T> {
  for (let attempt = first; ; attempt++) {
    try {
      return await run(attempt)
    } catch (error) {
      if (!(error instanceof LostRace) || attempt >= last) throw error
    }
  }
}
