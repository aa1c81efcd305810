// Random numbers that can be replayed; the seed comes from the environment or the clock.

/** `ATTRIUM_SEED` replays a run. */
export const seed = Number(process.env['ATTRIUM_SEED'] ?? Date.now() % 2 ** 31)

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  readonly below: (below: number) => number
  /** True with a chance of one in `times`. */
  readonly once: (times: number) => boolean
  /** The items in a random order. */
  readonly shuffled: <Item>(items: readonly Item[]) => Item[]
  /** Each item with a chance of one in `oneIn`. */
  readonly some: <Item>(items: readonly Item[], oneIn: number) => Item[]
}

/** The mulberry32 generator. */
export function randomFrom(start: number): Random {
  let state = start >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const once = (times: number) => below(times) === 0
  const shuffled = <Item>(items: readonly Item[]): Item[] => {
    const left = [...items]
    const drawn: Item[] = []
    while (left.length > 0) drawn.push(...left.splice(below(left.length), 1))
    return drawn
  }
  const some = <Item>(items: readonly Item[], oneIn: number) => items.filter(() => once(oneIn))
  return { below, once, shuffled, some }
}
