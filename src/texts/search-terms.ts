// The terms of a search: the conditions of a search parameter on a column (looker 8.5).
import { Refusal } from '../errors.ts'
import { isId } from '../ids.ts'
import { limits } from '../limits.ts'
import { listedIds } from './id-list.ts'
import { textKey } from './text-key.ts'

export type TextTerm =
  | { readonly is: 'null' | 'not_null' }
  /** The whole text, in the form of `textKey`. */
  | { readonly is: 'text'; readonly key: string }
  /** Text with wildcards; `key` is the same text with the characters `%` and `_` taken literally. */
  | { readonly is: 'pattern'; readonly parts: readonly PatternPart[]; readonly key: string }

/** Text in the form of `textKey`, or a wildcard: `%` for any characters, `_` for exactly one. */
export type PatternPart = string | { readonly wildcard: '%' | '_' }

export type IdsTerm =
  | { readonly is: 'null' | 'not_null' }
  | { readonly is: 'ids'; readonly ids: readonly string[] }

/** The names in a list, separated by commas, each once. Throws 400 if there is none: every set has all of no names. */
export function namesTerm(name: string, text: string): string[] {
  const names = [...new Set(text.split(',').flatMap((each) => each.trim() || []))]
  // guard search-6: becomes false
  if (names.length === 0)
    throw badRequest(`${name} must be a list of names with commas between them.`)
  return names
}

/**
 * Reads `dan%`, `Danzig`, `dan^_lee`, `IS NULL` or `NOT NULL`. Throws 400 for a pattern that costs too much.
 * Addresses and names contain underscores, and scripts send these unescaped. The literal matches must be sorted
 * first, or such a script writes to somebody else (looker 8.5).
 */
export function textTerm(name: string, text: string): TextTerm {
  const special = nullTerm(text)
  if (special !== undefined) return special
  const key = textKey(text)
  if (text.length > limits.pattern_characters) {
    throw badRequest(`${name} may have at most ${limits.pattern_characters} characters.`)
  }
  // guard search-3: [\\^]?[%_] → [%_]
  const parts = key.split(/([\\^]?[%_])/).flatMap(partOf)
  const wildcards = parts.filter((part) => typeof part !== 'string')
  // guard input-13: becomes false
  if (wildcards.filter(({ wildcard }) => wildcard === '%').length > limits.pattern_wildcards) {
    throw badRequest(`${name} may have at most ${limits.pattern_wildcards} wildcards %.`)
  }
  const literal = parts.map((part) => (typeof part === 'string' ? part : part.wildcard)).join('')
  return wildcards.length === 0
    ? { is: 'text', key: literal }
    : { is: 'pattern', parts, key: literal }
}

/** A wildcard for `%` or `_`, the literal character if `^` or a backslash is before it, else the text. */
function partOf(text: string): PatternPart[] {
  if (text === '') return []
  if (text === '%' || text === '_') return [{ wildcard: text }]
  return [/^[\\^][%_]$/.test(text) ? text.slice(1) : text]
}

/**
 * What a row fits literally: for each pattern the same terms with that one as literal text, or where `any` of the terms
 * is enough, the terms with all of them so. A row matches the more literally, the more of these it fits: beside
 * `dan_lee`, a term such as `L%` must not decide. Empty if there is no pattern.
 */
export function literalTerms<Terms extends object>(terms: Terms, any: boolean): Terms[] {
  const literal = Object.entries(terms).flatMap(([name, term]: [string, TextTerm | undefined]) =>
    term?.is === 'pattern' ? [{ [name]: { is: 'text', key: term.key } }] : [],
  )
  // guard search-9: any → true
  const each = any && literal.length > 0 ? [Object.assign({}, ...literal)] : literal
  return each.map((some) => ({ ...terms, ...some }))
}

/** Reads `7`, `7,8`, `IS NULL` or `NOT NULL`. Throws 400 for any item that is not an id. */
export function idsTerm(name: string, text: string): IdsTerm {
  const special = nullTerm(text)
  if (special !== undefined) return special
  const ids = listedIds(text)
  if (!ids.every((id) => /^\d{1,30}$/.test(id))) {
    throw badRequest(`${name} must be an id or a list of ids with commas between them.`)
  }
  // Numbers that no id can have match nothing.
  return { is: 'ids', ids: ids.filter(isId) }
}

function nullTerm(text: string): { is: 'null' | 'not_null' } | undefined {
  const word = text.trim().toUpperCase()
  if (word === 'IS NULL') return { is: 'null' }
  return word === 'NOT NULL' ? { is: 'not_null' } : undefined
}

const badRequest = (message: string) => new Refusal('bad_request', { message })
