// Ids: canonical decimal texts that a database can hold, ordered as numbers.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byId, isId, sequenceOf } from './ids.ts'

const largest = 2n ** 63n - 1n
const ids = fc.bigInt({ min: 1n, max: largest })

describe('an id', () => {
  it('is every whole number from 1 to 2^63-1, written as it is', () => {
    fc.assert(fc.property(ids, (number) => isId(String(number))))
    expect(isId(String(largest))).toBe(true)
    expect(isId('1')).toBe(true)
  })

  it('is nothing else', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: largest + 1n, max: 2n ** 80n }),
        (number) => !isId(String(number)),
      ),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        const canonical = /^[1-9][0-9]*$/.test(text) && BigInt(text) <= largest
        expect(isId(text)).toBe(canonical)
      }),
    )
    for (const text of [
      '',
      '0',
      '01',
      '-1',
      '+1',
      '1.0',
      '1e3',
      ' 1',
      '1 ',
      '1\n',
      '0x1',
      '١',
      '１',
    ]) {
      expect(isId(text)).toBe(false)
    }
  })

  it('of a row is the number of that row, or of none', () => {
    fc.assert(
      fc.property(ids, (number) => {
        const most = Number.MAX_SAFE_INTEGER
        expect(BigInt(sequenceOf(String(number)))).toBe(number < most ? number : BigInt(most))
      }),
    )
    expect(sequenceOf(String(largest))).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('is ordered as the number it is', () => {
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const expected = one < other ? -1 : one > other ? 1 : 0
        expect(Math.sign(byId(String(one), String(other)))).toBe(expected)
      }),
    )
  })
})
