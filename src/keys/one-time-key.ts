// A key that exists only while something waits on disk: nobody reads it afterwards, from whatever is left there.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Transform } from 'node:stream'

export interface OneTimeKey {
  /** The next bytes as they are written down. */
  readonly seal: (bytes: Buffer) => Buffer
  /** Turns all that was written down, from its beginning, into what it was. */
  readonly opener: () => Transform
}

export function oneTimeKey(): OneTimeKey {
  const algorithm = 'aes-256-ctr'
  const [key, start] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv(algorithm, key, start)
  return {
    seal: (bytes) => cipher.update(bytes),
    opener: () => createDecipheriv(algorithm, key, start),
  }
}
