// The spelling of secrets (D-02).
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSpelledLike, newClientId, newSecret } from './secret-text.ts'

describe('a secret', () => {
  it('has its prefix, 43 characters and a checksum, and is known as what it is', () => {
    for (let round = 0; round < 200; round++) {
      const secret = newSecret('client_secret', randomBytes)
      const token = newSecret('access_token', randomBytes)
      expect(secret).toMatch(/^lks_[0-9A-Za-z]{49}$/)
      expect(token).toMatch(/^lkt_[0-9A-Za-z]{49}$/)
      expect(isSpelledLike('client_secret', secret)).toBe(true)
      expect(isSpelledLike('access_token', token)).toBe(true)
      expect(isSpelledLike('access_token', secret)).toBe(false)
    }
  })

  it('is another one each time', () => {
    const made = Array.from({ length: 1000 }, () => newSecret('access_token', randomBytes))
    expect(new Set(made).size).toBe(1000)
  })

  it('with one character changed, cut or added is told as garbage', () => {
    const token = newSecret('access_token', randomBytes)
    const characters = fc.constantFrom(...'0aZz_- ')
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), characters, (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        expect(isSpelledLike('access_token', changed)).toBe(changed === token)
        expect(isSpelledLike('access_token', token.slice(0, at))).toBe(false)
        expect(isSpelledLike('access_token', token + character)).toBe(false)
      }),
    )
  })

  it('has no character more likely than another: bytes from 248 on are drawn again', () => {
    const drawn = [255, 250, 248, 0, 61, 62, 247]
    let at = 0
    const random = (count: number) =>
      Uint8Array.from({ length: count }, () => drawn[at++ % drawn.length] ?? 0)
    expect(newClientId(random)).toBe('0z0z'.repeat(5))
  })
})

describe('a client id', () => {
  it('has 20 characters', () => {
    expect(newClientId(randomBytes)).toMatch(/^[0-9A-Za-z]{20}$/)
  })
})
