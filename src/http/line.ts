// A queue in which callers take turns, however many things each of them waits for.

export class Line<Waiting> {
  readonly #callers = new Map<string, Waiting[]>()

  get isEmpty(): boolean {
    return this.#callers.size === 0
  }

  lengthOf(caller: string): number {
    return this.#callers.get(caller)?.length ?? 0
  }

  add(caller: string, waiting: Waiting): void {
    const others = this.#callers.get(caller)
    if (others === undefined) this.#callers.set(caller, [waiting])
    else others.push(waiting)
  }

  /** Returns the first item of the first caller who may have one; the caller then moves to the end. */
  next(may: (caller: string) => boolean = () => true): Waiting | undefined {
    for (const [caller, own] of this.#callers) {
      if (!may(caller)) continue
      this.#callers.delete(caller)
      const next = own.shift()
      // guard limit-8: .set(caller, own) → = new Map([[caller, own], ...this.#callers])
      if (own.length > 0) this.#callers.set(caller, own)
      return next
    }
    return undefined
  }
}
