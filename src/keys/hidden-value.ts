// How hidden values are stored (D-04, T-13): `v1.keyid.nonce.ciphertext.tag`.
import { randomBytes } from 'node:crypto'
import { decrypt, encrypt } from './aes-gcm.ts'
import type { DataKey } from './data-keys.ts'

/** Whose value of which attribute it is; a default belongs to its attribute alone. */
export type Place =
  | { readonly user_id: string; readonly user_attribute_id: string }
  | { readonly group_id: string; readonly user_attribute_id: string }
  | { readonly user_attribute_id: string }

/** A value as its row has it; `version` is null while the value is readable. */
export type HeldCells = {
  readonly value: string
  /** Drawn anew for each value that is sealed, and part of what it is bound to. */
  readonly version: string | null
}

declare const fitToStore: unique symbol
/**
 * A value that may be stored. Only `seal` makes one, and `storedValue` for an attribute that is not hidden;
 * statements that store a value take nothing else (decision 37).
 */
export type StoredValue = HeldCells & { readonly [fitToStore]: true }

export interface HiddenValues {
  /** Under the newest key, for this place and no other. */
  readonly seal: (text: string, place: Place) => StoredValue
  /**
   * The value in the clear. Throws when it was changed, moved, put back from before, or belongs to a
   * key that is not there.
   */
  readonly open: (stored: HeldCells, place: Place) => string
  /** Whether it is sealed under the newest key. */
  readonly isCurrent: (stored: HeldCells) => boolean
}

const format = 'v1'
const versionBytes = 9

/** Throws when there is no key for values. */
export function hiddenValues(keys: readonly DataKey[]): HiddenValues {
  const byId = new Map(keys.filter((key) => key.purpose === 'value').map((key) => [key.id, key]))
  const newest = [...byId.values()].at(-1)
  if (newest === undefined) throw new Error('there is no key for values')
  return {
    seal: (text, place) => {
      const version = randomBytes(versionBytes).toString('base64url')
      const sealed = encrypt(newest.key, Buffer.from(text), boundTo(newest.id, place, version))
      const held: HeldCells = { value: `${format}.${newest.id}.${sealed}`, version }
      return held as StoredValue
    },
    open: ({ value, version }, place) => {
      const [held, id = '', ...sealed] = value.split('.')
      const key = byId.get(id)
      if (held !== format || key === undefined || version === null) throw new Error('not sealed')
      return decrypt(key.key, sealed.join('.'), boundTo(id, place, version)).toString()
    },
    isCurrent: ({ value, version }) =>
      version !== null && value.startsWith(`${format}.${newest.id}.`),
  }
}

/** One JSON list: nothing can move from one part into the next. */
function boundTo(key: string, place: Place, version: string): string {
  const { user_attribute_id } = place
  const owner =
    'user_id' in place
      ? ['user', place.user_id]
      : 'group_id' in place
        ? ['group', place.group_id]
        : ['default', user_attribute_id]
  return JSON.stringify([format, key, ...owner, user_attribute_id, version])
}
