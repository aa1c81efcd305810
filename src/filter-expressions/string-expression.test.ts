// The contract of string filter expressions.

import { describe, expect, test } from 'vitest'
import { parseFilterExpression } from './filter-expression.ts'
import type { StringMatch, StringTerm } from './string-expression.ts'

function terms(text: string): StringTerm[] {
  const parsed = parseFilterExpression('string', text)
  if (!parsed.ok) throw new Error(`${parsed.position}: ${parsed.message}`)
  return parsed.terms
}

const is = (match: StringMatch): StringTerm => ({ negated: false, ...match })
const not = (match: StringMatch): StringTerm => ({ negated: true, ...match })
const equals = (text: string): StringMatch => ({ kind: 'equals', text })
const any = { kind: 'any' } as const
const one = { kind: 'one' } as const
const text = (of: string) => ({ kind: 'text', text: of }) as const

describe('a string expression', () => {
  test.each<[string, ...StringTerm[]]>([
    ['FOO', is(equals('FOO'))],
    ['FOO,BAR', is(equals('FOO')), is(equals('BAR'))],
    ['りんご,グレープ', is(equals('りんご')), is(equals('グレープ'))],
    ['%FOO%', is({ kind: 'contains', text: 'FOO' })],
    ['FOO%', is({ kind: 'starts_with', text: 'FOO' })],
    ['%FOO', is({ kind: 'ends_with', text: 'FOO' })],
    ['%', is(any)],
    ['%%', is(any)],
    ['%%FOO', is({ kind: 'ends_with', text: 'FOO' })],
    ['F%OD', is({ kind: 'pattern', parts: [text('F'), any, text('OD')] })],
    ['_UF', is({ kind: 'pattern', parts: [one, text('UF')] })],
    ['%_', is({ kind: 'pattern', parts: [any, one] })],
    ['__', is({ kind: 'pattern', parts: [one, one] })],
    ['%a%b%', is({ kind: 'pattern', parts: [any, text('a'), any, text('b'), any] })],
    ['FOO%,BAR', is({ kind: 'starts_with', text: 'FOO' }), is(equals('BAR'))],
  ])('%j reads texts and wildcards', (expression, ...expected) => {
    expect(terms(expression)).toEqual(expected)
  })

  test.each<[string, ...StringTerm[]]>([
    ['NULL', is({ kind: 'null' })],
    ['null', is({ kind: 'null' })],
    ['EMPTY', is({ kind: 'empty' })],
    ['empty', is({ kind: 'empty' })],
    ['-NULL', not({ kind: 'null' })],
    ['-empty', not({ kind: 'empty' })],
    ['%, NULL', is(any), is({ kind: 'null' })],
    ['%,NULL', is(any), is({ kind: 'null' })],
    ['%, -NULL', is(any), not({ kind: 'null' })],
    [' EMPTY ', is({ kind: 'empty' })],
    ['Null', is(equals('Null'))],
    ['"NULL"', is(equals('NULL'))],
    ['^NULL', is(equals('NULL'))],
    ['NULL%', is({ kind: 'starts_with', text: 'NULL' })],
    ['NOT NULL', is(equals('NOT NULL'))],
  ])('%j reads NULL and EMPTY only as whole unquoted terms', (expression, ...expected) => {
    expect(terms(expression)).toEqual(expected)
  })

  test.each<[string, ...StringTerm[]]>([
    ['-FOO', not(equals('FOO'))],
    ['-FOO,-BAR', not(equals('FOO')), not(equals('BAR'))],
    ['-%FOO%', not({ kind: 'contains', text: 'FOO' })],
    ['-FOO%', not({ kind: 'starts_with', text: 'FOO' })],
    ['-%FOO', not({ kind: 'ends_with', text: 'FOO' })],
    ['FOO%,-FOOD', is({ kind: 'starts_with', text: 'FOO' }), not(equals('FOOD'))],
    ['-"a,b"', not(equals('a,b'))],
    ['--a', not(equals('-a'))],
    ['-', not(equals(''))],
    ['t-shirt', is(equals('t-shirt'))],
    [' -FOO', is(equals(' -FOO'))],
  ])('%j negates by a minus at the very front of the term', (expression, ...expected) => {
    expect(terms(expression)).toEqual(expected)
  })

  test.each<[string, ...StringTerm[]]>([
    ['^%', is(equals('%'))],
    ['sub^_region', is(equals('sub_region'))],
    ['Santa Cruz^, CA', is(equals('Santa Cruz, CA'))],
    ['^-5', is(equals('-5'))],
    ['^^', is(equals('^'))],
    ['^"', is(equals('"'))],
    ['^ a^ ', is(equals(' a '))],
    ['^a', is(equals('a'))],
    ['hello^ ', is(equals('hello '))],
    ['hello^ ^ ', is(equals('hello '))],
    ['^ ^ hello^ ^ ^ ,^ ^ ', is(equals('  hello  ')), is(equals(' '))],
    ['^ ^ %', is({ kind: 'starts_with', text: '  ' })],
    ['100^%^_^^ FOO%', is({ kind: 'starts_with', text: '100%_^ FOO' })],
    ['Santa Cruz\\, CA', is(equals('Santa Cruz, CA'))],
    ['100\\%', is(equals('100%'))],
    ['C:\\temp', is(equals('C:\\temp'))],
    ['a\\', is(equals('a\\'))],
    ['a\\\\,b', is(equals('a\\')), is(equals('b'))],
  ])('%j takes an escaped character literally', (expression, ...expected) => {
    expect(terms(expression)).toEqual(expected)
  })

  test.each<[string, ...StringTerm[]]>([
    ['"a,b"', is(equals('a,b'))],
    ['"100% -_^ x"', is(equals('100% -_^ x'))],
    ['"Intentional^caret"', is(equals('Intentional^caret'))],
    ['"-a"', is(equals('-a'))],
    ['"a^"', is(equals('a^'))],
    ['"a \\"b\\" c"', is(equals('a "b" c'))],
    ['"a\\\\"', is(equals('a\\'))],
    ['"a\\b"', is(equals('a\\b'))],
    ['""', is(equals(''))],
    ['"100%"%', is({ kind: 'starts_with', text: '100%' })],
    ['%"a,b"%', is({ kind: 'contains', text: 'a,b' })],
    ['a"b,c"d', is(equals('ab,cd'))],
  ])('%j takes everything between quotation marks literally', (expression, ...expected) => {
    expect(terms(expression)).toEqual(expected)
  })

  test.each<[string, ...StringTerm[]]>([
    ['  hello  ', is(equals('  hello  '))],
    ['a, b', is(equals('a')), is(equals(' b'))],
    ['   ', is(equals('   '))],
    ['a,', is(equals('a')), is(equals(''))],
    [',', is(equals('')), is(equals(''))],
    ['a,,b', is(equals('a')), is(equals('')), is(equals('b'))],
  ])('%j keeps spaces and empty terms, so that nothing gets wider', (expression, ...expected) => {
    expect(terms(expression)).toEqual(expected)
  })

  test('without any character means any value', () => {
    expect(terms('')).toEqual([])
  })
})

describe('a string expression must not parse', () => {
  test.each<[string, number, string]>([
    ['"', 0, 'expected a closing quotation mark for this one; write ^" for a literal one'],
    ['"abc', 0, 'expected a closing quotation mark for this one; write ^" for a literal one'],
    ['a,-"b,c', 3, 'expected a closing quotation mark for this one; write ^" for a literal one'],
    ['5" pipe', 1, 'expected a closing quotation mark for this one; write ^" for a literal one'],
    ['"a\\"', 0, 'expected a closing quotation mark for this one; write ^" for a literal one'],
    ['"a""', 3, 'expected a closing quotation mark for this one; write ^" for a literal one'],
    ['^', 1, 'expected a character after "^"; write "^^" for a caret'],
    ['a,b^', 4, 'expected a character after "^"; write "^^" for a caret'],
    ['^^^', 3, 'expected a character after "^"; write "^^" for a caret'],
  ])('%j, and the mistake is at %d', (expression, position, message) => {
    expect(parseFilterExpression('string', expression)).toEqual({ ok: false, position, message })
  })
})
