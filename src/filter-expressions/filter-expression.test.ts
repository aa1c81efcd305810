// Laws of every filter expression: it has a maximum length, never throws, takes linear work, and is never quoted.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDateExpression } from './date-expression.ts'
import {
  FILTER_EXPRESSION_CHARACTERS,
  type FilterKind,
  parseFilterExpression,
} from './filter-expression.ts'
import { parseNumberExpression } from './number-expression.ts'
import { type Parsed, Scanner } from './scanner.ts'
import { parseStringExpression } from './string-expression.ts'

const kinds: FilterKind[] = ['string', 'number', 'date']
const parsers: Record<FilterKind, (scanner: Scanner) => Parsed<unknown>> = {
  string: parseStringExpression,
  number: parseNumberExpression,
  date: parseDateExpression,
}

/** One of each token that the three grammars know, and some that they do not know. */
const tokens = [
  ...[
    ' ',
    '\t',
    '\n',
    ',',
    '-',
    '%',
    '_',
    '^',
    '"',
    '\\',
    '\\"',
    '[',
    ']',
    '(',
    ')',
    '.',
    ':',
    '/',
  ],
  ...['<', '>', '=', '!', '<>', '!=', '>=', '<=', '>1 AND <2', 'AND ', ' OR ', 'NOT ', 'NULL'],
  ...['0', '7', '42', '2018', '1e5', '-.5', 'inf', '-inf', ' to ', '1 to ', '[1,2)', '(,5]', '"a"'],
  ...['this ', 'next ', 'last ', 'week', 'days', 'fiscal ', 'fiscal year', 'ago', ' from now'],
  ...[
    'before ',
    'after ',
    ' for ',
    '3 days',
    '2018-05-18',
    ' 12:00',
    'FY',
    '-Q1',
    'today',
    'any time',
  ],
  ...['a', 'EMPTY', 'ſ', 'é', '😻', '\0', '\u2028', '\ud800', '{{', '}}', ';', "'"],
]

const token = fc.constantFrom(...tokens)

/** A short beginning, then a unit repeated up to the wanted length, then an end. */
const adversarial = fc
  .record({
    begin: fc.array(token, { maxLength: 6 }),
    unit: fc.array(token, { minLength: 1, maxLength: 4 }),
    end: fc.array(token, { maxLength: 3 }),
    length: fc.constantFrom(0, 1, 2, 30, 500, FILTER_EXPRESSION_CHARACTERS),
  })
  .map(({ begin, unit, end, length }) => {
    const middle = unit.join('')
    const text = begin.join('') + middle.repeat(Math.ceil(length / middle.length)) + end.join('')
    return text.slice(0, FILTER_EXPRESSION_CHARACTERS)
  })

function stepsOf(kind: FilterKind, text: string): number {
  const scanner = new Scanner(text)
  parsers[kind](scanner)
  return scanner.steps
}

/** The most steps that a parser may take for each character and for the end of the text. */
const STEPS_PER_CHARACTER = 10

describe('the length of an expression', () => {
  test.each(kinds)('may be 4096 characters for a %s', (kind) => {
    const text = '1'.padEnd(FILTER_EXPRESSION_CHARACTERS, kind === 'date' ? ' ' : '1')
    const parsed = parseFilterExpression(kind, text)
    expect(parsed.ok || parsed.position).toBe(kind === 'date' ? 4096 : true)
  })

  test.each(kinds)('is a mistake, not an exception, from 4097 characters of a %s', (kind) => {
    const parsed = parseFilterExpression(kind, ' '.repeat(FILTER_EXPRESSION_CHARACTERS + 1))
    const message = 'expected at most 4096 characters; shorten the expression'
    expect(parsed).toEqual({ ok: false, position: 4096, message })
  })
})

describe('an adversarial expression', () => {
  test('is answered without throwing, with a position inside the text, in linear steps', () => {
    const property = fc.property(adversarial, (text) => {
      for (const kind of kinds) {
        const parsed = parseFilterExpression(kind, text)
        const position = parsed.ok ? 0 : parsed.position
        expect(Number.isInteger(position) && position >= 0 && position <= text.length).toBe(true)
        expect(stepsOf(kind, text)).toBeLessThanOrEqual(STEPS_PER_CHARACTER * (text.length + 1))
      }
    })
    fc.assert(property, { numRuns: 10_000 })
  }, 300_000)

  test('costs at most the same per character when a single token fills the whole length', () => {
    for (const kind of kinds) {
      for (const unit of tokens.flatMap((first) => tokens.map((second) => first + second))) {
        const text = unit
          .repeat(FILTER_EXPRESSION_CHARACTERS)
          .slice(0, FILTER_EXPRESSION_CHARACTERS)
        const steps = stepsOf(kind, text)
        expect(steps, `${kind} ${JSON.stringify(unit)}`).toBeLessThanOrEqual(
          STEPS_PER_CHARACTER * text.length,
        )
      }
    }
  })

  test.each<[FilterKind, string, string]>([
    ['string', '%a_,', 'a'],
    ['string', '"a,b"', ''],
    ['string', '^"', ''],
    ['string', '\\', 'a'],
    ['number', 'NOT >1 AND <2 OR ', '1'],
    ['number', '[1,2),', '1'],
    ['number', '1 to ,', '1'],
    ['date', 'fiscal year,', 'now'],
    ['date', '3 days ago for 2 days,', 'now'],
    ['date', 'this year to 2018-05-18 12:00:00,', 'now'],
  ])('takes the same number of steps for each further repetition: %s %j', (kind, unit, end) => {
    const steps = [30, 60, 90, 120].map((repeats) => {
      const text = unit.repeat(repeats) + end
      expect(parseFilterExpression(kind, text).ok).toBe(true)
      return stepsOf(kind, text)
    })
    const [first = 0, ...others] = steps.slice(1).map((count, index) => count - (steps[index] ?? 0))
    expect(others).toEqual([first, first])
  })
})

describe('the message of a mistake', () => {
  test('never contains a word of the expression', () => {
    const secret = 'Zq7Kx'
    const property = fc.property(adversarial, fc.nat(), (text, at) => {
      const cut = at % (text.length + 1)
      const expression = text.slice(0, cut) + secret + text.slice(cut)
      for (const kind of kinds) {
        const parsed = parseFilterExpression(kind, expression)
        if (!parsed.ok) expect(parsed.message.toLowerCase()).not.toContain(secret.toLowerCase())
      }
    })
    fc.assert(property, { numRuns: 1000 })
  })
})

describe('the terms of a string expression', () => {
  test('of any plain texts, quoted or escaped, are those texts', () => {
    const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
    const escaped = (text: string): string => text.replaceAll(/[%_,^"\\-]/g, '^$&')
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 20,
    })
    const property = fc.property(texts, (plain) => {
      const expected = plain.map((text) => ({ negated: false, kind: 'equals', text }))
      const asQuoted = parseFilterExpression('string', plain.map(quoted).join(','))
      expect(asQuoted).toEqual({ ok: true, terms: expected })
      const spelled = plain.filter((text) => !/^\s*(null|empty)\s*$/i.test(text))
      const asEscaped = parseFilterExpression('string', spelled.map(escaped).join(','))
      const rest = expected.filter(({ text }) => spelled.includes(text))
      expect(asEscaped).toEqual({ ok: true, terms: rest })
    })
    fc.assert(property, { numRuns: 2000 })
  })
})

describe('the terms of a number expression', () => {
  test('of any finite numbers are those numbers', () => {
    const numbers = fc.array(fc.double({ noDefaultInfinity: true, noNaN: true }), { maxLength: 50 })
    const property = fc.property(numbers, (values) => {
      const parsed = parseFilterExpression('number', values.join(','))
      const terms = values.map((value) => ({
        negated: false,
        kind: 'equals',
        value: String(value),
      }))
      expect(parsed).toEqual({ ok: true, terms })
    })
    fc.assert(property, { numRuns: 2000 })
  })
})
