// What a search parameter asks of a column (looker 8.5).
import { Refusal } from './errors.ts'
import { flagParameter, listedIds, type Parameter, textParameter } from './http/query.ts'
import { isId } from './ids.ts'
import { limits } from './limits.ts'
import { textKey } from './text-key.ts'

export type TextTerm =
  | { readonly is: 'null' | 'not_null' }
  /** The whole text, in the form of `textKey`. */
  | { readonly is: 'text'; readonly key: string }
  /** With wildcards; `key` is the text that has these characters where the wildcards stand. */
  | { readonly is: 'pattern'; readonly parts: readonly PatternPart[]; readonly key: string }

/** Text in the form of `textKey`, or a wildcard: any characters, or one. */
export type PatternPart = string | { readonly wildcard: '%' | '_' }

export type IdsTerm =
  | { readonly is: 'null' | 'not_null' }
  | { readonly is: 'ids'; readonly ids: readonly string[] }

/** `what`: the column that is searched, as the document calls it. */
export const textTermParameter = (what: string, example: string): Parameter<string> =>
  textParameter(
    `${what}, matched as a whole and in any case. \`%\` stands for any characters and \`_\` for one, ` +
      '`^%` and `^_` for these characters themselves. Without `sorts`, results that match literally come ' +
      'first. `IS NULL` and `NOT NULL` ask whether there is one.',
    example,
  )

export const idsTermParameter = (
  example: string,
  about = 'Return only those with these ids',
): Parameter<string> => textParameter(`${about}, separated by commas.`, example)

/** The names in a list with commas between them, each once. */
export const namesTerm = (text: string): string[] => [
  ...new Set(text.split(',').flatMap((name) => name.trim() || [])),
]

export const anyTermParameter = flagParameter(
  'True: results match any of the terms. False or absent: they match all of them.',
  false,
)

/**
 * Reads `dan%`, `Danzig`, `dan^_lee`, `IS NULL` or `NOT NULL`. Throws 400 for a pattern that costs too much.
 * Addresses and names have underscores, and scripts send them as they are: whoever orders the results puts
 * the literal ones first, or such a script writes to somebody else (looker 8.5).
 */
export function textTerm(name: string, text: string): TextTerm {
  const special = nullTerm(text)
  if (special !== undefined) return special
  const key = textKey(text)
  if (text.length > limits.pattern_characters) {
    throw badRequest(`${name} may have at most ${limits.pattern_characters} characters.`)
  }
  const parts = key.split(/([\\^]?[%_])/).flatMap(partOf)
  const wildcards = parts.filter((part) => typeof part !== 'string')
  if (wildcards.filter(({ wildcard }) => wildcard === '%').length > limits.pattern_wildcards) {
    throw badRequest(`${name} may have at most ${limits.pattern_wildcards} wildcards %.`)
  }
  const literal = parts.map((part) => (typeof part === 'string' ? part : part.wildcard)).join('')
  return wildcards.length === 0
    ? { is: 'text', key: literal }
    : { is: 'pattern', parts, key: literal }
}

/** A wildcard by itself, the character where `^` or a backslash stands before it, else the text. */
function partOf(text: string): PatternPart[] {
  if (text === '') return []
  if (text === '%' || text === '_') return [{ wildcard: text }]
  return [/^[\\^][%_]$/.test(text) ? text.slice(1) : text]
}

/** The same terms, patterns among them taken for the texts that they are; undefined when there is none. */
export function literalTerms<Terms extends object>(terms: Terms): Terms | undefined {
  const literal = Object.entries(terms).flatMap(([name, term]: [string, TextTerm | undefined]) =>
    term?.is === 'pattern' ? [[name, { is: 'text', key: term.key }]] : [],
  )
  return literal.length === 0 ? undefined : { ...terms, ...Object.fromEntries(literal) }
}

/** Reads `7`, `7,8`, `IS NULL` or `NOT NULL`. Throws 400 for anything that is no id. */
export function idsTerm(name: string, text: string): IdsTerm {
  const special = nullTerm(text)
  if (special !== undefined) return special
  const ids = listedIds(text)
  if (!ids.every((id) => /^\d{1,30}$/.test(id))) {
    throw badRequest(`${name} must be an id or a list of ids with commas between them.`)
  }
  // Digits that no id can have match nothing.
  return { is: 'ids', ids: ids.filter(isId) }
}

function nullTerm(text: string): { is: 'null' | 'not_null' } | undefined {
  const word = text.trim().toUpperCase()
  if (word === 'IS NULL') return { is: 'null' }
  return word === 'NOT NULL' ? { is: 'not_null' } : undefined
}

const badRequest = (message: string) => new Refusal('bad_request', { message })
