// Wakes whoever waits until something is stored.

export class Bell {
  readonly #waiting = new Set<() => void>()

  /** Resolves when it rings the next time, or after so many milliseconds. */
  wait(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const wake = () => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      this.#waiting.add(wake)
      if (milliseconds !== undefined) timer = setTimeout(wake, milliseconds)
    })
  }

  ring(): void {
    for (const wake of this.#waiting) wake()
  }
}
