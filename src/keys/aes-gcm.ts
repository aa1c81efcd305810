// AES-256-GCM as everything here is sealed with it: `nonce.ciphertext.tag`, bound to where it belongs.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
/** Said explicitly: without it, shorter tags would be taken (T-13). */
const options = { authTagLength: 16 } as const

export function encrypt(key: Uint8Array, plain: Uint8Array, boundTo: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, options)
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
  const decipher = createDecipheriv(algorithm, key, nonce, options)
  decipher.setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

/** One spelling only: base64 that decodes to the same bytes another way is refused. */
function exactBytes(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new Error('not base64url')
  return bytes
}
