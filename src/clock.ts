// A clock that never goes back, so that what has ended stays ended (reliability.md T-05).

/**
 * The wall clock, or, when that was put back, the latest time known and what has passed since by the
 * monotonic one. All in milliseconds; `latest` is the latest time known from before.
 */
export function steadyClock(
  wall: () => number,
  monotonic: () => number,
  latest: number,
): () => number {
  let [time, at] = [latest, monotonic()]
  return () => {
    const now = monotonic()
    time = Math.max(wall(), time + now - at)
    at = now
    return Math.floor(time)
  }
}
