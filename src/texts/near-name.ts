// Finds the known name that is nearest to a misspelled one.

/** The most similar existing name, if it is similar enough to be a typing mistake. */
export function nearName(given: string, names: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(given.length / 3))
  let [nearest, distance]: [string | undefined, number] = [undefined, most + 1]
  for (const name of names) {
    if (Math.abs(name.length - given.length) >= distance) continue
    const apart = editsBetween(given.toLowerCase(), name.toLowerCase())
    if (apart < distance) [nearest, distance] = [name, apart]
  }
  return nearest
}

/** The number of letters to insert, delete, replace, or swap with the next one. */
function editsBetween(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let at = 1; at <= one.length; at++) {
    const next = [at]
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1]
      const swapped = one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]
      next[to] = Math.min(
        (next[to - 1] ?? 0) + 1,
        (row[to] ?? 0) + 1,
        (row[to - 1] ?? 0) + (same ? 0 : 1),
        swapped && at > 1 && to > 1 ? (before[to - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    ;[before, row] = [row, next]
  }
  return row[other.length] ?? 0
}
