// One expression for several: what it is, and which expressions have none.
import { describe, expect, it } from 'vitest'
import { admits } from './admits.ts'
import { parseFilterExpression } from './filter-expression.ts'
import { COMPARED_CHARACTERS, isWithin } from './patterns.ts'
import { obstacleOf, UNION_CHARACTERS, unionOf } from './union.ts'

const here = { now: Date.UTC(2026, 4, 15, 16), timezone: 'UTC', firstMonthOfFiscalYear: 1 }
type Kind = Parameters<typeof unionOf>[0]

/** Whether the union lets through exactly the data that one of its parts lets through. */
function isExact(kind: Kind, parts: readonly string[], data: readonly (string | null)[]): void {
  const text = unionOf(kind, parts) ?? ''
  for (const datum of data) {
    const wanted = parts.some((part) => admits({ kind, text: part }, datum, here) === true)
    expect([text, datum, admits({ kind, text }, datum, here)]).toEqual([text, datum, wanted])
  }
}

describe('the union of strings', () => {
  const data = [null, '', ' ', 'EMEA', 'AMER', 'North', 'North Sea', 'Northern', 'NULL', '-', 'a,b']

  it.each([
    [['EMEA', 'AMER'], 'EMEA,AMER'],
    [['EMEA,AMER', 'AMER,"a,b"'], 'EMEA,AMER,"a,b"'],
    [['-EMEA', 'EMEA'], '%,NULL'],
    [['-EMEA', 'AMER'], '-EMEA'],
    [['-EMEA,-AMER', 'AMER,NULL'], '-EMEA'],
    [['-EMEA', '-AMER'], '%,NULL'],
    [['-EMEA', '-EMEA,-AMER'], '-EMEA'],
    [['%,-North%', 'EMEA'], '%,EMEA,-North%'],
    [['-North%', 'North%,NULL'], '%,NULL'],
    [['-North%', '-North%,-EMEA'], '-North%'],
    [['-NULL', 'EMPTY'], '%,NULL'],
    [['-EMPTY', 'NULL'], '-""'],
    [['-EMPTY', '""'], '-NULL'],
    [['-EMPTY', 'EMEA'], '-EMPTY'],
    [['', 'EMEA'], '%,NULL'],
    [[',', 'EMEA,-EMEA'], '"",EMEA,-EMEA'],
    [['^-', ' NULL '], '^-, NULL '],
  ])('of %j is %j', (parts, union) => {
    expect(obstacleOf('string', parts)).toBeUndefined()
    expect(unionOf('string', parts)).toBe(union)
    isExact('string', parts, data)
  })

  it.each([
    [['-North%', 'North Sea'], { term: '-North%', of: 0, beside: 1 }],
    [['EMEA', 'AMER', '%Sea', '%,-North%'], { term: '-North%', of: 3, beside: 2 }],
    [['-%', 'EMEA'], { term: '-%', of: 0, beside: 1 }],
    [['-North%', 'North%,-Northern%'], { term: '-North%', of: 0, beside: 1 }],
    [['-a_c', 'abc'], { term: '-a_c', of: 0, beside: 1 }],
  ])('of %j cannot be written', (parts, obstacle) => {
    expect(obstacleOf('string', parts)).toEqual(obstacle)
    expect(unionOf('string', parts)).toBeUndefined()
  })

  it('can be written for some of its parts if it can for all', () => {
    // All three are everything together, but a user may be in the first two groups alone.
    expect(obstacleOf('string', ['-North%', 'North Sea', '%,NULL'])).toBeDefined()
  })

  it.each([
    [['-%land', 'North%land'], undefined],
    [['-%land', 'Poland_'], '%land'],
    [['-a%z', 'a%y'], 'a%z'],
    [['-a%z', 'b_'], 'a%z'],
    [['-a%b%c', 'a_b'], 'a%b%c'],
  ])('of %j keeps a negated pattern that lies apart: %j', (parts, kept) => {
    const union = unionOf('string', parts)
    expect(union).toBe(kept === undefined ? undefined : `-${kept}`)
  })

  it('takes no more time than is allowed, and is refused then', () => {
    const slow = `-%${'a'.repeat(2000)}b%`
    const texts = Array.from({ length: 10 }, (_, at) => `${'a'.repeat(4000)}${at}`)
    expect(obstacleOf('string', [slow, ...texts.slice(0, 1)])).toBeUndefined()
    const started = performance.now()
    expect(obstacleOf('string', [slow, ...texts])).toEqual({
      term: slow,
      of: 0,
      beside: expect.any(Number),
    })
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('proves nothing when the effort is spent', () => {
    const [inner, outer] = [[[1, 1, 1, 2]], [[], [1, 2], []]]
    expect(isWithin(inner, outer, { left: COMPARED_CHARACTERS })).toBe(true)
    expect(isWithin(inner, outer, { left: 2 })).toBe(false)
  })
})

describe('the union of numbers', () => {
  const data = [null, '-1', '0', '1', '2', '2.5', '5', '7', '10', '11', '1e30']

  it.each([
    [['1,5', '5,7'], '1,5,7'],
    [['1', '1.0'], '1'],
    [['[1,5)', '5 to 7'], '[1,7]'],
    [['[1,5)', '(5,7]'], '[1,5),(5,7]'],
    [['>5', '<=5'], 'NOT NULL'],
    [['>5', '<=5,NULL'], '<0,>=0,NULL'],
    [['NOT 5', '5'], '<0,>=0,NULL'],
    [['NOT 5', '7'], 'NOT 5'],
    [['NOT 5, NOT 7', '2'], 'NOT 5,NOT 7'],
    [['NOT 5, NOT NULL', '7'], 'NOT 5,NOT NULL'],
    [['NOT NULL', 'NULL'], '<0,>=0,NULL'],
    [['1, NOT 5, NOT 5', '5'], '1,5'],
    [['NOT [2,5)', '2.5'], '<2,2.5,>=5,NULL'],
    [['10 to 5', '10 to 5'], 'NULL,NOT NULL'],
    [['NULL', '10 to 5'], 'NULL'],
    [['>1 AND <100, NOT 2', '2.5'], '(1,2),(2,100)'],
    [[' ', '5'], '<0,>=0,NULL'],
    [['<0', '>0'], 'NOT 0,NOT NULL'],
    [['>=5', '<1'], '<1,>=5'],
  ])('of %j is %j', (parts, union) => {
    expect(obstacleOf('number', parts)).toBeUndefined()
    expect(unionOf('number', parts)).toBe(union)
    isExact('number', parts, data)
  })
})

describe('the union of dates', () => {
  const data = [null, '2026-05-15', '2025-01-01', '2026-05-14T23:00:00Z']

  it.each([
    [['today', 'yesterday, today'], 'today,yesterday'],
    [['2025', 'NULL'], '2025,NULL'],
    [['2025, NOT NULL', 'NULL, 2025'], '2025,NULL'],
    [['NOT NULL', 'NULL'], 'any time'],
    [['NOT NULL', '2025'], 'NOT NULL'],
    [['any time', '2025'], 'any time'],
    [['any time, NOT NULL', '2025'], 'NOT NULL'],
    [['NULL, NOT NULL', '2025, NOT NULL'], '2025'],
    [['NULL, NOT NULL', 'NULL,NOT NULL'], 'NULL,NOT NULL'],
    [['NULL', 'NULL, NOT NULL'], 'NULL'],
    [[' ', 'today'], 'any time'],
  ])('of %j is %j', (parts, union) => {
    expect(obstacleOf('date', parts)).toBeUndefined()
    expect(unionOf('date', parts)).toBe(union)
    isExact('date', parts, data)
  })
})

describe('a union', () => {
  it('of one expression, however often, is one that means the same', () => {
    expect(unionOf('string', ['-EMEA', '-EMEA'])).toBe('-EMEA')
    expect(unionOf('number', ['NOT 5'])).toBe('NOT 5')
    expect(unionOf('date', ['today'])).toBe('today')
  })

  it('of what is no expression is none', () => {
    expect(unionOf('string', ['"EMEA', 'AMER'])).toBeUndefined()
    expect(unionOf('number', ['ten', '5'])).toBeUndefined()
    expect(unionOf('date', ['soon', 'today'])).toBeUndefined()
    expect(obstacleOf('string', ['"EMEA', '-North%'])).toBeUndefined()
  })

  it('has a greatest length, whichever parts it is made of', () => {
    const long = (count: number) => Array.from({ length: count }, (_, at) => `${10_000_000 + at}`)
    const lists = (all: string[]) =>
      Array.from({ length: Math.ceil(all.length / 400) }, (_, at) =>
        all.slice(at * 400, at * 400 + 400).join(','),
      )
    expect(obstacleOf('string', lists(long(7000)))).toBeUndefined()
    expect(obstacleOf('string', lists(long(7400)))).toBe('too long')
    const numbers = lists(long(2700))
    expect(obstacleOf('number', numbers)).toBeUndefined()
    expect(unionOf('number', numbers)?.length).toBeLessThan(UNION_CHARACTERS)
    expect(obstacleOf('number', lists(long(3000)))).toBe('too long')
    expect(obstacleOf('date', ['today', 'today '.padEnd(UNION_CHARACTERS)])).toBe('too long')
  })

  it('is an expression that can be set, unless it is longer than one that somebody writes', () => {
    for (const [kind, parts] of [
      ['string', ['-EMPTY', 'NULL']],
      ['number', ['NOT 5', 'NULL']],
      ['date', ['today', 'NOT NULL']],
    ] as const) {
      expect(parseFilterExpression(kind, unionOf(kind, parts) ?? '"').ok).toBe(true)
    }
  })
})
