// Checks that the changes of each value are one list, newest first (decision 27), in a fixed amount of memory.
import { linkDigest } from '../keys/value-digest.ts'

/** A change of a value of a user. */
export interface LinkedChange {
  readonly sequence: number
  readonly user_id: string
  readonly user_attribute_id: string
  readonly previous_change: number | null
}

const buckets = 4096n
const modulus = 2 ** 48

/** The place of the sum that the changes of a value are part of. */
const bucketOf = ({ user_id }: Pick<LinkedChange, 'user_id'>) => Number(BigInt(user_id) % buckets)

/**
 * The changes of a value are one list in their order when exactly one later change names each of them but the
 * newest, and the value names the newest. Then the sum of all changes equals the sum of all named changes. There is
 * one sum for each 4,096th of the users.
 */
export class LinkSums {
  readonly #key: string
  readonly #sums = new Map<number, number>()
  readonly #later: Set<number> = new Set()

  constructor(key: string) {
    this.#key = key
  }

  /** Adds a change, and subtracts the change that it names. */
  add(change: LinkedChange): void {
    const { sequence, previous_change } = change
    this.#sum(change, sequence, 1)
    if (previous_change === null) return
    this.#sum(change, previous_change, -1)
    if (previous_change >= sequence) this.#later.add(bucketOf(change))
  }

  /** Subtracts the change that a value names. */
  end(value: Pick<LinkedChange, 'user_id' | 'user_attribute_id'>, sequence: number): void {
    this.#sum(value, sequence, -1)
  }

  /** The places of the sums that do not fit: changes of some of their users are no list. */
  broken(): ReadonlySet<number> {
    const unequal = [...this.#sums].flatMap(([bucket, sum]) => (sum === 0 ? [] : [bucket]))
    // guard history-3: becomes new Set()
    return new Set([...unequal, ...this.#later])
  }

  #sum(value: Pick<LinkedChange, 'user_id' | 'user_attribute_id'>, sequence: number, sign: 1 | -1) {
    const bucket = bucketOf(value)
    const digest = linkDigest(this.#key, value.user_id, value.user_attribute_id, sequence)
    const sum = (this.#sums.get(bucket) ?? 0) + sign * digest
    this.#sums.set(bucket, (sum + modulus) % modulus)
  }
}

/** Finds, for those users, the changes that do not name the change before, or are newest and not named by a value. */
export class BrokenLinks {
  readonly #of: ReadonlySet<number>
  readonly #newest = new Map<string, number>()
  readonly found: number[] = []

  constructor(broken: ReadonlySet<number>) {
    this.#of = broken
  }

  /** Takes changes in the order of their sequence. */
  add(change: LinkedChange): void {
    if (!this.#of.has(bucketOf(change))) return
    const key = keyOf(change)
    const before = this.#newest.get(key) ?? null
    if (before !== change.previous_change) this.found.push(change.sequence)
    this.#newest.set(key, change.sequence)
  }

  end(value: Pick<LinkedChange, 'user_id' | 'user_attribute_id'>, sequence: number): void {
    if (!this.#of.has(bucketOf(value))) return
    const key = keyOf(value)
    if (this.#newest.get(key) === sequence) this.#newest.delete(key)
  }

  /** Called after the last change. The newest changes that no value names are broken too. */
  finish(): readonly number[] {
    return [...new Set([...this.found, ...this.#newest.values()])].sort((one, other) => one - other)
  }
}

const keyOf = ({
  user_id,
  user_attribute_id,
}: Pick<LinkedChange, 'user_id' | 'user_attribute_id'>) => `${user_id} ${user_attribute_id}`
