// Time that never goes back, whatever is done to the clock of the machine (T-05, F-16).

/** Where time comes from, in milliseconds. */
export interface TimeSource {
  /** Since 1970 UTC, as the machine says; may be set back. */
  readonly wall: () => number
  /** Since some moment; never set. */
  readonly elapsed: () => number
}

/**
 * The wall clock from `earliest` on. While it is behind what was said before, time goes on from there
 * at its own pace: stopped time would let nothing end.
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
