// The stored form of a hidden value (D-04, T-13): `v1.keyid.nonce.ciphertext.tag`.
import type { HiddenValues, Place, StoredCells, StoredValue } from '../domain/stored-value.ts'
import { decrypt, encrypt } from './aes-gcm.ts'
import type { DataKey } from './data-keys.ts'
import { freshBytes } from './random-bytes.ts'

const format = 'v1'
const versionBytes = 9

/** Throws when there is no key for values. */
export function hiddenValues(keys: readonly DataKey[]): HiddenValues {
  const byId = new Map(keys.filter((key) => key.purpose === 'value').map((key) => [key.id, key]))
  const newest = [...byId.values()].at(-1)
  if (newest === undefined) throw new Error('there is no key for values')
  return {
    seal: (text, place, version = freshBytes(versionBytes).toString('base64url')) => {
      const sealed = encrypt(newest.key, Buffer.from(text), boundTo(newest.id, place, version))
      const cells: StoredCells = { value: `${format}.${newest.id}.${sealed}`, version }
      return cells as StoredValue
    },
    open: ({ value, version }, place) => {
      const [prefix, id = '', ...sealed] = value.split('.')
      const key = byId.get(id)
      if (prefix !== format || key === undefined || version === null) throw new Error('not sealed')
      return decrypt(key.key, sealed.join('.'), boundTo(id, place, version)).toString()
    },
    isCurrent: ({ value, version }) =>
      version !== null && value.startsWith(`${format}.${newest.id}.`),
  }
}

/** One JSON list, so that nothing can move from one part into the next. */
function boundTo(key: string, place: Place, version: string): string {
  const { user_attribute_id } = place
  const owner =
    'user_id' in place
      ? ['user', place.user_id]
      : 'group_id' in place
        ? ['group', place.group_id]
        : 'sign_in_of' in place
          ? ['sign-in', place.sign_in_of]
          : ['default', user_attribute_id]
  // guard key-4: without , version
  // guard key-3: without user_attribute_id,
  // guard key-2: without ...owner,
  return JSON.stringify([format, key, ...owner, user_attribute_id, version])
}
