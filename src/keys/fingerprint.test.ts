// A fingerprint fits one text in one field under one key, and equal texts cannot be told from it.
import { describe, expect, it } from 'vitest'
import { fingerprint, fingerprintsOf, isFingerprintOf } from './fingerprint.ts'

describe('a fingerprint', () => {
  it('is of its own text, field and key alone', () => {
    const print = fingerprint('key', 'email', 'ada@example.com')
    expect(isFingerprintOf(print, 'key', 'email', 'ada@example.com')).toBe(true)
    expect(isFingerprintOf(print, 'other', 'email', 'ada@example.com')).toBe(false)
    expect(isFingerprintOf(print, 'key', 'first_name', 'ada@example.com')).toBe(false)
    expect(isFingerprintOf(print, 'key', 'email', 'ada@example.org')).toBe(false)
  })

  it('holds nothing of its text, and equal texts have different ones', () => {
    const prints = ['one', 'two'].map(() => fingerprint('key', 'email', 'ada'))
    expect(new Set(prints).size).toBe(2)
    expect(prints.join()).not.toContain('ada')
  })

  it.each(['', '.', 'salt', 'salt.', '.print', 'salt.print.print', 'salt.print\n'])(
    'is not any text: %j',
    (print) => {
      expect(isFingerprintOf(print, 'key', 'email', 'ada')).toBe(false)
    },
  )

  it('is made of each field that has a text', () => {
    const prints = fingerprintsOf('key', { email: 'ada', first_name: null, is_disabled: true })
    expect(prints).toEqual({
      ...{ email: expect.any(String), first_name: null, is_disabled: expect.any(String) },
    })
    expect(isFingerprintOf(String(prints['is_disabled']), 'key', 'is_disabled', true)).toBe(true)
  })
})
