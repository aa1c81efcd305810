// The entry to Looker filter expressions: which kinds there are and how long one may be.

import { type DateTerm, parseDateExpression } from './date-expression.ts'
import { type NumberTerm, parseNumberExpression } from './number-expression.ts'
import { type Parsed, Scanner } from './scanner.ts'
import { parseStringExpression, type StringTerm } from './string-expression.ts'

/** The most characters (UTF-16 code units) a filter expression may have (T-19). */
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
 * Parses a filter expression (looker 12.7). Positive terms are ORed, negated ones ANDed to
 * them; no terms means any value. A text that is no expression, or is over-long, answers with the
 * position and what is expected there. It takes time linear in the text and never throws.
 */
export function parseFilterExpression<Kind extends FilterKind>(
  kind: Kind,
  text: string,
): Parsed<FilterTerms[Kind]> {
  if (text.length > FILTER_EXPRESSION_CHARACTERS) {
    const message = `expected at most ${FILTER_EXPRESSION_CHARACTERS} characters; shorten the expression`
    return { ok: false, position: FILTER_EXPRESSION_CHARACTERS, message }
  }
  return parsers[kind](new Scanner(text))
}
