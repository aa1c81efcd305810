// The operations with the keys of the store (D-01, D-04).
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HiddenValues } from '../domain/stored-value.ts'
import { auditKey, type DataKey, keyFor } from './data-keys.ts'
import { fingerprintsOf } from './fingerprint.ts'
import { hiddenValues } from './hidden-value.ts'
import { type ResultSeal, resultSeal } from './result-seal.ts'
import { valueDigest } from './value-digest.ts'

export interface KeyRing {
  /** Keyed digest of a client secret or access token, the only form in which one is stored. */
  readonly digest: (text: string) => string
  /** Whether the text has this digest; takes the same time whatever differs. */
  readonly matches: (text: string, digest: string) => boolean
  readonly hidden: HiddenValues
  /** Seals the lines of changes. */
  readonly results: ResultSeal
  /** The digest that takes the place of a value that is removed from the audit. */
  readonly redaction: (chain_id: string, chain_sequence: number, value: string) => string
  /** The fingerprints of texts that must not be read in the audit (decision 50). */
  readonly fingerprints: (
    fields: Readonly<Record<string, string | boolean | null>>,
  ) => Record<string, string | null>
}

/** Throws CannotOpen when a key is missing. */
export function keyRing(keys: readonly DataKey[]): KeyRing {
  const credentialKey = keyFor(keys, 'credential')
  const chainKey = auditKey(keys)
  const digest = (text: string) =>
    // guard key-1: credentialKey → ''
    createHmac('sha256', credentialKey).update(text).digest('base64url')
  return {
    digest,
    matches: (text, held) => {
      const [one, other] = [Buffer.from(digest(text)), Buffer.from(held)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
    hidden: hiddenValues(keys),
    results: resultSeal(keys),
    redaction: (...place) => valueDigest(chainKey, ...place),
    fingerprints: (fields) => fingerprintsOf(chainKey, fields),
  }
}
