// What is done with the keys of the store (D-01, D-04).
import { createHmac, timingSafeEqual } from 'node:crypto'
import { valueDigest } from '../store/audit/chain.ts'
import { auditKey, type DataKey, keyFor } from './data-keys.ts'
import { type HiddenValues, hiddenValues } from './hidden-value.ts'

export interface KeyRing {
  /** Keyed digest of a client secret or access token, the only form in which one is stored. */
  readonly digest: (text: string) => string
  /** Whether the text has this digest; takes the same time whatever differs. */
  readonly matches: (text: string, digest: string) => boolean
  readonly hidden: HiddenValues
  /** What stands for a value that is taken out of the audit, given its place there. */
  readonly redaction: (chain_id: string, chain_sequence: number, value: string) => string
}

/** Throws CannotOpen when a key is missing. */
export function keyRing(keys: readonly DataKey[]): KeyRing {
  const credentialKey = keyFor(keys, 'credential')
  const chainKey = auditKey(keys)
  const digest = (text: string) =>
    createHmac('sha256', credentialKey).update(text).digest('base64url')
  return {
    digest,
    matches: (text, held) => {
      const [one, other] = [Buffer.from(digest(text)), Buffer.from(held)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
    hidden: hiddenValues(keys),
    redaction: (...place) => valueDigest(chainKey, ...place),
  }
}
