// Parses string filter expressions: texts, wildcards, NULL and EMPTY, each possibly negated.

import type { Parsed, Scanner } from './scanner.ts'

/** A piece of a pattern: fixed text, `%` (any characters) or `_` (exactly one). */
export type PatternPart = { kind: 'text'; text: string } | { kind: 'any' } | { kind: 'one' }

/** One term of a string expression; `text` is without quotation marks and escapes. */
export type StringTerm = { negated: boolean } & StringMatch

/** The match of a string term; `any` is a `%` alone, `empty` means zero characters or null. */
export type StringMatch =
  | { kind: 'null' }
  | { kind: 'empty' }
  | { kind: 'any' }
  | { kind: 'equals' | 'contains' | 'starts_with' | 'ends_with'; text: string }
  | { kind: 'pattern'; parts: PatternPart[] }

const keywords: ReadonlyMap<string, StringMatch> = new Map([
  ['NULL', { kind: 'null' }],
  ['null', { kind: 'null' }],
  ['EMPTY', { kind: 'empty' }],
  ['empty', { kind: 'empty' }],
])

/** A backslash makes these characters literal; `^` does so for any character. */
const backslashed = '%_,-^"\\'

/**
 * Parses a string expression (looker 12.7): terms with commas between them. `-` in front negates, `%` and
 * `_` are wildcards, `^` makes the next character literal and `"…"` everything inside. Spaces belong
 * to a term, except around a keyword. Only an unclosed `"` and a `^` at the end are mistakes.
 */
export function parseStringExpression(scanner: Scanner): Parsed<StringTerm> {
  const terms: StringTerm[] = []
  if (scanner.ended) return { ok: true, terms }
  do {
    terms.push(parseTerm(scanner))
  } while (scanner.mistake === undefined && scanner.take(','))
  return scanner.mistake ?? { ok: true, terms }
}

/** A term, and its text in the expression. */
export interface WrittenTerm {
  readonly term: StringTerm
  readonly text: string
}

/** The terms of a string expression with their texts; undefined for a text that is none. */
export function writtenTerms(scanner: Scanner): readonly WrittenTerm[] | undefined {
  const terms: WrittenTerm[] = []
  if (scanner.ended) return terms
  do {
    const start = scanner.position
    const term = parseTerm(scanner)
    terms.push({ term, text: scanner.textFrom(start) })
  } while (scanner.mistake === undefined && scanner.take(','))
  return scanner.mistake === undefined ? terms : undefined
}

function parseTerm(scanner: Scanner): StringTerm {
  const start = scanner.position
  const negated = scanner.take('-')
  const { parts, literal } = parseParts(scanner)
  if (!literal) {
    const written = scanner.textFrom(start).trim()
    const minus = written.startsWith('-')
    const keyword = keywords.get(minus ? written.slice(1).trim() : written)
    if (keyword) return { negated: minus, ...keyword }
  }
  return { negated, ...matchOf(parts) }
}

/** The parts up to the next comma; `literal` says whether something was quoted or escaped. */
function parseParts(scanner: Scanner): { parts: PatternPart[]; literal: boolean } {
  const parts: PatternPart[] = []
  let text = ''
  let literal = false
  const endText = (): void => {
    if (text !== '') parts.push({ kind: 'text', text })
    text = ''
  }
  while (!scanner.ended && scanner.mistake === undefined) {
    const char = scanner.peek()
    if (char === ',') break
    if (char === '"' || char === '^' || char === '\\') {
      text += parseLiteral(scanner, char)
      literal = true
      continue
    }
    scanner.position += 1
    if (char === '%' || char === '_') {
      endText()
      parts.push({ kind: char === '%' ? 'any' : 'one' })
    } else {
      text += char
    }
  }
  endText()
  return { parts, literal }
}

/** The literal text after a quotation mark, caret or backslash. */
function parseLiteral(scanner: Scanner, mark: '"' | '^' | '\\'): string {
  const start = scanner.position
  scanner.position += 1
  if (mark === '"') return parseQuoted(scanner, start)
  const next = scanner.peek()
  if (mark === '^' && next === '') {
    scanner.fail('expected a character after "^"; write "^^" for a caret')
    return ''
  }
  if (mark === '\\' && (next === '' || !backslashed.includes(next))) return '\\'
  scanner.position += 1
  if (mark === '^' && next === ' ') skipDoubledSpace(scanner)
  return next
}

/** Steps over a second escaped space at the end of a term: Looker doubles the last one (observed: `hello^ ^ `). */
function skipDoubledSpace(scanner: Scanner): void {
  const end = scanner.position
  const isDoubled =
    scanner.take('^') && scanner.take(' ') && (scanner.ended || scanner.peek() === ',')
  if (!isDoubled) scanner.position = end
}

function parseQuoted(scanner: Scanner, start: number): string {
  let text = ''
  while (!scanner.ended) {
    const char = scanner.peek()
    scanner.position += 1
    if (char === '"') return text
    const next = char === '\\' ? scanner.peek() : ''
    const escapes = next === '"' || next === '\\'
    if (escapes) scanner.position += 1
    text += escapes ? next : char
  }
  scanner.fail('expected a closing quotation mark for this one; write ^" for a literal one', start)
  return text
}

function matchOf(written: PatternPart[]): StringMatch {
  const isAny = (part: PatternPart | undefined): boolean => part?.kind === 'any'
  const parts = written.filter((part, index) => !(isAny(part) && isAny(written[index - 1])))
  if (parts.length === 0) return { kind: 'equals', text: '' }
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
  const [text = ''] = texts
  const shape = parts.map((part) => part.kind).join(' ')
  if (shape === 'any') return { kind: 'any' }
  if (shape === 'text') return { kind: 'equals', text }
  if (shape === 'any text any') return { kind: 'contains', text }
  if (shape === 'text any') return { kind: 'starts_with', text }
  if (shape === 'any text') return { kind: 'ends_with', text }
  return { kind: 'pattern', parts }
}
