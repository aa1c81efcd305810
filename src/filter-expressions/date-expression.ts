// Parses date filter expressions: periods, ranges, before and after, any time and NULL.

import {
  type DateOpening,
  type DatePoint,
  type Duration,
  parseDuration,
  parseOpening,
  skipGap,
} from './date-point.ts'
import { isDigit, type Parsed, parseTerms, type Scanner } from './scanner.ts'

/**
 * One term of a date expression. `in` is the whole period of the point, `past` a number of units that ends with
 * the current one, `before` excludes and `after` includes the point, `range` excludes its end, and `span` is a
 * length of time that begins at the point.
 */
export type DateTerm =
  | { kind: 'any' }
  | { kind: 'null'; negated: boolean }
  | { kind: 'in'; point: DatePoint }
  | { kind: 'past'; duration: Duration }
  | { kind: 'before' | 'after'; point: DatePoint }
  | { kind: 'range'; from: DatePoint; to: DatePoint }
  | { kind: 'span'; from: DatePoint; duration: Duration }

/**
 * Parses a date expression (FEDOC, "Date and time"; looker 12.7): terms with commas between them. Case is
 * ignored. No term is resolved against a clock.
 */
export function parseDateExpression(scanner: Scanner): Parsed<DateTerm> {
  return parseTerms(scanner, {
    parseTerm,
    takeSeparator: (at) => at.take(','),
    expected: 'expected "," or the end of the expression',
  })
}

function parseTerm(scanner: Scanner): DateTerm | undefined {
  if (scanner.takeWord('null')) return { kind: 'null', negated: false }
  if (scanner.takeWord('not')) return parseNotNull(scanner)
  if (scanner.takeWord('any')) return parseAnyTime(scanner)
  if (scanner.takeWord('before')) return parseLimit(scanner, 'before')
  if (scanner.takeWord('after')) return parseLimit(scanner, 'after')
  const last = parseLastCount(scanner)
  if (last || scanner.mistake) return last
  const opening = parseOpening(
    scanner,
    'expected a date expression such as "3 days ago", "this month" or "2018-05-18"',
  )
  return opening && parseRest(scanner, opening)
}

function parseNotNull(scanner: Scanner): DateTerm | undefined {
  if (!skipGap(scanner)) return undefined
  if (scanner.takeWord('null')) return { kind: 'null', negated: true }
  return scanner.fail('expected NULL after NOT; other date terms cannot be negated')
}

function parseAnyTime(scanner: Scanner): DateTerm | undefined {
  if (!skipGap(scanner)) return undefined
  return scanner.takeWord('time') ? { kind: 'any' } : scanner.fail('expected "time" after "any"')
}

/** Reads the point of `before` or `after`; a duration alone counts back from now. */
function parseLimit(scanner: Scanner, kind: 'before' | 'after'): DateTerm | undefined {
  if (!skipGap(scanner)) return undefined
  const start = scanner.position
  const expected = `expected a date or a time such as "3 days ago" after "${kind}"`
  const opening = parseOpening(scanner, expected)
  if (!opening) return undefined
  if (opening.kind === 'unit') return scanner.fail(expected, start)
  if (opening.kind !== 'duration') return { kind, point: opening }
  const { duration } = opening
  return { kind, point: { kind: 'offset', direction: 'ago', duration } }
}

/** Reads `last 3 months`, which means `3 months`; leaves `last month` alone. */
function parseLastCount(scanner: Scanner): DateTerm | undefined {
  const start = scanner.position
  if (!scanner.takeWord('last') || !scanner.skipSpaces() || !isDigit(scanner.peek())) {
    scanner.position = start
    return undefined
  }
  const duration = parseDuration(scanner, 'expected a count after "last"')
  return duration && { kind: 'past', duration }
}

/** Reads `to …` or `for …` after the opening of a term, if it is there. */
function parseRest(scanner: Scanner, opening: DateOpening): DateTerm | undefined {
  const end = scanner.position
  const isSpaced = scanner.skipSpaces()
  const word = scanner.peekWord()
  if (word !== 'to' && word !== 'for') {
    scanner.position = end
    return wholeTerm(opening)
  }
  if (!isSpaced) return scanner.fail(`expected a space before "${word}"`)
  if (opening.kind === 'duration' || opening.kind === 'unit') {
    return scanner.fail(`expected "ago", "from now" or a date before "${word}"`)
  }
  scanner.takeWord(word)
  if (!skipGap(scanner)) return undefined
  return word === 'to' ? parseRange(scanner, opening) : parseSpan(scanner, opening)
}

function wholeTerm(opening: DateOpening): DateTerm {
  if (opening.kind === 'duration') return { kind: 'past', duration: opening.duration }
  if (opening.kind === 'unit') return { kind: 'past', duration: { count: 1, unit: opening.unit } }
  return { kind: 'in', point: opening }
}

function parseSpan(scanner: Scanner, from: DatePoint): DateTerm | undefined {
  const duration = parseDuration(scanner, 'expected a count and a unit after "for"')
  return duration && { kind: 'span', from, duration }
}

/** Reads the end of a range; after `this year to`, a unit alone means the current one. */
function parseRange(scanner: Scanner, from: DatePoint): DateTerm | undefined {
  const start = scanner.position
  const expected = 'expected a date or a time such as "3 days ago" after "to"'
  const opening = parseOpening(scanner, expected)
  if (!opening) return undefined
  if (opening.kind === 'unit' && from.kind === 'period' && from.which === 'this') {
    return { kind: 'range', from, to: { kind: 'period', which: 'this', unit: opening.unit } }
  }
  if (opening.kind === 'unit' || opening.kind === 'duration') return scanner.fail(expected, start)
  return { kind: 'range', from, to: opening }
}
