// Sealed data opens as a whole and in its own place, or not at all.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decrypt, encrypt } from './aes-gcm.ts'

const key = randomBytes(32)
const sealed = encrypt(key, Buffer.from('north'), 'here')
const [nonce = '', ciphertext = '', tag = ''] = sealed.split('.')
const shortened = (part: string, bytes: number) =>
  Buffer.from(part, 'base64url').subarray(0, bytes).toString('base64url')

describe('what is sealed', () => {
  it('opens to the same bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, place) => {
        expect([...decrypt(key, encrypt(key, bytes, place), place)]).toEqual([...bytes])
      }),
    )
  })

  it('is another text each time', () => {
    expect(encrypt(key, Buffer.from('north'), 'here')).not.toBe(sealed)
  })

  it.each([
    ['for another place', () => decrypt(key, sealed, 'there')],
    ['with another key', () => decrypt(randomBytes(32), sealed, 'here')],
    ['with a part missing', () => decrypt(key, `${nonce}.${ciphertext}`, 'here')],
    ['with a part more', () => decrypt(key, `${sealed}.${tag}`, 'here')],
    [
      'with a text that is no base64url',
      () => decrypt(key, `${nonce}.${ciphertext}=.${tag}`, 'here'),
    ],
    ['when it is nothing', () => decrypt(key, '', 'here')],
  ])('does not open %s', (_, open) => {
    expect(open).toThrow()
  })

  it.each([0, 4, 8, 12, 13, 14, 15])('refuses a tag of %i bytes, whatever Node does', (bytes) => {
    const cut = `${nonce}.${ciphertext}.${shortened(tag, bytes)}`
    expect(() => decrypt(key, cut, 'here')).toThrow('not a whole tag')
  })

  it('does not open with any one character changed', () => {
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
      expect(() => decrypt(key, changed, 'here')).toThrow()
    }
  })
})
