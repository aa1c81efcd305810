// The entry to Looker's filter expressions: their kinds and their maximum length.

import { type DateTerm, parseDateExpression } from './date-expression.ts'
import { type NumberTerm, parseNumberExpression } from './number-expression.ts'
import { type Parsed, Scanner } from './scanner.ts'
import { parseStringExpression, type StringTerm } from './string-expression.ts'

/** The maximum length of a filter expression in UTF-16 code units (T-19). */
export const FILTER_EXPRESSION_CHARACTERS = 4096

/** The term type of each kind of expression. */
export interface FilterTerms {
  string: StringTerm
  number: NumberTerm
  date: DateTerm
}

/** `advanced_filter_string`, `_number` and `_datetime` hold expressions of these kinds. */
export type FilterKind = keyof FilterTerms

const parsers: { [Kind in FilterKind]: (scanner: Scanner) => Parsed<FilterTerms[Kind]> } = {
  string: parseStringExpression,
  number: parseNumberExpression,
  date: parseDateExpression,
}

/**
 * Parses a filter expression (looker 12.7). A value must match one of the positive terms and all of the negated
 * ones; without terms, any value matches. For a text that is too long or not an expression, the result has the
 * position of the mistake and says what is expected there. It takes time linear in the text and never throws.
 */
export function parseFilterExpression<Kind extends FilterKind>(
  kind: Kind,
  text: string,
): Parsed<FilterTerms[Kind]> {
  // guard input-11: becomes false
  if (text.length > FILTER_EXPRESSION_CHARACTERS) {
    const message = `expected at most ${FILTER_EXPRESSION_CHARACTERS} characters; shorten the expression`
    return { ok: false, position: FILTER_EXPRESSION_CHARACTERS, message }
  }
  return parsers[kind](new Scanner(text))
}
