// The operations with the credential key (D-01).
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyBytes } from './data-keys.ts'
import { keyRing } from './key-ring.ts'

const ringOf = (key: Uint8Array) =>
  keyRing(
    ['credential', 'audit', 'value'].map((purpose, at) => ({ id: `${at + 1}`, purpose, key })),
  )
const ring = ringOf(Buffer.alloc(keyBytes, 1))

describe('a digest', () => {
  it('matches the text it was made of and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        expect(ring.matches(text, ring.digest(text))).toBe(true)
        expect(ring.matches(other, ring.digest(text))).toBe(other === text)
      }),
    )
  })

  it('is the same each time and says nothing of the text', () => {
    const digest = ring.digest('lks_secret')
    expect(ring.digest('lks_secret')).toBe(digest)
    expect(digest).toMatch(/^[\w-]{43}$/)
    expect(digest).not.toContain('secret')
  })

  it('of another key does not match', () => {
    const other = ringOf(randomBytes(keyBytes))
    expect(other.matches('text', ring.digest('text'))).toBe(false)
  })

  it('that is none does not match and does not throw', () => {
    for (const held of ['', 'x', 'ä'.repeat(43), ring.digest('text').slice(1)]) {
      expect(ring.matches('text', held)).toBe(false)
    }
  })
})

describe('a key ring', () => {
  it('cannot be made without a credential key', () => {
    expect(() => keyRing([{ id: '1', purpose: 'audit', key: Buffer.alloc(keyBytes) }])).toThrow(
      'has lost its credential key',
    )
  })
})
