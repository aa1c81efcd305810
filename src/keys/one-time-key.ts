// A key that exists only while data waits on disk, so that nobody can read the remains.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export interface OneTimeKey {
  /** Encrypts the next bytes for the disk. */
  readonly seal: (bytes: Buffer) => Buffer
  /** Returns a function that decrypts what was written, piece by piece, from its beginning. */
  readonly opener: () => (bytes: Buffer) => Buffer
}

export function oneTimeKey(): OneTimeKey {
  const algorithm = 'aes-256-ctr'
  const [key, start] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv(algorithm, key, start)
  return {
    // guard limit-12: becomes (bytes) => { cipher.update(bytes); return bytes }
    seal: (bytes) => cipher.update(bytes),
    opener: () => {
      const decipher = createDecipheriv(algorithm, key, start)
      return (bytes) => decipher.update(bytes)
    },
  }
}
