// Decides who gets the next turn of the event loop when there is more work than fits into one (decision 39).
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { Line } from './line.ts'

/** The cost of a request: a list costs many times as much as a change or a read of one object. */
export type Cost = 'little' | 'much'

interface Waiting {
  readonly since: number
  readonly begin: () => void
  readonly refuse: (refusal: Refusal) => void
}

/** The most requests of little cost that begin in a turn while some wait; of the others only one begins. */
const mostTogether = 64

export class FairTurns {
  readonly #now: () => number
  #turnBegan: number | undefined
  /** What the turn has begun: nothing that had waited, requests of little cost alone, or another one beside them. */
  #begun: 'nothing' | 'little' | 'both' = 'nothing'
  /** Requests of little cost that begin in a turn: more after short turns, fewer after long ones. */
  #together = 4
  readonly #little = new Line<Waiting>()
  readonly #much = new Line<Waiting>()

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Begins at once while the turn is young and nobody waits; a request that waits for too long is refused. */
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
    const now = this.#now()
    const wasLong = now - (this.#turnBegan ?? now) > limits.turn_milliseconds
    if (this.#begun === 'little') this.#learn(wasLong)
    // After a long turn of both kinds, one of little cost alone shows which of them takes long.
    const alone = this.#much.isEmpty || (this.#begun === 'both' && wasLong)
    this.#begun = 'nothing'
    this.#turnBegan = undefined
    if (this.#little.isEmpty && this.#much.isEmpty) return
    this.#turnBegan = now
    setImmediate(this.#nextTurn)
    this.#begun = alone ? 'little' : 'both'
    if (!alone) this.#begin(this.#much)
    for (let begun = 0; begun < this.#together && !this.#little.isEmpty; begun++) {
      this.#begin(this.#little)
    }
  }

  /** Work that a request begins goes on when it has begun, so only the whole turn tells what it cost. */
  #learn(wasLong: boolean): void {
    // guard limit-23: becomes mostTogether
    this.#together = wasLong
      ? Math.max(1, Math.floor(this.#together / 2))
      : Math.min(mostTogether, this.#together * 2)
  }

  /** Begins the next request of the line; those before it that have waited for too long are refused. */
  #begin(line: Line<Waiting>): void {
    const oldest = this.#now() - limits.turn_wait_milliseconds
    let next = line.next()
    // guard limit-9: becomes false
    while (next !== undefined && next.since < oldest) {
      next.refuse(overloaded())
      next = line.next()
    }
    next?.begin()
  }
}

const overloaded = () =>
  new Refusal('overloaded', {
    message: 'The server is overloaded, and nothing was stored. Try again.',
    headers: { 'Retry-After': '1' },
  })
