// Decides from changes of one own value, newest first, what counted of it at a time in the past.
import {
  hasBegun,
  hasEnded,
  nothingOwn,
  type OwnValue,
  type TimedValue,
  type Times,
} from '../domain/times.ts'

/** A change that was made by then. */
export interface MadeChange {
  readonly change: number | null
  readonly at: number
  readonly operation: string
  /** JSON; its `starts_at` and `expires_at` are the times of the value. */
  readonly details: string | null
  readonly sets: boolean
  readonly value: string
}

/** What a sweep has done says nothing new: the times of the values decide. */
const isSweep = ({ operation }: MadeChange) => /^(expire|start)_/.test(operation)

/** One own value, as its changes have told it so far. */
export class OwnThen {
  readonly #time: number
  #newest: number | null | undefined
  #scheduled: { readonly value: TimedValue; readonly at: number } | undefined
  #own: OwnValue = nothingOwn

  constructor(time: number) {
    this.#time = time
  }

  /** Takes the next older change; true if still older ones decide. */
  take(made: MadeChange): boolean {
    this.#newest ??= made.change
    // guard times-6: becomes false
    if (isSweep(made)) return true
    if (!made.sets) return false
    const { change, value, at } = made
    const held: TimedValue = { value, change, ...timesOf(made.details) }
    if (!hasBegun(held, this.#time)) {
      this.#scheduled ??= { value: held, at }
      return true
    }
    const isOver = hasEnded(held, this.#time)
    // What was set after the end took the place of what had ended.
    const isLast = this.#scheduled === undefined || this.#scheduled.at < (held.expires_at ?? 0)
    this.#own = {
      ...nothingOwn,
      now: isOver ? undefined : held,
      expired: isOver && isLast ? held : undefined,
    }
    return false
  }

  get told(): OwnValue & { readonly newest_change: number | null } {
    const scheduled = this.#scheduled?.value
    return { ...this.#own, scheduled, newest_change: this.#newest ?? null }
  }
}

function timesOf(details: string | null): Times {
  const { starts_at = null, expires_at = null } = (
    details === null ? {} : JSON.parse(details)
  ) as Partial<Times>
  return { starts_at, expires_at }
}

export const hasTimes = ({ now, scheduled, expired }: OwnValue): boolean =>
  scheduled !== undefined ||
  expired !== undefined ||
  (now !== undefined && (now.starts_at !== null || now.expires_at !== null))
