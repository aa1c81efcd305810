// Combines the values of a user's groups, and remembers the result, because many users are in the same groups.
import { limits } from '../limits.ts'
import { type Combining, combinedText } from './combining.ts'

/** A value of a group; the same object as long as its catalogue lives. */
interface Part {
  readonly value: string
}

interface Combined<P extends Part> {
  readonly source: 'groups'
  readonly value: string
  /** The values that it is made of, the strongest first; at least two. */
  readonly groups: readonly P[]
}

/** The results by the objects that they are made of, one after another. */
interface Node {
  combined?: Combined<Part> | null
  next?: WeakMap<Part, Node>
}

interface Memory {
  root: Node
  characters: number
}

/** A result without its text counts as so many characters. */
const counted = 100

const memories = new WeakMap<object, Memory>()

/**
 * One value of at least two values of groups, the strongest first. Undefined if they cannot be combined: nothing that
 * was accepted is like that, and then the strongest value alone lets nobody see more.
 */
export function combinedOf<P extends Part>(
  attribute: Combining & { readonly value_is_hidden: boolean },
  groups: readonly P[],
): Combined<P> | undefined {
  const memory = memoryOf(attribute)
  let node = memory.root
  for (const group of groups) node = nodeAfter(node, group)
  if (node.combined === undefined) {
    node.combined = combine(attribute, groups) ?? null
    memory.characters += counted + (node.combined?.value.length ?? 0)
  }
  return (node.combined as Combined<P> | null) ?? undefined
}

function combine<P extends Part>(
  attribute: Parameters<typeof combinedOf>[0],
  groups: readonly P[],
): Combined<P> | undefined {
  const values = groups.map(({ value }) => value)
  // Hidden values are combined nowhere; those of the past are empty here (decision 59).
  const value = attribute.value_is_hidden ? '' : combinedText(attribute, values)
  return value === undefined ? undefined : { source: 'groups', value, groups }
}

function memoryOf(attribute: object): Memory {
  const known = memories.get(attribute)
  if (known !== undefined && known.characters < limits.remembered_combined_characters) return known
  const memory = { root: {}, characters: 0 }
  memories.set(attribute, memory)
  return memory
}

function nodeAfter(node: Node, part: Part): Node {
  node.next ??= new WeakMap()
  const known = node.next.get(part)
  if (known !== undefined) return known
  const next = {}
  node.next.set(part, next)
  return next
}
