// Who has the next turn of the event loop when more is asked than fits into one (decision 39).
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { Line } from '../line.ts'

/** What a request costs: a list many times as much as a change or a read of one thing. */
export type Cost = 'little' | 'much'

interface Waiting {
  readonly since: number
  readonly begin: () => void
  readonly refuse: (refusal: Refusal) => void
}

/** Requests that are begun in a turn when some wait: of those that cost little, and of the others one. */
const begunTogether = 64

export class FairTurns {
  readonly #now: () => number
  #turnBegan: number | undefined
  readonly #little = new Line<Waiting>()
  readonly #much = new Line<Waiting>()

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Begins at once while the turn is young and nobody waits; refuses who has waited for too long. */
  take(caller: string, cost: Cost, { begin, refuse }: Omit<Waiting, 'since'>): void {
    const now = this.#now()
    if (this.#turnBegan === undefined) {
      this.#turnBegan = now
      setImmediate(this.#nextTurn)
    }
    const isYoung = now - this.#turnBegan < limits.turn_milliseconds
    if (isYoung && this.#little.isEmpty && this.#much.isEmpty) begin()
    else (cost === 'much' ? this.#much : this.#little).add(caller, { since: now, begin, refuse })
  }

  readonly #nextTurn = (): void => {
    this.#turnBegan = undefined
    if (this.#little.isEmpty && this.#much.isEmpty) return
    this.#turnBegan = this.#now()
    setImmediate(this.#nextTurn)
    this.#begin(this.#much)
    for (let begun = 0; begun < begunTogether && !this.#little.isEmpty; begun++) {
      this.#begin(this.#little)
    }
  }

  /** Those that have waited for too long are told so on the way. */
  #begin(line: Line<Waiting>): void {
    const oldest = this.#now() - limits.turn_wait_milliseconds
    let next = line.next()
    while (next !== undefined && next.since < oldest) {
      next.refuse(overloaded())
      next = line.next()
    }
    next?.begin()
  }
}

const overloaded = () =>
  new Refusal('overloaded', {
    message: 'The server has more to do than it can: nothing was stored. Try again.',
    headers: { 'Retry-After': '1' },
  })
