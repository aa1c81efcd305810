// The `fields` parameter: which keys of an answer the caller wants (looker 8.1).

/** Wanted keys; a nested selection for those that name one, everything below for the others. */
export type Selection = ReadonlyMap<string, Selection | undefined>

/**
 * Reads `id,email,credentials_email(logged_in_at)`: spaces are free, unknown names are ignored later,
 * nothing at all means everything. Never fails: what cannot be read is a name nobody has.
 */
export function parseFields(text: string): Selection | undefined {
  const root = new Map<string, Selection | undefined>()
  const open: Map<string, Selection | undefined>[] = []
  let current = root
  let name = ''
  const end = () => {
    const trimmed = name.trim()
    if (trimmed !== '' && !current.has(trimmed)) current.set(trimmed, undefined)
    name = ''
  }
  for (const character of text) {
    if (character === ',') end()
    else if (character === '(') {
      const nested = new Map<string, Selection | undefined>()
      current.set(name.trim(), nested)
      open.push(current)
      current = nested
      name = ''
    } else if (character === ')') {
      end()
      current = open.pop() ?? root
    } else name += character
  }
  end()
  return root.size === 0 ? undefined : root
}

/** The wanted keys of an object or of each object of a list, in the object's own order. */
export function selectFields(answer: unknown, selection: Selection): unknown {
  if (Array.isArray(answer)) return answer.map((item) => selectFields(item, selection))
  if (typeof answer !== 'object' || answer === null) return answer
  const selected: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(answer)) {
    if (!selection.has(key)) continue
    const nested = selection.get(key)
    selected[key] = nested === undefined ? value : selectFields(value, nested)
  }
  return selected
}
