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
  /** With the wildcards `%` and `_`, in the form of `textKey`. */
  | { readonly is: 'pattern'; readonly key: string }

export type IdsTerm =
  | { readonly is: 'null' | 'not_null' }
  | { readonly is: 'ids'; readonly ids: readonly string[] }

/** `what`: the column that is searched, as the document calls it. */
export const textTermParameter = (what: string, example: string): Parameter<string> =>
  textParameter(
    `${what}, matched as a whole and in any case. \`%\` stands for any characters and \`_\` for one; ` +
      '`IS NULL` and `NOT NULL` ask whether there is one.',
    example,
  )

export const idsTermParameter = (
  example: string,
  about = 'Return only those with these ids',
): Parameter<string> => textParameter(`${about}, separated by commas.`, example)

export const anyTermParameter = flagParameter(
  'True: results match any of the terms. False or absent: they match all of them.',
  false,
)

/** Reads `dan%`, `Danzig`, `IS NULL` or `NOT NULL`. Throws 400 for a pattern that costs too much. */
export function textTerm(name: string, text: string): TextTerm {
  const special = nullTerm(text)
  if (special !== undefined) return special
  const key = textKey(text)
  if (key.length > limits.pattern_characters) {
    throw badRequest(`${name} may have at most ${limits.pattern_characters} characters.`)
  }
  if (key.split('%').length - 1 > limits.pattern_wildcards) {
    throw badRequest(`${name} may have at most ${limits.pattern_wildcards} wildcards %.`)
  }
  return { is: /[%_]/.test(key) ? 'pattern' : 'text', key }
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
