// Seals with AES-256-GCM: `nonce.ciphertext.tag`, bound to its place.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { freshBytes } from './random-bytes.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export function encrypt(key: Uint8Array, plain: Uint8Array, boundTo: string): string {
  const nonce = freshBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce)
  cipher.setAAD(Buffer.from(boundTo))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return [nonce, ciphertext, cipher.getAuthTag()]
    .map((part) => part.toString('base64url'))
    .join('.')
}

/** Throws when the text was changed, cut, or sealed with another key or for another place. */
export function decrypt(key: Uint8Array, text: string, boundTo: string): Buffer {
  const [nonce, ciphertext, tag, ...more] = text.split('.').map(exactBytes)
  if (!nonce || !ciphertext || !tag || more.length > 0) throw new Error('not three parts')
  // Node before 26 accepts shorter tags (T-13).
  // guard key-5: gone
  if (tag.length !== tagBytes) throw new Error('not a whole tag')
  const decipher = createDecipheriv(algorithm, key, nonce)
  decipher.setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

/** Accepts one spelling only: other base64 that decodes to the same bytes is refused. */
function exactBytes(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new Error('not base64url')
  return bytes
}
