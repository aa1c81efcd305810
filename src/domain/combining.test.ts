// One value of several: lists of texts, unions of filters, the least and the greatest; and what cannot be combined.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { userAttribute } from '../../test/support/user-attribute.ts'
import type { GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import { type Combine, combinedText, combiningProblems } from './combining.ts'
import { effectiveValue, searchPath } from './search-path.ts'
import { type ValueType, valueProblems } from './value-type.ts'

const attribute = (type: ValueType, combine: Combine, more = {}) =>
  userAttribute({ type, combine, default_value: 'default', ...more })

const held = (values: readonly string[], user?: string) => ({
  system: undefined,
  user,
  sign_in: undefined,
  groups: values.map((value, at) => ({ group_id: `${at + 1}` as GroupId, rank: at + 1, value })),
})

describe('texts', () => {
  it('are one list in the order of ranks, each once and the empty one never', () => {
    const union = (...values: string[]) =>
      combinedText({ type: 'string', combine: 'union' }, values)
    expect(union('EMEA', 'AMER', 'EMEA')).toBe('EMEA,AMER')
    expect(union('a,b', 'b')).toBe('a,b,b')
    expect(union('', 'b', '')).toBe('b')
    expect(union('', '')).toBe('')
  })
})

describe('the least and the greatest', () => {
  it.each<[ValueType, string[], string, string]>([
    ['number', ['10', '9', '1e1'], '9', '10'],
    ['number', ['-1.5', '-1.50', '+2'], '-1.5', '+2'],
    ['number', ['9007199254740993', '9007199254740992'], '9007199254740992', '9007199254740993'],
    ['number', ['1e400', '-1e400', '0'], '-1e400', '1e400'],
    ['datetime', ['2026-01-02', '2026-01-01 23:59'], '2026-01-01 23:59', '2026-01-02'],
    ['datetime', ['2026-01-01T00:30+02:00', '2026-01-01'], '2026-01-01T00:30+02:00', '2026-01-01'],
    [
      'datetime',
      ['2026-01-01T00:00:00.000000002Z', '2026-01-01T00:00:00.000000001Z', '2026-01-01'],
      '2026-01-01',
      '2026-01-01T00:00:00.000000002Z',
    ],
  ])('%s of %j are %j and %j', (type, values, least, greatest) => {
    expect(combinedText({ type, combine: 'min' }, values)).toBe(least)
    expect(combinedText({ type, combine: 'max' }, values)).toBe(greatest)
  })

  it('do not depend on the order, but for the spelling', () => {
    const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(numbers, (list) => {
        const texts = list.map(String)
        expect(combinedText({ type: 'number', combine: 'min' }, texts)).toBe(`${Math.min(...list)}`)
        expect(combinedText({ type: 'number', combine: 'max' }, texts)).toBe(`${Math.max(...list)}`)
      }),
    )
  })

  it('are none of what is no number or no date', () => {
    expect(combinedText({ type: 'number', combine: 'min' }, ['1', 'x'])).toBeUndefined()
    expect(combinedText({ type: 'datetime', combine: 'max' }, ['x', '2026-01-01'])).toBeUndefined()
    expect(combinedText({ type: 'string', combine: 'max' }, ['1', '2'])).toBeUndefined()
  })
})

describe('the effective value', () => {
  const filter = attribute('advanced_filter_string', 'union')

  it('is made of the values of all groups, and has them in the order of ranks', () => {
    const { groups, ...others } = held(['EMEA', 'AMER'])
    const found = effectiveValue(filter, { ...others, groups: [...groups].reverse() })
    expect(found).toEqual({ source: 'groups', value: 'EMEA,AMER', groups })
    expect(valueProblems(filter, found?.value)).toEqual([])
  })

  it('is the own value alone, the value of the only group, or the default', () => {
    expect(effectiveValue(filter, held(['EMEA', 'AMER'], 'APAC'))).toMatchObject({ value: 'APAC' })
    expect(effectiveValue(filter, held(['EMEA']))).toMatchObject({ source: 'group', value: 'EMEA' })
    expect(effectiveValue(filter, held([]))).toMatchObject({ source: 'default' })
  })

  it('is that of the lowest rank unless the attribute combines them, and the path has each place', () => {
    const values = held(['EMEA', 'AMER'])
    const first = attribute('advanced_filter_string', 'first')
    expect(effectiveValue(first, values)).toMatchObject({ source: 'group', value: 'EMEA' })
    expect(searchPath(filter, values)).toEqual(searchPath(first, values))
  })

  it('is the strongest value alone where a store has what cannot be combined', () => {
    const values = held(['-North%', 'North Sea'])
    expect(effectiveValue(filter, values)).toMatchObject({ source: 'group', value: '-North%' })
  })

  it('of a hidden attribute of the past is empty and comes from all groups', () => {
    const hidden = attribute('advanced_filter_number', 'union', { value_is_hidden: true })
    expect(effectiveValue(hidden, held(['', '']))).toMatchObject({ source: 'groups', value: '' })
  })

  it('is remembered for the same values only', () => {
    const values = held(['EMEA', 'AMER'])
    const found = effectiveValue(filter, values)
    expect(effectiveValue(filter, { ...values })).toBe(found)
    const others = held(['EMEA', 'APAC'])
    expect(effectiveValue(filter, others)).toMatchObject({ value: 'EMEA,APAC' })
    expect(effectiveValue({ ...filter, combine: 'first' }, values)).toMatchObject({ value: 'EMEA' })
  })

  it('is made again when too much is remembered', () => {
    const text = 'x'.repeat(limits.value_characters / 2 - 1)
    const long = attribute('string', 'union')
    const length = limits.remembered_combined_characters / text.length
    const all = Array.from({ length }, (_, at) => held([`${at}${text}`, `${text}${at}`]))
    const first = all[0] ?? held([])
    const before = effectiveValue(long, first)
    for (const values of all) effectiveValue(long, values)
    const again = effectiveValue(long, first)
    expect(again).toEqual(before)
    expect(again).not.toBe(before)
  })
})

describe('what cannot be combined', () => {
  const nameOf = (id: GroupId) => `G${id}`
  const problemsOf = (type: ValueType, combine: Combine, ...values: string[]) =>
    combiningProblems({ type, combine }, held(values).groups, nameOf).map(({ message }) => message)

  it('names the groups and the term', () => {
    expect(problemsOf('advanced_filter_string', 'union', 'EMEA', 'North Sea', '-North%')).toEqual([
      'value cannot be combined: the term -North% of group G3 excludes a part of what group G2 lets through, and no ' +
        'single expression says that; change one of the two values.',
    ])
  })

  it('quotes only the beginning of a long term', () => {
    const long = `-${'x'.repeat(200)}%`
    const [message = ''] = problemsOf('advanced_filter_string', 'union', long, `${long.slice(1)}y`)
    expect(message).toContain(`-${'x'.repeat(79)}… of group G1`)
  })

  it('is what is too long together', () => {
    const half = 'x'.repeat(limits.value_characters / 2)
    expect(problemsOf('string', 'union', half, `${half}y`)).toEqual([
      `value cannot be combined: the values of all groups together are longer than ${limits.value_characters} characters.`,
    ])
    expect(problemsOf('string', 'union', half, half)).toEqual([])
  })

  it('is nothing where the first wins, or the least or the greatest', () => {
    expect(problemsOf('advanced_filter_string', 'first', '-North%', 'North Sea')).toEqual([])
    expect(problemsOf('number', 'min', '1', '2')).toEqual([])
  })
})
