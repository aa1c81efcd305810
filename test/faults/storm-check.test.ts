// The check of a storm fails on each kind of loss.
import { describe, expect, test } from 'vitest'
import { type AuditedValue, stormProblems } from './storm-check.ts'

const history = {
  key: 'key',
  sent: ['a', 'b', 'c', 'd'],
  acknowledged: new Set(['a', 'b', 'c']),
}
const chain = (...values: string[]): AuditedValue[] => values.map((new_value) => ({ new_value }))

const intact = { stored: 'c', audit: chain('a', 'b', 'c') }

describe('the check of a storm', () => {
  test('finds nothing wrong with what was acknowledged, with or without the one in flight', () => {
    expect(stormProblems(history, intact)).toEqual([])
    expect(stormProblems(history, { stored: 'd', audit: chain('a', 'b', 'c', 'd') })).toEqual([])
  })

  test.each([
    ['an acknowledged value lost with its audit row', { stored: 'b', audit: chain('a', 'b') }],
    ['every value lost', { stored: undefined, audit: [] }],
    ['a value without its audit row', { stored: 'c', audit: chain('a', 'b') }],
    ['an audit row without its value', { stored: 'b', audit: chain('a', 'b', 'c') }],
    ['an audit row in the middle lost', { stored: 'c', audit: chain('a', 'c') }],
    ['a doubled audit row', { stored: 'c', audit: chain('a', 'b', 'b', 'c') }],
    ['audit rows out of order', { stored: 'c', audit: chain('b', 'a', 'c') }],
    ['a value from nowhere', { stored: 'x', audit: chain('a', 'b', 'c', 'x') }],
  ])('finds %s', (_, after) => {
    expect(stormProblems(history, after)).not.toEqual([])
  })
})
