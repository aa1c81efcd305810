// The keys that protect data, and how the master key wraps them (D-04, D-05).
import { hkdfSync, randomBytes } from 'node:crypto'
import { CannotOpen } from '../errors.ts'
import { decrypt, encrypt } from './aes-gcm.ts'

/** `credential`: digests of secrets and tokens. `audit`: the audit chain. `value`: hidden values. */
export const purposes = ['credential', 'audit', 'value'] as const
export type Purpose = (typeof purposes)[number]

/** A key as it is stored. */
export interface WrappedKey {
  readonly id: string
  readonly purpose: string
  readonly wrapped: string
}

export interface DataKey {
  readonly id: string
  readonly purpose: string
  readonly key: Uint8Array
}

export const keyBytes = 32
const version = 'v1'

/** `v1.nonce.ciphertext.tag`, bound to the purpose. */
export const wrapKey = (masterKey: Uint8Array, purpose: string, key: Uint8Array): string =>
  `${version}.${encrypt(masterKey, key, boundTo(purpose))}`

/** Throws CannotOpen when one of them was wrapped with another master key, or was changed since. */
export const unwrapKeys = (masterKey: Uint8Array, rows: readonly WrappedKey[]): DataKey[] =>
  rows.map(({ id, purpose, wrapped }) => ({
    id,
    purpose,
    key: unwrap(masterKey, purpose, wrapped),
  }))

function unwrap(masterKey: Uint8Array, purpose: string, wrapped: string): Uint8Array {
  try {
    const [format, ...sealed] = wrapped.split('.')
    if (format !== version) throw new Error('not a wrapped key')
    const key = decrypt(masterKey, sealed.join('.'), boundTo(purpose))
    if (key.length !== keyBytes) throw new Error('a key has 32 bytes')
    return key
  } catch (cause) {
    throw new CannotOpen(wrongKey, { cause })
  }
}
const wrongKey =
  'The master key does not open the keys in this database; put back the master key that they were made with.'

// guard key-6: ${purpose} → 1
const boundTo = (purpose: string) => `attrium ${version} ${purpose}`

/** The newest key of this purpose. Throws CannotOpen when there is none. */
export function keyFor(keys: readonly DataKey[], purpose: Purpose): Uint8Array {
  const found = keys.findLast((key) => key.purpose === purpose)
  if (found === undefined) {
    throw new CannotOpen(`The database has lost its ${purpose} key; restore it from a backup.`)
  }
  return found.key
}

/** The key of the audit as the text that goes into its digests. Throws like `keyFor`. */
export const auditKey = (keys: readonly DataKey[]): string =>
  Buffer.from(keyFor(keys, 'audit')).toString('base64')

/** A random key for each purpose. */
export const newKeys = (): { purpose: Purpose; key: Uint8Array }[] =>
  purposes.map((purpose) => ({ purpose, key: randomBytes(keyBytes) }))

/** The credential key of stores that are older than wrapped keys: their digests stay valid. */
export const derivedCredentialKey = (masterKey: Uint8Array): Uint8Array =>
  Buffer.from(hkdfSync('sha256', masterKey, '', 'credential/v1', keyBytes))
