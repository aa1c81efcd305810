// How much of a list fits into one answer: all of it is in memory until it is read.
import { limits } from '../limits.ts'

/** How many of the items fit: long texts make a list shorter, but it has one at least. */
export function fittingCount<Item>(
  items: readonly Item[],
  charactersOf: (item: Item) => number,
): number {
  let characters = 0
  const end = items.findIndex((item, at) => {
    characters += charactersOf(item)
    return at > 0 && characters > limits.page_characters
  })
  return end < 0 ? items.length : end
}
