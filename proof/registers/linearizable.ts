// Checks that a history of one value fits into an order that makes sense (Wing and Gong's search).

/** The value, or null if there is none. */
export type State = string | null

export type Action =
  /** Sets the value; all written values differ from each other. */
  | { readonly kind: 'write'; readonly value: string }
  /** Clears the value. */
  | { readonly kind: 'clear' }
  /** The operation saw this value. Finding nothing to clear counts as reading that there is no value. */
  | { readonly kind: 'read'; readonly value: State }

/**
 * Moments are counted, not measured: an operation comes before another if it returned before the other was
 * invoked.
 */
export interface Operation {
  readonly action: Action
  readonly invoked: number
  /** Infinity means that the outcome is unknown; the operation may take effect at any later moment, or never. */
  readonly returned: number
}

/** Steps of the search after which a history counts as undecided, and so as wrong. */
const mostSteps = 200_000

/**
 * Undefined if the operations can be put in one order, each at a moment between its invocation and
 * its return, so that every read sees the value written last. Otherwise returns the unexplained operation.
 * The register starts without a value.
 */
export function anomaly(history: readonly Operation[]): string | undefined {
  const operations = [...history].sort((one, other) => one.invoked - other.invoked)
  const search = new Search(operations)
  return search.succeeds() ? undefined : search.verdict()
}

class Search {
  readonly #operations: readonly Operation[]
  readonly #known: number
  readonly #tried = new Set<string>()
  #steps = 0
  /** The most operations that could be put in order, for the report. */
  #furthest: { readonly done: ReadonlySet<number>; readonly state: State } | undefined

  constructor(operations: readonly Operation[]) {
    this.#operations = operations
    this.#known = operations.filter(({ returned }) => returned < Infinity).length
  }

  succeeds = (): boolean => this.#from(new Set(), 0, null)

  /** Whether the remaining operations can be put in order after those done and from this state. */
  #from(done: ReadonlySet<number>, known: number, state: State): boolean {
    if (known === this.#known) return true
    if (this.#steps++ > mostSteps) return false
    if (this.#furthest === undefined || done.size > this.#furthest.done.size) {
      this.#furthest = { done, state }
    }
    const key = `${state} ${signature(done, this.#operations.length)}`
    if (this.#tried.has(key)) return false
    this.#tried.add(key)
    const next = this.#possible(done, state)
    // A read that fits now changes nothing for the other operations, so it is always right to put it here.
    const read = next.find((at) => this.#operations[at]?.action.kind === 'read')
    for (const at of read === undefined ? next : [read]) {
      const operation = this.#operations[at] as Operation
      const after = stateAfter(operation.action, state)
      const counts = operation.returned < Infinity ? 1 : 0
      if (this.#from(new Set(done).add(at), known + counts, after)) return true
    }
    return false
  }

  /** The operations that may come next: those invoked before the first of the others had returned. */
  #possible(done: ReadonlySet<number>, state: State): number[] {
    const left = [...this.#operations.keys()].filter((at) => !done.has(at))
    const deadline = Math.min(...left.map((at) => this.#operations[at]?.returned ?? 0))
    return left.filter((at) => {
      const { action, invoked } = this.#operations[at] as Operation
      return invoked < deadline && fits(action, state)
    })
  }

  verdict(): string {
    if (this.#steps > mostSteps) return `undecided after ${mostSteps} steps`
    const { done, state } = this.#furthest ?? { done: new Set(), state: null }
    const left = this.#operations.filter((_, at) => !done.has(at)).slice(0, 5)
    const told = left.map(({ action, invoked, returned }) => {
      const value = action.kind === 'clear' ? '' : ` ${action.value}`
      return `${action.kind}${value} [${invoked}, ${returned}]`
    })
    return `after ${done.size} operations the value is ${state} and none of these fits: ${told.join('; ')}`
  }
}

const fits = (action: Action, state: State): boolean =>
  action.kind === 'write' || (action.kind === 'clear' ? state !== null : state === action.value)

const stateAfter = (action: Action, state: State): State =>
  action.kind === 'write' ? action.value : action.kind === 'clear' ? null : state

/** A set of places as one text: the first missing place, and the places after it. */
function signature(done: ReadonlySet<number>, count: number): string {
  let first = 0
  while (done.has(first)) first++
  const later: number[] = []
  for (let at = first + 1; at < count; at++) if (done.has(at)) later.push(at)
  return `${first}:${later.join()}`
}
