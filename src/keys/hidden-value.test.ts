// A hidden value opens in its own place, as it was set last, and nowhere else (T-13).
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Place } from '../domain/stored-value.ts'
import type { DataKey } from './data-keys.ts'
import { hiddenValues } from './hidden-value.ts'

const aKey = (id: string, purpose = 'value'): DataKey => ({ id, purpose, key: randomBytes(32) })
const older = aKey('1')
const values = hiddenValues([older])

const places: Place[] = [
  { user_id: '5', user_attribute_id: '14' },
  { user_id: '6', user_attribute_id: '14' },
  { user_id: '5', user_attribute_id: '15' },
  { group_id: '5', user_attribute_id: '14' },
  { user_attribute_id: '14' },
  { user_attribute_id: '15' },
]

describe('a hidden value', () => {
  it('opens in its own place and in no other', () => {
    for (const place of places) {
      const stored = values.seal('secret', place)
      expect(stored.value).not.toContain('secret')
      for (const other of places) {
        if (other === place) expect(values.open(stored, other)).toBe('secret')
        else expect(() => values.open(stored, other)).toThrow()
      }
    }
  })

  it('does not open with the version of another time, or none', () => {
    const [place] = places as [Place]
    const [first, second] = [values.seal('one', place), values.seal('two', place)]
    for (const version of [second.version, null]) {
      expect(() => values.open({ value: first.value, version }, place)).toThrow()
    }
  })

  it('opens under an older key, and says that it is not under the newest', () => {
    const [place] = places as [Place]
    const stored = values.seal('secret', place)
    const later = hiddenValues([older, aKey('2'), aKey('3', 'audit')])
    expect(later.open(stored, place)).toBe('secret')
    expect([values.isCurrent(stored), later.isCurrent(stored)]).toEqual([true, false])
    expect(later.isCurrent(later.seal('secret', place))).toBe(true)
    expect(later.isCurrent({ value: 'readable', version: null })).toBe(false)
  })

  it('does not open without its key, or when it is no sealed one', () => {
    const [place] = places as [Place]
    const stored = values.seal('secret', place)
    expect(() => hiddenValues([aKey('2')]).open(stored, place)).toThrow('not sealed')
    for (const value of ['', 'readable', stored.value.replace('v1', 'v2')]) {
      expect(() => values.open({ ...stored, value }, place)).toThrow('not sealed')
    }
  })

  it('cannot be sealed without a key', () => {
    expect(() => hiddenValues([aKey('1', 'audit')])).toThrow('no key for values')
  })
})
