// A YAML text as a tree of which each part knows its place; aliases are followed, and their growth is bounded.
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { limits } from '../limits.ts'
import type { Mistake, Place } from './place.ts'

export type Part = { readonly at: Place } & (
  | { readonly is: 'map'; readonly entries: readonly Entry[] }
  | { readonly is: 'list'; readonly items: readonly Part[] }
  /** The text as it is written; for a number that is not what it is worth. */
  | { readonly is: 'text' | 'number'; readonly text: string }
  | { readonly is: 'flag'; readonly flag: boolean }
  | { readonly is: 'nothing' }
)

export interface Entry {
  readonly at: Place
  readonly key: string
  readonly part: Part
}

/** The tree of a text, or what is wrong with it as YAML. */
export function documentOf(
  file: string,
  text: string,
): { readonly part: Part; readonly mistakes: readonly Mistake[] } {
  const lineCounter = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const start: Place = { file, line: 1, column: 1 }
  if (text.length > limits.definition_file_characters) {
    const most = limits.definition_file_characters
    const message = `the file may have at most ${most} characters; split it.`
    return { part: { at: start, is: 'nothing' }, mistakes: [{ at: start, message }] }
  }
  // Keys are compared below: the package compares each with each.
  const settings = { lineCounter, prettyErrors: false, uniqueKeys: false } as const
  const document = parseDocument(text, settings)
  // What follows the first error is often caused by it.
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) {
    const mistake = { at: placeAt(error.pos[0]), message: sentenceOf(error) }
    return { part: { at: start, is: 'nothing' }, mistakes: [mistake] }
  }
  const tree = new Tree(placeAt, aliasesIn(document.contents))
  const part = tree.partOf(document.contents, start)
  return { part, mistakes: tree.mistakes }
}

/** Only the first line of the message: others may show the file, and secrets in it. */
function sentenceOf({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'it nests too deep.'
  if (code === 'MULTIPLE_DOCS') return 'a file has one document; leave this line and others out.'
  const [line = ''] = message.split('\n', 1)
  return `it is not valid YAML: ${line.replace(/[.:]$/, '')}.`
}

/** What each alias stands for: the newest anchor of its name before it. */
function aliasesIn(contents: Node | null): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>()
  const aliases = new Map<Alias, Node>()
  visit(contents, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target !== undefined) aliases.set(node, target)
      } else if (node.anchor !== undefined) {
        anchors.set(node.anchor, node)
      }
    },
  })
  return aliases
}

class Tree {
  readonly mistakes: Mistake[] = []
  readonly #placeAt: (offset: number) => Place
  readonly #aliases: ReadonlyMap<Alias, Node>
  /** The targets of the aliases that are being followed: a node that contains itself has no end. */
  readonly #followed = new Set<Node>()
  #parts = 0
  /** Nothing after the part that is too many is looked at, so nothing is known to be wrong there. */
  #isOver = false

  constructor(placeAt: (offset: number) => Place, aliases: ReadonlyMap<Alias, Node>) {
    this.#placeAt = placeAt
    this.#aliases = aliases
  }

  /** `without` is the place of a part that is not written. */
  partOf(node: unknown, without: Place): Part {
    const at = this.#placeOf(node) ?? without
    // guard definitions-1: becomes false
    if (++this.#parts > limits.definition_parts) return this.#tooMany(at)
    if (isAlias(node)) return this.#followedPart(node, at)
    if (isMap(node)) return { at, is: 'map', entries: this.#entries(node.items, at) }
    if (isSeq(node)) {
      return { at, is: 'list', items: node.items.map((item) => this.partOf(item, at)) }
    }
    if (!isScalar(node) || node.value === null) return { at, is: 'nothing' }
    const { value, source } = node
    if (typeof value === 'string') return { at, is: 'text', text: value }
    if (typeof value === 'boolean') return { at, is: 'flag', flag: value }
    return { at, is: 'number', text: source ?? String(value) }
  }

  #placeOf(node: unknown): Place | undefined {
    const range = (node as Node | null)?.range
    return range ? this.#placeAt(range[0]) : undefined
  }

  #followedPart(alias: Alias, at: Place): Part {
    const target = this.#aliases.get(alias)
    if (target === undefined) return this.#wrong(at, 'no anchor with this name is before it.')
    // guard definitions-2: becomes false
    if (this.#followed.has(target)) return this.#wrong(at, 'the alias contains itself.')
    this.#followed.add(target)
    const part = this.partOf(target, at)
    this.#followed.delete(target)
    return part
  }

  #entries(items: readonly { key: unknown; value: unknown }[], without: Place): Entry[] {
    const known = new Map<string, Place>()
    return items.flatMap(({ key, value }) => {
      const name = this.partOf(key, without)
      const part = this.partOf(value, name.at)
      if (name.is !== 'text' && name.is !== 'number') {
        this.#wrong(name.at, 'a key must be text; put it in quotes.')
        return []
      }
      const before = known.get(name.text)
      if (before !== undefined) {
        this.#wrong(name.at, `the key is there already, in line ${before.line}.`)
        return []
      }
      known.set(name.text, name.at)
      return [{ at: name.at, key: name.text, part }]
    })
  }

  #tooMany(at: Place): Part {
    const most = limits.definition_parts
    const message = `the file may have at most ${most} parts, each alias counted with all that it stands for.`
    const part = this.#wrong(at, message)
    this.#isOver = true
    return part
  }

  #wrong(at: Place, message: string): Part {
    if (!this.#isOver) this.mistakes.push({ at, message })
    return { at, is: 'nothing' }
  }
}
