// The keys derived from the master key, and what is done with them (reliability.md D-01).
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** What a master key opens. */
export interface KeyRing {
  /** Keyed digest of a client secret or access token, the only form in which one is stored. */
  readonly digest: (text: string) => string
  /** Whether the text has this digest; takes the same time whatever differs. */
  readonly matches: (text: string, digest: string) => boolean
}

export const masterKeyBytes = 32

/** Throws when the master key does not have 32 bytes. */
export function keyRing(masterKey: Uint8Array): KeyRing {
  if (masterKey.length !== masterKeyBytes) throw new Error('a master key has 32 bytes')
  const credentialKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'credential/v1', 32))
  const digest = (text: string) =>
    createHmac('sha256', credentialKey).update(text).digest('base64url')
  return {
    digest,
    matches: (text, held) => {
      const [one, other] = [Buffer.from(digest(text)), Buffer.from(held)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
  }
}
