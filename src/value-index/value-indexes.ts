// Keeps the indexes of values in memory, those that were asked for last.

import type { UserAttributeId } from '../ids.ts'
import type { ValueIndex } from './value-index.ts'

export class ValueIndexes {
  readonly #most: number
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<UserAttributeId, ValueIndex>()

  /** The number of values that all of them may have together. */
  constructor(most: number) {
    this.#most = most
  }

  /** The index of an attribute, if it was made from this version of the catalogue. */
  at(attribute: UserAttributeId, version: number): ValueIndex | undefined {
    const index = this.#kept.get(attribute)
    this.#kept.delete(attribute)
    // guard holders-9: becomes index === undefined
    if (index === undefined || index.version !== version) return undefined
    this.#kept.set(attribute, index)
    return index
  }

  keep(attribute: UserAttributeId, index: ValueIndex): void {
    this.#kept.delete(attribute)
    this.#kept.set(attribute, index)
    let size = [...this.#kept.values()].reduce((sum, each) => sum + each.size, 0)
    for (const [oldest, { size: its }] of this.#kept) {
      if (size <= this.#most) return
      this.#kept.delete(oldest)
      size -= its
    }
  }

  drop(attribute: UserAttributeId): void {
    this.#kept.delete(attribute)
  }
}
