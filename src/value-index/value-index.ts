// Finds the users who may have a value of their own of one attribute, by a digest of the value (decision 57).

import { byId } from '../ids.ts'

/** Users in the order of their ids: positions are sorted by digest, so that equal digests stay in that order. */
interface Segment {
  readonly last: string
  readonly ids: BigUint64Array
  /** A digest and a position in one number, sorted. */
  readonly keys: Float64Array
}

/** Positions have sixteen bits, so that a key with its digest is a whole number that is exact. */
export const segmentSize = 65_536

export class ValueIndex {
  /** The version of the catalogue that it was made from. */
  readonly version: number
  /** The heads of the chains of the audit that it is current for, as one JSON list. */
  heads: string
  readonly #segments: Segment[] = []
  /** Users whose value has changed since it was made: they may have any value. */
  readonly #changed = new Set<string>()
  #size = 0

  constructor(version: number, heads: string) {
    this.version = version
    this.heads = heads
  }

  get size(): number {
    return this.#size
  }

  get changed(): number {
    return this.#changed.size
  }

  /** Adds values in the order of their users' ids, at most a segment at a time; those of one user all at once. */
  add(rows: readonly { readonly id: string; readonly value: string }[]): void {
    const last = rows.at(-1)?.id
    if (last === undefined) return
    const ids = BigUint64Array.from(rows, ({ id }) => BigInt(id))
    const keys = Float64Array.from(rows, ({ value }, at) => keyOf(digestOf(value), at)).sort()
    this.#segments.push({ last, ids, keys })
    this.#size += rows.length
  }

  /** These users have changed their value; with that it is current for these heads. */
  note(users: Iterable<string>, heads: string): void {
    for (const user of users) this.#changed.add(user)
    this.heads = heads
  }

  /** Everybody after this user who may have the value, in the order of ids, at most so many. */
  find(value: string, after: string, most: number): string[] {
    const changed = [...this.#changed].filter((id) => byId(id, after) > 0)
    const found = new Set<string>()
    for (const segment of this.#segments) {
      if (found.size >= most) break
      if (byId(segment.last, after) <= 0) continue
      const left = most - found.size
      for (const id of holdersIn(segment, digestOf(value), BigInt(after), left)) found.add(id)
    }
    for (const id of changed) found.add(id)
    return [...found].sort(byId).slice(0, most)
  }
}

function holdersIn({ ids, keys }: Segment, digest: number, after: bigint, most: number): string[] {
  const holders: string[] = []
  for (let at = firstFrom(keys, keyOf(digest, 0)); at < keys.length; at++) {
    const key = keys[at] ?? 0
    if (key >= keyOf(digest + 1, 0) || holders.length >= most) break
    const id = ids[key % segmentSize] ?? 0n
    // Somebody with the same value of their own and from a sign-in is there twice, one after the other.
    // guard holders-20: becomes id > after
    if (id > after && String(id) !== holders.at(-1)) holders.push(String(id))
  }
  return holders
}

/** The first place whose key is not below. */
function firstFrom(keys: Float64Array, key: number): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? 0) < key) low = middle + 1
    else high = middle
  }
  return low
}

const keyOf = (digest: number, position: number) => digest * segmentSize + position

/** Of a long value only the beginning counts: whoever may have it is asked for the value anyway. */
const digested = 128

/** FNV-1a, 32 bits. */
function digestOf(value: string): number {
  let digest = 2_166_136_261 ^ value.length
  const end = Math.min(value.length, digested)
  for (let at = 0; at < end; at++) digest = Math.imul(digest ^ value.charCodeAt(at), 16_777_619)
  return digest >>> 0
}
