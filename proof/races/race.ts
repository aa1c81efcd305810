// A race: an action of several callers at once, round after round, and its required outcome.
import type { Random } from '../../test/support/random.ts'
import type { Nodes } from '../nodes.ts'

export interface Race {
  /** Its key among the counts of the figure. */
  readonly name: string
  /** Rounds at full scale. */
  readonly rounds: number
  /** Prepares the nodes; the returned function plays one round and returns its problems. */
  readonly start: (nodes: Nodes) => Promise<Round>
}

export type Round = (random: Random, round: number) => Promise<string[]>

/** Every order of the items. */
export function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
