// The different values with their counts, most first.

import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { fittingCount } from './room.ts'

export interface Counted {
  readonly set: number
  readonly unset: number
  readonly values: { value: string; count: number }[]
  readonly others: { readonly values: number; readonly count: number }
}

/** Adds up counts of values; those of a hidden attribute are counted without being told apart. */
export class Counter {
  readonly #counts = new Map<string, number>()
  readonly #tellsApart: boolean
  #characters = 0
  #set = 0
  #unset = 0

  constructor(tellsApart: boolean) {
    this.#tellsApart = tellsApart
  }

  add(value: string | undefined, count: number): void {
    if (value === undefined) this.#unset += count
    else {
      this.#set += count
      // guard holders-4: becomes true
      if (this.#tellsApart) this.#count(value, count)
    }
  }

  /** Refuses when the different values need too much memory. */
  #count(value: string, count: number): void {
    const before = this.#counts.get(value)
    if (before === undefined) {
      this.#characters += value.length
      if (
        this.#counts.size >= limits.counted_values ||
        this.#characters > limits.counted_value_characters
      ) {
        const message =
          'attribute has too many different values to count; name a group whose members are counted.'
        throw new Refusal('invalid', {
          problems: [{ field: 'attribute', code: 'invalid', message }],
        })
      }
    }
    this.#counts.set(value, (before ?? 0) + count)
  }

  /** Values with equal counts are in the order of their characters. */
  result(): Counted {
    const all = [...this.#counts].map(([value, count]) => ({ value, count }))
    all.sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    const fitting = fittingCount(all, ({ value }) => value.length)
    // guard holders-17: Math.min(limits.summary_values, fitting) → limits.summary_values
    const left = all.splice(Math.min(limits.summary_values, fitting))
    const count = left.reduce((sum, each) => sum + each.count, 0)
    return {
      set: this.#set,
      unset: this.#unset,
      values: all,
      others: { values: left.length, count },
    }
  }
}
