// Parses bytes as JSON and refuses harmful input: invalid UTF-8, too deep nesting, keys that reach prototypes.
import { isUtf8 } from 'node:buffer'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { keepingNumbers } from '../texts/written-numbers.ts'

const badRequest = (message: string) => new Refusal('bad_request', { message })

/** The text of a body; undefined when there is none. Throws 400 for bytes that are not UTF-8. */
export function bodyText(bytes: Uint8Array | undefined): string | undefined {
  const text = sentText(bytes).trim()
  return text === '' ? undefined : text
}

/** The same as it was sent, with the blanks around it. */
export function sentText(bytes: Uint8Array = new Uint8Array()): string {
  // guard input-3: gone
  if (!isUtf8(bytes)) throw badRequest('The body is not valid UTF-8.')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/**
 * Parses JSON whatever the content type says (clients 10). Numbers under the keys of `asWritten` become the
 * texts that were sent: reading them as numbers would alter them (decision 41). Throws 400.
 */
export function parseJson(text: string, asWritten?: ReadonlySet<string>): unknown {
  // guard input-1: becomes false
  if (depthOf(text) > limits.json_depth) {
    throw badRequest(`The body nests deeper than ${limits.json_depth} levels.`)
  }
  let parsed: unknown
  try {
    const keepsTexts = asWritten !== undefined && mayHoldNumber.test(text)
    parsed = keepsTexts ? JSON.parse(text, keepingNumbers(asWritten)) : JSON.parse(text)
  } catch (cause) {
    throw new Refusal('bad_request', { message: 'The body is not valid JSON.', cause })
  }
  // guard input-2: becomes false
  if (mayPollute.test(text) && pollutes(parsed)) {
    throw badRequest('The body has a key named __proto__, constructor or prototype; leave it out.')
  }
  return parsed
}

/** A cheap first test: a function that sees each value costs several times the parsing. */
const mayHoldNumber = /:\s*-?\d/

/** How deep brackets nest outside strings; looks at each character once. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth)
    else if (code === closeBrace || code === closeBracket) depth--
  }
  return deepest
}
const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [
  34, 92, 123, 125, 91, 93,
]

/** A cheap first test: a text that cannot contain such a key, plain or escaped, is not searched. */
const mayPollute = /__proto__|constructor|prototype|\\u/
const polluting = new Set(['__proto__', 'constructor', 'prototype'])

function pollutes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(pollutes)
  return Object.entries(value).some(([key, nested]) => polluting.has(key) || pollutes(nested))
}
