// The contract of number filter expressions.

import { describe, expect, test } from 'vitest'
import { parseFilterExpression } from './filter-expression.ts'
import type { NumberTerm } from './number-expression.ts'

/** A term in a short notation, so that a table of examples stays readable. */
function show(term: NumberTerm): string {
  const sign = term.negated ? 'not ' : ''
  switch (term.kind) {
    case 'null':
      return `${sign}null`
    case 'equals':
      return sign + term.value
    case 'compare':
      return `${sign}x${term.operator}${term.value}`
    case 'range': {
      const { low, high } = term
      const open = low.inclusive ? '<=' : '<'
      const close = high.inclusive ? '<=' : '<'
      return `${sign}${low.value}${open}x${close}${high.value}`
    }
  }
}

function shown(text: string): string {
  const parsed = parseFilterExpression('number', text)
  return parsed.ok ? parsed.terms.map(show).join(' | ') : `${parsed.position}: ${parsed.message}`
}

describe('a number expression', () => {
  test.each([
    ['5', '5'],
    [' 5 ', '5'],
    ['1, 3, 5, 7', '1 | 3 | 5 | 7'],
    ['1 OR 3 or 5', '1 | 3 | 5'],
    ['1, -1, 0.1', '1 | -1 | 0.1'],
    ['.01', '.01'],
    ['-.2', '-.2'],
    ['0', '0'],
    ['-0', '-0'],
    ['3.14159', '3.14159'],
    ['1e5, 1E-5, 1.5e+10', '1e5 | 1E-5 | 1.5e+10'],
    ['9007199254740993.1', '9007199254740993.1'],
    ['NULL', 'null'],
    ['nUll', 'null'],
    ['5,NULL', '5 | null'],
  ])('%j reads numbers and NULL', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['>5', 'x>5'],
    ['>    0', 'x>0'],
    ['> -42', 'x>-42'],
    ['<=.1', 'x<=.1'],
    ['>= 5.5 AND <=10', '5.5<=x<=10'],
    ['>7 AND <80.44', '7<x<80.44'],
    ['<=80.44  AND    >.1', '.1<x<=80.44'],
    ['>1and<2', '1<x<2'],
    ['>10 AND <=20 OR 90', '10<x<=20 | 90'],
    ['>=50 AND <=100 OR >=500 AND <=1000', '50<=x<=100 | 500<=x<=1000'],
    ['>1 AND <2 OR >3 AND <4', '1<x<2 | 3<x<4'],
    ['<3 OR >80.44', 'x<3 | x>80.44'],
    ['<0, >=0, NULL', 'x<0 | x>=0 | null'],
  ])('%j reads comparisons', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['5.5 to 10', '5.5<=x<=10'],
    ['-1.0 TO .75', '-1.0<=x<=.75'],
    ['1 to', 'x>=1'],
    ['to 100', 'x<=100'],
    ['to -1', 'x<=-1'],
    ['1 to, 5', 'x>=1 | 5'],
    ['3 to 10 OR 30 to 100', '3<=x<=10 | 30<=x<=100'],
    ['1to5', '1<=x<=5'],
  ])('%j reads ranges in words', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['(1,100)', '1<x<100'],
    ['(1, 100]', '1<x<=100'],
    ['[1,100)', '1<=x<100'],
    ['[ 1 , 100 ]', '1<=x<=100'],
    ['[0.1,   -4)', '0.1<=x<-4'],
    ['(1,)', 'x>1'],
    ['[1,)', 'x>=1'],
    ['(5,]', 'x>5'],
    ['(,100)', 'x<100'],
    ['[,10]', 'x<=10'],
    ['(500, inf)', 'x>500'],
    ['[500, INF)', 'x>=500'],
    ['(-inf,100]', 'x<=100'],
    ['[0,9],[20,29]', '0<=x<=9 | 20<=x<=29'],
    ['[0,10],20', '0<=x<=10 | 20'],
    ['(1,100],500,600,(800,900],[2000,)', '1<x<=100 | 500 | 600 | 800<x<=900 | x>=2000'],
  ])('%j reads intervals', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['not 5', 'not 5'],
    ['<> 5', 'not 5'],
    ['<>5', 'not 5'],
    ['!=5', 'not 5'],
    ['NOT -1.2', 'not -1.2'],
    ['NOT NULL', 'not null'],
    ['not 3 to 80.44', 'not 3<=x<=80.44'],
    ['NOT (3,12)', 'not 3<x<12'],
    ['NOT[2, 4]', 'not 2<=x<=4'],
    ['NOT >5', 'not x>5'],
    ['NOT>1 AND <5', 'not 1<x<5'],
    ['5, NOT 6, NOT 7', '5 | not 6 | not 7'],
    ['23, not 42, not 42', '23 | not 42 | not 42'],
    ['<> 1, != 2', 'not 1 | not 2'],
    ['not 1, 2, not 3', 'not 1 | 2 | not 3'],
  ])('%j reads NOT', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['not 66, 99, 4', 'not 66 | not 99 | not 4'],
    ['!= 1, 2, 3', 'not 1 | not 2 | not 3'],
    ['NOT >1, 2, <100', 'not x>1 | not 2 | not x<100'],
    ['NOT 10,[1,5)', 'not 10 | 1<=x<5'],
    ['NOT [1,5), 7', 'not 1<=x<5 | not 7'],
    ['23, not 42, 43', 'not 23 | not 42 | not 43'],
    ['>9, 1, not 2, 3, NULL, 4', 'x>9 | not 1 | not 2 | not 3 | null | 4'],
    ['1, NOT [2,3], 4', '1 | not 2<=x<=3 | 4'],
    ['1, not 2', 'not 1 | not 2'],
    ['1, >2, not 3', '1 | x>2 | not 3'],
    ['>1 AND <100, NOT 2', '1<x<100 | not 2'],
    ['23,NOT NULL', '23 | not null'],
  ])('%j spreads a single NOT', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each(['', ' ', '\t\n'])('%j means any value', (expression) => {
    expect(parseFilterExpression('number', expression)).toEqual({ ok: true, terms: [] })
  })
})

const aTerm = 'expected a number, a comparison, an interval or NULL'

describe('a number expression must not parse', () => {
  test.each([
    ['abc', `0: ${aTerm}`],
    ['seventeen', `0: ${aTerm}`],
    ['AND', `0: ${aTerm}`],
    ['OR', `0: ${aTerm}`],
    ['%', `0: ${aTerm}`],
    ['^12345', `0: ${aTerm}`],
    ['"5"', `0: ${aTerm}`],
    ['=5', `0: ${aTerm}`],
    ['≥5', `0: ${aTerm}`],
    ['٣', `0: ${aTerm}`],
    ['😻', `0: ${aTerm}`],
    ['--1', `1: ${aTerm}`],
    ['-', `1: ${aTerm}`],
    ['- 1', `1: ${aTerm}`],
    ['1,', `2: ${aTerm}`],
    [',1', `0: ${aTerm}`],
    ['1,,2', `2: ${aTerm}`],
    ['1 OR', `4: ${aTerm}`],
    ['NULLABLE', `0: ${aTerm}`],
    ['NOT', `3: ${aTerm} after NOT`],
    ['NOT NOT 5', `4: ${aTerm} after NOT`],
    ['!=', `2: ${aTerm} after !=`],
    ['<> x', `3: ${aTerm} after <>`],
    ['NOT5', '3: expected a space between NOT and the number'],
    ['!5', '1: expected "=" after "!"'],
    ['1 2', '2: expected "," or OR before another term'],
    ['1 AND 2', '2: expected "," or OR before another term'],
    ['1234^, 567', '4: expected "," or OR before another term'],
    ['0.1.1.1', '3: expected "," or OR before another term'],
    ['5 days', '2: expected "," or OR before another term'],
    ['>1 to 5', '3: expected "," or OR before another term'],
    ['1 to 5 to 7', '7: expected "," or OR before another term'],
    ['>1 AND <5 AND <7', '10: expected "," or OR before another term'],
    ['[1,2]]', '5: expected "," or OR before another term'],
    ['NULL5', '4: expected "," or OR before another term'],
    ['0x10', '1: expected "," or OR before another term'],
    ['1;2', '1: expected "," or OR before another term'],
  ])('%j, as %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['+5', '0: expected a number without a leading "+"'],
    ['007', '0: expected a number without leading zeros'],
    ['-01', '1: expected a number without leading zeros'],
    ['1,000', '2: expected a number without leading zeros'],
    ['5.', '2: expected a digit after the decimal point'],
    ['0.....1', '2: expected a digit after the decimal point'],
    ['.', '1: expected a digit after the decimal point'],
    ['1e', '2: expected a digit in the exponent'],
    ['1e+', '3: expected a digit in the exponent'],
  ])('%j, because the number is malformed: %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['>', '1: expected a number after ">"'],
    ['>=', '2: expected a number after ">="'],
    ['<= x', '3: expected a number after "<="'],
    ['< >5', '2: expected a number after "<"'],
    ['=>5', `0: ${aTerm}`],
    ['>=5 AND', '7: expected "<" or "<=" after AND'],
    ['>5 AND >10', '7: expected "<" or "<=" after AND'],
    ['<5 AND NOT 3', '7: expected ">" or ">=" after AND'],
    ['<5 AND >', '8: expected a number after ">"'],
    ['to', '2: expected a number before or after TO'],
    ['1 to -', '6: expected a number before or after TO'],
  ])('%j, because a comparison is incomplete: %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['[0,', '3: expected a number, "inf" or a closing bracket after ","'],
    ['(', '1: expected a number, "-inf" or "," after the opening bracket'],
    ['()', '1: expected a number, "-inf" or "," after the opening bracket'],
    ['[inf,10]', '1: expected a number, "-inf" or "," after the opening bracket'],
    ['(a,5)', '1: expected a number, "-inf" or "," after the opening bracket'],
    ['[-inf,10]', '1: expected a number or "," after "["; "-inf" needs "("'],
    ['(5)', '2: expected "," between the two ends of the interval'],
    ['(1 2)', '3: expected "," between the two ends of the interval'],
    ['(1,2', '4: expected ")" or "]"'],
    ['(1,2,3)', '4: expected ")" or "]"'],
    ['(5,inf]', '6: expected ")" after "inf"'],
    ['(5,-inf)', '4: expected a number, "inf" or a closing bracket after ","'],
    ['(,)', '2: expected a number on at least one side of the interval'],
    ['(-inf,inf)', '6: expected a number on at least one side of the interval'],
  ])('%j, because the interval is malformed: %s', (expression, expected) => {
    const at = Number.parseInt(expected, 10)
    const parsed = parseFilterExpression('number', expression)
    expect(parsed).toEqual({ ok: false, position: at, message: expected.slice(`${at}: `.length) })
  })
})
