// The order in which one transaction stores the commits of a batch, and the places of their steps.
import { type Commit, isAlone } from '../db.ts'
import type { Step } from './connection.ts'

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

/** Adds a step and returns the place of its rows. The same read is added only once. */
export function placeOf(one: Step, steps: Step[], selects: Map<string, number>): number {
  if (!one.text.isSelect) return steps.push(one) - 1
  const key = one.text.text + JSON.stringify(one.values)
  const cached = selects.get(key)
  if (cached !== undefined) return cached
  const place = steps.push(one) - 1
  selects.set(key, place)
  return place
}
