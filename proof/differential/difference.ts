// The difference between an answer and the expected one.

/**
 * The first difference; undefined when there is none. In objects, only expected keys are compared. Lists
 * must have the same length.
 */
export function difference(
  expected: unknown,
  actual: unknown,
  path = 'answer',
): string | undefined {
  if (expected === undefined) return undefined
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return `${path}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(actual)}`
    }
    return first(expected, (item, at) => difference(item, actual[at], `${path}[${at}]`))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return `${path}: was no object`
    return first(Object.entries(expected), ([key, value]) =>
      difference(value, (actual as Record<string, unknown>)[key], `${path}.${key}`),
    )
  }
  if (expected === actual) return undefined
  return `${path}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(actual)}`
}

function first<Item>(
  items: readonly Item[],
  look: (item: Item, at: number) => string | undefined,
): string | undefined {
  for (const [at, item] of items.entries()) {
    const found = look(item, at)
    if (found !== undefined) return found
  }
  return undefined
}
