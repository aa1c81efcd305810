// The union of date expressions. It can always be written: only null can be negated, and each expression says itself
// whether it lets null through.

import { type DateTerm, parseDateExpression } from './date-expression.ts'
import { Scanner } from './scanner.ts'

/** One expression that lets through what at least one of these does; undefined if one of them is no expression. */
export function unionOfDates(expressions: readonly string[]): string | undefined {
  const texts = new Set<string>()
  let [hasNull, isAnyTime] = [false, false]
  for (const expression of expressions) {
    const parsed = parseDateExpression(new Scanner(expression))
    if (!parsed.ok) return undefined
    const { terms } = parsed
    hasNull ||= letsNull(terms)
    isAnyTime ||= isAny(terms)
    // No term of a date has a comma.
    const written = terms.length === 0 ? [] : expression.split(',')
    for (const [at, text] of written.entries()) {
      if (terms[at]?.kind !== 'null') texts.add(text.trim())
    }
  }
  if (isAnyTime) return hasNull ? 'any time' : 'NOT NULL'
  if (texts.size === 0) return hasNull ? 'NULL' : 'NULL,NOT NULL'
  return [...texts, ...(hasNull ? ['NULL'] : [])].join(',')
}

const isNegated = (term: DateTerm) => term.kind === 'null' && term.negated

function letsNull(terms: readonly DateTerm[]): boolean {
  // guard union-8: gone
  if (terms.some(isNegated)) return false
  return terms.length === 0 || terms.some(({ kind }) => kind === 'null' || kind === 'any')
}

/** Whether every time passes. */
const isAny = (terms: readonly DateTerm[]) =>
  terms.every(isNegated) || terms.some(({ kind }) => kind === 'any')
