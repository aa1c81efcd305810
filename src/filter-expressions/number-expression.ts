// Parses number filter expressions: values, comparisons, ranges and NULL, possibly negated.

import { parseDecimal, startsDecimal } from './decimal.ts'
import { between, type Comparison, type NumberMatch, parseInterval } from './number-interval.ts'
import { type Parsed, parseTerms, type Scanner } from './scanner.ts'

/** One term of a number expression, after NOT was spread as Looker spreads it. */
export type NumberTerm = { negated: boolean } & NumberMatch

/**
 * Parses a number expression (looker 12.7): terms with `,` or OR between them, each optionally after NOT,
 * `!=` or `<>`. Case is ignored and white space is allowed anywhere. Numbers stay decimal text as
 * written, so no digit is lost.
 */
export function parseNumberExpression(scanner: Scanner): Parsed<NumberTerm> {
  const parsed = parseTerms(scanner, {
    parseTerm,
    takeSeparator: (at) => at.take(',') || at.takeWord('or'),
    expected: 'expected "," or OR before another term',
  })
  return parsed.ok ? { ok: true, terms: spreadNot(parsed.terms) } : parsed
}

/**
 * A single NOT can apply to more than its own term. On the first term it negates all terms but ranges (documented:
 * `NOT >1, 2, <100`; observed: `NOT 10,[1,5)` keeps the interval). On a number further on it negates all numbers in a
 * row with it (observed: `23, not 42, 43` and `1, not 2`). On any other term it negates no other.
 */
function spreadNot(terms: NumberTerm[]): NumberTerm[] {
  const only = terms.findIndex((term) => term.negated)
  const isSingle = only === terms.findLastIndex((term) => term.negated)
  if (only < 0 || !isSingle) return terms
  if (only === 0) {
    return terms.map((term, index) => ({ ...term, negated: index === 0 || term.kind !== 'range' }))
  }
  const isNumber = (index: number): boolean => terms[index]?.kind === 'equals'
  if (!isNumber(only)) return terms
  let first = only
  let last = only
  while (isNumber(first - 1)) first -= 1
  while (isNumber(last + 1)) last += 1
  return terms.map((term, index) => ({ ...term, negated: index >= first && index <= last }))
}

function parseTerm(scanner: Scanner): NumberTerm | undefined {
  const negation = parseNot(scanner)
  if (negation === undefined) return undefined
  const match = parseMatch(scanner, negation)
  return match && { negated: negation !== '', ...match }
}

/** Steps over NOT, `!=` or `<>` and returns it in upper case; '' if there was none. */
function parseNot(scanner: Scanner): '' | 'NOT' | '!=' | '<>' | undefined {
  if (scanner.takeWord('not')) {
    const isSpaced = scanner.skipSpaces()
    return isSpaced || !startsDecimal(scanner)
      ? 'NOT'
      : scanner.fail('expected a space between NOT and the number')
  }
  const start = scanner.position
  if (scanner.take('!')) {
    if (!scanner.take('=')) return scanner.fail('expected "=" after "!"')
    scanner.skipSpaces()
    return '!='
  }
  if (scanner.take('<') && scanner.take('>')) {
    scanner.skipSpaces()
    return '<>'
  }
  scanner.position = start
  return ''
}

function parseMatch(scanner: Scanner, after: '' | 'NOT' | '!=' | '<>'): NumberMatch | undefined {
  const char = scanner.peek()
  if (char === '[' || char === '(') return parseInterval(scanner)
  if (char === '<' || char === '>') return parseComparison(scanner)
  if (scanner.takeWord('null')) return { kind: 'null' }
  if (scanner.takeWord('to')) return parseTo(scanner, '')
  const expected = `expected a number, a comparison, an interval or NULL${after && ` after ${after}`}`
  const value = parseDecimal(scanner, expected)
  if (value === undefined) return undefined
  const end = scanner.position
  scanner.skipSpaces()
  if (scanner.takeWord('to')) return parseTo(scanner, value)
  scanner.position = end
  return { kind: 'equals', value }
}

/** Reads the part after TO; `low` is the number before it, '' if there was none. */
function parseTo(scanner: Scanner, low: string): NumberMatch | undefined {
  scanner.skipSpaces()
  const isOpen = low !== '' && !startsDecimal(scanner)
  const high = isOpen ? '' : parseDecimal(scanner, 'expected a number before or after TO')
  if (high === undefined) return undefined
  return between({ value: low, inclusive: true }, { value: high, inclusive: true })
}

/** Reads `>5`, or a pair such as `>5 AND <=10` in either order. */
function parseComparison(scanner: Scanner): NumberMatch | undefined {
  const first = parseCompare(scanner)
  if (!first) return undefined
  const end = scanner.position
  scanner.skipSpaces()
  if (!scanner.takeWord('and')) {
    scanner.position = end
    return first
  }
  scanner.skipSpaces()
  const opposite = first.operator.startsWith('>') ? '<' : '>'
  if (scanner.peek() !== opposite) {
    return scanner.fail(`expected "${opposite}" or "${opposite}=" after AND`)
  }
  const second = parseCompare(scanner)
  if (!second) return undefined
  const [low, high] = opposite === '<' ? [first, second] : [second, first]
  return between(endOf(low), endOf(high))
}

function endOf(compare: { operator: Comparison; value: string }) {
  return { value: compare.value, inclusive: compare.operator.endsWith('=') }
}

function parseCompare(scanner: Scanner) {
  const sign = scanner.take('>') ? '>' : '<'
  if (sign === '<') scanner.take('<')
  const operator: Comparison = scanner.take('=') ? `${sign}=` : sign
  scanner.skipSpaces()
  const value = parseDecimal(scanner, `expected a number after "${operator}"`)
  return value === undefined ? undefined : ({ kind: 'compare', operator, value } as const)
}
