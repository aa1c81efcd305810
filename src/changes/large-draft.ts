// The draft of a large change: what one part of its lines names, and which values earlier parts have changed.
import type { Catalogue } from '../domain/catalogue.ts'
import { nothingOwn, type OwnValue } from '../domain/times.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { Refused } from './applying.ts'
import { Draft } from './draft.ts'
import { UserSet } from './value-set.ts'

/** An own value as it was read, and its newest change. */
export interface ReadValue {
  readonly own: OwnValue
  readonly change: number | null
}

export class LargeDraft extends Draft {
  readonly #named = new ValueSet()
  readonly #changed = new ValueSet()
  /** The own value that the present operation is about, and the place of that operation. */
  present: ReadValue | undefined
  place = ''

  constructor(catalogue: Catalogue) {
    super(catalogue, new Map())
  }

  /** In a large change, the order of operations has no meaning, so each value is asked for once. */
  override ownValue(user_id: UserId, attribute: UserAttributeId): OwnValue {
    // guard large-4: becomes false
    if (this.#named.has(user_id, attribute)) {
      throw new Refused([{ field: this.place, code: 'invalid', message: twice }])
    }
    this.#named.add(user_id, attribute)
    return this.present?.own ?? nothingOwn
  }

  /** Whether an operation has set or removed the value. */
  hasChanged(user_id: UserId, attribute: UserAttributeId): boolean {
    return this.#changed.has(user_id, attribute)
  }

  override isSaid(user_id: UserId, attribute: UserAttributeId): boolean {
    return this.#named.has(user_id, attribute)
  }

  override setUserValue(user_id: UserId, attribute: UserAttributeId): void {
    this.#changed.add(user_id, attribute)
  }
}

class ValueSet {
  readonly #users = new Map<UserAttributeId, UserSet>()

  has = (user_id: UserId, attribute: UserAttributeId) =>
    this.#users.get(attribute)?.has(user_id) === true

  add(user_id: UserId, attribute: UserAttributeId): void {
    const users = this.#users.get(attribute) ?? new UserSet()
    this.#users.set(attribute, users)
    users.add(user_id)
  }
}

const twice =
  `an earlier line is about the same value; a change of more than ${limits.changed_operations} operations may name ` +
  'each value once.'
