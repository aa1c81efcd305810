// Finds a key that an object of JSON has twice: a parser takes the last one and says nothing.
import type { Problem } from '../errors.ts'
import { safeName } from './ignored.ts'

/** An object or a list around the place that is looked at. */
interface Level {
  /** The keys of an object so far; undefined for a list. */
  readonly keys: Set<string> | undefined
  /** The last key of an object. */
  key: string
  /** The place in a list. */
  index: number
  awaitsKey: boolean
}

/**
 * The place of the first key that its object has a second time, such as `changes[3].value`; undefined if there is
 * none. The text must be valid JSON. Each character is looked at once.
 */
export function repeatedKey(text: string): string | undefined {
  const levels: Level[] = []
  for (let at = 0; at < text.length; at++) {
    const level = levels.at(-1)
    switch (text.charCodeAt(at)) {
      case openBrace:
        levels.push({ keys: new Set(), key: '', index: 0, awaitsKey: true })
        break
      case openBracket:
        levels.push({ keys: undefined, key: '', index: 0, awaitsKey: false })
        break
      case closeBrace:
      case closeBracket:
        levels.pop()
        break
      case comma:
        if (level !== undefined) {
          level.index++
          level.awaitsKey = level.keys !== undefined
        }
        break
      case quote: {
        const end = endOfText(text, at)
        if (level?.keys !== undefined && level.awaitsKey) {
          level.key = textIn(text.slice(at, end + 1))
          level.awaitsKey = false
          // guard import-3: becomes false
          if (level.keys.has(level.key)) return placeIn(levels)
          level.keys.add(level.key)
        }
        at = end
      }
    }
  }
  return undefined
}

/** The problem of such a text, if there is one. */
export function repeatedProblems(text: string): Problem[] {
  const field = repeatedKey(text)
  const message = `${field} is there twice; give it once.`
  return field === undefined ? [] : [{ field, code: 'invalid', message }]
}

const [quote, backslash, comma, openBrace, openBracket, closeBrace, closeBracket] = [
  34, 92, 44, 123, 91, 125, 93,
]

/** The place of the quote that ends the text which begins there. */
function endOfText(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== quote) {
    at += text.charCodeAt(at) === backslash ? 2 : 1
  }
  return at
}

const textIn = (quoted: string): string =>
  quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1)

const placeIn = (levels: readonly Level[]): string =>
  levels
    .map(({ keys, key, index }) => (keys === undefined ? `[${index}]` : `.${safeName(key)}`))
    .join('')
    .replace(/^\./, '')
