// Measures how long others wait for their changes while a large operation is under way.
const mostMilliseconds = 250
const lanes = 4

export interface Delay {
  readonly counts: { readonly others: number; readonly p99_ms: number; readonly max_ms: number }
  /** One sentence if others have waited too long. */
  readonly problems: readonly string[]
}

/** Makes changes in four lanes, after a few to warm up, until the returned function is called. */
export async function beginOthers(change: () => Promise<unknown>): Promise<() => Promise<Delay>> {
  for (let at = 0; at < 200; at++) await change()
  const waits: number[] = []
  let ended = false
  const others = Array.from({ length: lanes }, async () => {
    while (!ended) {
      const asked = performance.now()
      await change()
      waits.push(performance.now() - asked)
    }
  })
  return async () => {
    ended = true
    await Promise.all(others)
    waits.sort((one, other) => one - other)
    const p99 = Math.round(waits[Math.floor(waits.length * 0.99)] ?? 0)
    return {
      counts: { others: waits.length, p99_ms: p99, max_ms: Math.round(waits.at(-1) ?? 0) },
      problems: p99 <= mostMilliseconds ? [] : [`p99 of others ${p99} ms`],
    }
  }
}
