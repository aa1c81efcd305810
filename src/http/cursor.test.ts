// Cursors of pages by key: opaque, of one question, and harmless whatever somebody makes of them.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { cursorAt, keysetParameters, placeOf } from './cursor.ts'

const question = { operation: 'values', attribute: 'region', match: 'is', value: 'EMEA' }

describe('a cursor', () => {
  test('names the place that it was made of, whatever the size of the next page', () => {
    const cursor = cursorAt({ ...question, limit: 10, count: true }, '7')
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(placeOf({ ...question, after: cursor, limit: 50 }, cursor)).toEqual(['7'])
    expect(placeOf({ ...question, group: undefined }, cursor)).toEqual(['7'])
    expect(placeOf(question, undefined)).toBeUndefined()
    expect(placeOf(question, cursorAt(question, '7', '12'), 2)).toEqual(['7', '12'])
  })

  test('is refused by any other question', () => {
    const cursor = cursorAt(question, '7')
    for (const other of [{ ...question, value: 'AMER' }, { ...question, group: '3' }, {}]) {
      expect(() => placeOf(other, cursor)).toThrow(Refusal)
    }
    expect(() => placeOf(question, cursor, 2)).toThrow(Refusal)
  })

  test.each(['', 'x', '7', 'bnVsbA', 'WyI3Il0', '%', '[]', '='.repeat(9)])(
    'is refused when it is none: %j',
    (text) => {
      expect(() => placeOf(question, text)).toThrow(/after must be the next/)
    },
  )

  test('that somebody has altered names an id or is refused', () => {
    const altered = (place: unknown) => {
      const [digest] = JSON.parse(Buffer.from(cursorAt(question, '7'), 'base64url').toString())
      return Buffer.from(JSON.stringify([digest, place])).toString('base64url')
    }
    expect(placeOf(question, altered('8'))).toEqual(['8'])
    for (const odd of ['0', '-1', "1' or 1=1", '', 'a', 7, null, {}, '9223372036854775808']) {
      expect(() => placeOf(question, altered(odd))).toThrow(Refusal)
    }
  })
})

test('a page has a usual size', () => {
  expect(keysetParameters.limit.about).toContain(`The default is ${limits.page_items_unasked}.`)
})

test.each([
  ['1', 1],
  ['1000', limits.page_items],
  ['1001', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1e2', undefined],
  ['9'.repeat(20), undefined],
])('a page of %s', (text, size) => {
  expect(keysetParameters.limit.read(text)).toBe(size)
})
