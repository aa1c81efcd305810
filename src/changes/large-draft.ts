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
  readonly #changed = new Map<UserAttributeId, UserSet>()
  /** The own value that the present operation is about, and the place of that operation. */
  present: ReadValue | undefined
  place = ''

  constructor(catalogue: Catalogue) {
    super(catalogue, new Map())
  }

  override ownValue(user_id: UserId, attribute: UserAttributeId): OwnValue {
    this.#insistOnFirst(user_id, attribute)
    return this.present?.own ?? nothingOwn
  }

  override hasChanged(user_id: UserId, attribute: UserAttributeId): boolean {
    return this.#changed.get(attribute)?.has(user_id) === true
  }

  override setUserValue(user_id: UserId, attribute: UserAttributeId): void {
    this.#insistOnFirst(user_id, attribute)
    const users = this.#changed.get(attribute) ?? new UserSet()
    this.#changed.set(attribute, users)
    users.add(user_id)
  }

  /** In a large change, the order of operations has no meaning. */
  #insistOnFirst(user_id: UserId, attribute: UserAttributeId): void {
    // guard large-4: becomes false
    if (this.hasChanged(user_id, attribute)) {
      throw new Refused([{ field: this.place, code: 'invalid', message: twice }])
    }
  }
}

const twice =
  `an earlier line changes the same value; a change of more than ${limits.changed_operations} operations may change ` +
  'each value once.'
