// The effects of a large change, as its values are decided one after the other.
import { byId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Comparison, Difference } from './effects.ts'
import { UserSet } from './value-set.ts'

export interface FoundEffect {
  readonly user_id: UserId
  readonly difference: Difference
}

export class LargeEffects {
  readonly comparison: Comparison
  readonly #users = new UserSet()
  #values = 0
  /** The first effects in the order of users and attributes, and some more. */
  #first: FoundEffect[] = []

  constructor(comparison: Comparison) {
    this.comparison = comparison
  }

  add(user_id: UserId, difference: Difference): void {
    this.#users.add(user_id)
    this.#values++
    this.#first.push({ user_id, difference })
    if (this.#first.length >= 20 * limits.sampled_effects) this.#first = this.sample()
  }

  get counts() {
    return { users: this.#users.size, values: this.#values }
  }

  sample(): FoundEffect[] {
    return this.#first.sort(inOrder).slice(0, limits.sampled_effects)
  }
}

const inOrder = (one: FoundEffect, other: FoundEffect) =>
  byId(one.user_id, other.user_id) || byId(one.difference.attribute, other.difference.attribute)
