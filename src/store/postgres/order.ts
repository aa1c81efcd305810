// The order in which one transaction stores the commits of a batch.
import { type Commit, isAlone } from '../db.ts'

/**
 * Sorts changes of values by their keys, so that two nodes never wait for each other. Changes of one
 * key stay in the order in which they were asked for.
 */
export function inOrder(commits: readonly Commit[]): number[] {
  const places = commits.map((_, at) => at)
  if (commits.some(isAlone)) return places
  const keys = commits.map(({ audit }) => `${audit.user_id ?? ''} ${audit.user_attribute_id ?? ''}`)
  return places.sort((one, other) => compare(keys[one] ?? '', keys[other] ?? ''))
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
