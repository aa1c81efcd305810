// The contract of string and number expressions as filters, and of the data that fit: which rows pass.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admits, type Circumstances, DATUM_CHARACTERS, rowWith } from './admits.ts'
import { compareDecimals, decimalValue } from './decimal-value.ts'
import {
  FILTER_EXPRESSION_CHARACTERS,
  type FilterKind,
  parseFilterExpression,
} from './filter-expression.ts'

const here: Circumstances = { now: 0, timezone: 'UTC', firstMonthOfFiscalYear: 1 }

const passes = (kind: FilterKind, text: string, datum: string | null) =>
  admits({ kind, text }, datum, here)

describe('a string expression', () => {
  test.each<[string, (string | null)[], (string | null)[]]>([
    ['', ['', 'a', null], []],
    ['EMEA', ['EMEA'], ['emea', 'EMEA ', ' EMEA', 'EME', '', null]],
    ['EMEA,AMER', ['EMEA', 'AMER'], ['EMEA,AMER', 'APAC', null]],
    ['%', ['', ' ', 'a', '\n'], [null]],
    ['%,NULL', ['', 'a', null], []],
    ['NULL', [null], ['', 'NULL', 'null']],
    ['-NULL', ['', 'NULL'], [null]],
    ['EMPTY', ['', null], [' ', 'EMPTY']],
    ['-EMPTY', [' ', 'EMPTY'], ['', null]],
    ['-EMEA', ['AMER', '', null], ['EMEA']],
    ['-EMEA,-AMER,-NULL', ['APAC', ''], ['EMEA', 'AMER', null]],
    ['-%', [null], ['', 'a']],
    ['-%an%', ['EMEA', '', null], ['Canada', 'an']],
    ['NULL,-EMEA', [null], ['AMER', 'EMEA']],
    ['%,-Test%', ['', 'a Test'], ['Test', 'Tests', null]],
    ['a,', ['a', ''], [null, ',']],
    ['-', ['a', null], ['']],
    ['"NULL"', ['NULL'], [null]],
    ['100^%', ['100%'], ['100', '1000']],
    ['{{ x }}', ['{{ x }}'], ['x']],
  ])('%j lets through %j and not %j', (text, yes, no) => {
    expect(yes.filter((datum) => passes('string', text, datum) !== true)).toEqual([])
    expect(no.filter((datum) => passes('string', text, datum) !== false)).toEqual([])
  })

  test.each<[string, string[], string[]]>([
    ['a%b', ['ab', 'a%b', 'aab', 'a\nb'], ['a', 'b', 'abc', 'ba', 'Ab']],
    ['ab%ba', ['abba', 'ab-ba'], ['aba', 'ab', 'abb']],
    ['a%a', ['aa', 'aba'], ['a', 'ab']],
    ['%a%b%', ['ab', 'xaxbx', 'aabb'], ['ba', 'a', 'b', '']],
    ['a%b%c', ['abc', 'abbcc', 'a-b-b-c'], ['acb', 'ab', 'abcd']],
    ['%ab%ab', ['abab', 'xab-ab'], ['ab', 'aab', 'abba']],
    ['_', ['a', 'é', '😻', '\n'], ['', 'ab']],
    ['__', ['ab', '😻😻'], ['a', '😻']],
    ['%_', ['a', 'ab'], ['']],
    ['_%_', ['ab', 'a--b'], ['a', '']],
    ['a_c%', ['abc', 'abcd', 'a😻c'], ['ac', 'abbc']],
    ['%a_c', ['abc', 'xxabc', 'acabc'], ['ac', 'abcx']],
    ['%a_c%e', ['abcde', 'abxabce'], ['abde', 'abc']],
  ])('%j as a pattern lets through %j and not %j', (text, yes, no) => {
    expect(yes.filter((datum) => passes('string', text, datum) !== true)).toEqual([])
    expect(no.filter((datum) => passes('string', text, datum) !== false)).toEqual([])
  })
})

describe('a number expression', () => {
  test.each<[string, (string | null)[], (string | null)[]]>([
    [' ', ['0', null], []],
    ['5', ['5', '5.0', '05', '+5', '.5e1', '500e-2'], ['5.1', '-5', '50', null]],
    ['0', ['0', '-0', '0.000', '0e99', '.0'], ['1e-400', null]],
    ['>5', ['5.1', '1e400'], ['5', '5.0', '-6', null]],
    ['>=5', ['5', '6'], ['4.9', null]],
    ['<5', ['4.9', '-1e400'], ['5', '6', null]],
    ['<=5', ['5', '4'], ['5.1', null]],
    ['(5,10]', ['5.1', '10'], ['5', '10.1', null]],
    ['[5,10)', ['5', '9.9'], ['10', '4.9', null]],
    ['10 to 5', [], ['5', '7', '10', null]],
    ['(-inf,5)', ['-1e99', '4'], ['5', null]],
    ['NULL', [null], ['0']],
    ['NOT NULL', ['0'], [null]],
    ['NOT 5', ['4', null], ['5', '5.0']],
    ['NOT [5,10)', ['4', '10', null], ['5', '9']],
    ['5, NOT NULL', ['5'], ['6', null]],
    ['NOT >1, 2, <100', [null], ['1', '2', '50', '100', '0']],
    ['>1 AND <100, NOT 2', ['3', '99.9'], ['1', '2', '100', null]],
    ['9007199254740993', ['9007199254740993'], ['9007199254740992', '9007199254740994']],
    ['>0.1', ['0.10000000000000000001'], ['0.1', '0.09999999999999999999']],
    ['<1e-400', ['0', '1e-401', '-1'], ['1e-400', '2e-400']],
    ['>12', ['100', '13'], ['2', '9', '1.3']],
    ['<-12', ['-100', '-13'], ['-2', '-12', '-9']],
    ['>1e999999999999999999999', ['1e1000000000000000000000'], ['1e999999999999999999999', '9e9']],
  ])('%j lets through %j and not %j', (text, yes, no) => {
    expect(yes.filter((datum) => passes('number', text, datum) !== true)).toEqual([])
    expect(no.filter((datum) => passes('number', text, datum) !== false)).toEqual([])
  })

  test('compares all that a double can hold as doubles are compared', () => {
    const double = fc.double({ noDefaultInfinity: true, noNaN: true })
    const property = fc.property(double, double, (one, other) => {
      const [left, right] = [decimalValue(String(one)), decimalValue(String(other))]
      if (left === undefined || right === undefined) throw new Error('not a number')
      expect(Math.sign(compareDecimals(left, right)) + 0).toBe(Math.sign(one - other) + 0)
    })
    fc.assert(property, { numRuns: 5000 })
  })
})

describe('a datum', () => {
  test.each(['', ' ', '1,000', 'ten', '1.', '1e', '1e5.5', '--1', '0x10', 'NaN', 'Infinity', '1 '])(
    'of a number filter must be a number: %j',
    (datum) => {
      const must = 'be a number, such as 25 or -0.5'
      expect(rowWith('number', datum, here)).toEqual({ ok: false, of: 'datum', must })
    },
  )

  test.each(['string', 'number', 'date'] as const)('of a %s filter has a length', (kind) => {
    const datum = '1'.repeat(DATUM_CHARACTERS + 1)
    const must = 'have at most 1024 characters'
    expect(rowWith(kind, datum, here)).toEqual({ ok: false, of: 'datum', must })
    expect(rowWith('string', datum.slice(1), here).ok).toBe(true)
  })

  test.each<[FilterKind, string]>([
    ['string', '"'],
    ['number', 'ten'],
    ['date', 'soon'],
    ['string', 'a'.repeat(FILTER_EXPRESSION_CHARACTERS + 1)],
  ])('is let through by no %s expression that is none', (kind, text) => {
    expect(passes(kind, text, null)).toBeUndefined()
  })
})

test('any expression and any datum have an answer, and only expressions that can be stored let rows through', () => {
  const pieces = [
    ...[
      'a',
      '%',
      '_',
      '^',
      '"',
      '\\',
      ',',
      '-',
      ' ',
      'NULL',
      'EMPTY',
      '1',
      '.5',
      'e9',
      '[1,',
      ')',
      '>',
    ],
    ...[
      '<=',
      ' to ',
      'NOT ',
      ' AND ',
      '3 days',
      ' ago',
      'today',
      'before ',
      '2026-03-29',
      ' 02:30',
      'Z',
    ],
    ...[' for ', 'fiscal year', 'FY2026', '-Q1', 'any time', '\ud800', '😻', '0', ':'],
  ]
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((list) => list.join(''))
  const property = fc.property(text, fc.option(text), (expression, datum) => {
    for (const kind of ['string', 'number', 'date'] as const) {
      const row = rowWith(kind, datum, here)
      if (!row.ok) expect(row.of).toBe('datum')
      const isStorable = parseFilterExpression(kind, expression).ok
      if (row.ok)
        expect(row.admittedBy(expression)).toBeTypeOf(isStorable ? 'boolean' : 'undefined')
    }
  })
  fc.assert(property, { numRuns: 5000 })
})

describe('a hostile expression', () => {
  const many = (unit: string, length: number) => unit.repeat(Math.floor(length / unit.length))

  test.each([
    [many('%a', FILTER_EXPRESSION_CHARACTERS), 'a'.repeat(DATUM_CHARACTERS)],
    [`${many('%a', 4000)}%b`, 'a'.repeat(DATUM_CHARACTERS)],
    [`${many('%a_', 4000)}%b`, 'a'.repeat(DATUM_CHARACTERS)],
    [`%${'a'.repeat(2000)}_${'a'.repeat(2000)}b%`, 'a'.repeat(DATUM_CHARACTERS)],
    [many('%a_%,', FILTER_EXPRESSION_CHARACTERS), 'b'.repeat(DATUM_CHARACTERS)],
    [many('-%_%a,', FILTER_EXPRESSION_CHARACTERS), '😻'.repeat(DATUM_CHARACTERS / 2)],
  ])('of many wildcards is answered at once', (text, datum) => {
    expect(passes('string', text, datum)).toBeTypeOf('boolean')
  })

  test('of one long number is answered at once', () => {
    const digits = '9'.repeat(1000)
    expect(passes('number', `>1e${digits}`, `1e${digits}9`)).toBe(true)
    expect(passes('number', `>1e${'9'.repeat(4000)}`, `1e${digits}`)).toBe(false)
    expect(
      passes('number', many('1e9,', FILTER_EXPRESSION_CHARACTERS - 4).concat('7'), digits),
    ).toBe(false)
  })
})
