// A clock that never goes back, even if the machine's clock does (T-05, F-16).

/** The two sources of time, in milliseconds. */
export interface TimeSource {
  /** The machine's clock, since 1970 UTC; it may be set back. */
  readonly wall: () => number
  /** A stopwatch, since some moment; it is never set. */
  readonly elapsed: () => number
}

/**
 * The wall clock from `earliest` on. While it is behind a time that was returned before, time goes on from there
 * at its own pace: if time stopped, nothing would expire.
 */
export function steadyClock({ wall, elapsed }: TimeSource, earliest: number): () => number {
  let latest = earliest
  let at = elapsed()
  return () => {
    const now = wall()
    const passed = elapsed()
    latest = now >= latest ? now : latest + (passed - at)
    at = passed
    return Math.floor(latest)
  }
}

/**
 * The time that a database tells all of its nodes (T-46). Between two answers the machine's stopwatch goes on; the
 * machine's clock decides nothing.
 */
export class SharedTime {
  readonly #ask: () => Promise<number>
  readonly #machine: TimeSource
  #told = { time: 0, at: 0 }

  /** `ask` asks for the database's time; the method `ask` must have run once before `wall` is read. */
  constructor(ask: () => Promise<number>, machine: TimeSource) {
    this.#ask = ask
    this.#machine = machine
  }

  readonly wall = (): number => this.#told.time + (this.#machine.elapsed() - this.#told.at)

  /**
   * Asks the database. Returns the least number of milliseconds by which the machine's clock is ahead, negative if
   * it is behind: an answer takes some time to arrive. So the time may be ahead of the database's by that time, and is
   * not behind it, because what has ended must not be used.
   */
  async ask(): Promise<number> {
    const sent = this.#machine.elapsed()
    const time = await this.#ask()
    const underWay = this.#machine.elapsed() - sent
    const known = this.wall()
    // An answer that took long says less than an earlier one that agrees with it.
    const agrees = time <= known && known <= time + underWay
    // guard postgres-23: sent → sent + underWay
    if (!agrees) this.#told = { time, at: sent }
    const ahead = this.#machine.wall() - time
    const least = ahead - underWay
    return least > 0 ? least : Math.min(ahead, 0)
  }
}
