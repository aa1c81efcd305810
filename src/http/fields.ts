// The `fields` parameter: the keys that an answer contains (looker 8.1).

/** The wanted keys, each with its nested selection; without one, everything below the key is wanted. */
export type Selection = ReadonlyMap<string, Selection | undefined>

/**
 * Reads `id,email,credentials_email(logged_in_at)`. Spaces are allowed, unknown names are ignored later, and an
 * empty text selects everything. Never fails: text that cannot be read counts as an unknown name.
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
