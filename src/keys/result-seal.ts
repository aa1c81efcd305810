// Seals what is kept of the lines of a change: blocks of bytes, each bound to its place (D-04).
import { decrypt, encrypt } from './aes-gcm.ts'
import type { DataKey } from './data-keys.ts'

/** The mark of a change is random, and only its blocks have it; they are numbered from 0. */
export interface BlockPlace {
  readonly mark: string
  readonly block: number
}

export interface ResultSeal {
  /** The key that seals. */
  readonly key_id: string
  readonly seal: (plain: Uint8Array, place: BlockPlace) => string
  /** Throws unless the block was sealed in this place, with this key. */
  readonly open: (sealed: string, key_id: string, place: BlockPlace) => Buffer
}

/** Uses the keys of hidden values. Throws when there is none. */
export function resultSeal(keys: readonly DataKey[]): ResultSeal {
  const byId = new Map(keys.filter((key) => key.purpose === 'value').map((key) => [key.id, key]))
  const newest = [...byId.values()].at(-1)
  if (newest === undefined) throw new Error('there is no key for values')
  return {
    key_id: newest.id,
    seal: (plain, place) => encrypt(newest.key, plain, boundTo(newest.id, place)),
    open: (sealed, key_id, place) => {
      const held = byId.get(key_id)
      if (held === undefined) throw new Error('not a key of this store')
      return decrypt(held.key, sealed, boundTo(key_id, place))
    },
  }
}

/** One JSON list, as for hidden values, whose lists begin otherwise. */
const boundTo = (key: string, { mark, block }: BlockPlace): string =>
  // guard result-3: without , block
  // guard result-2: without mark,
  JSON.stringify(['result/v1', key, mark, block])
