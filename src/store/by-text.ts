// Keeps objects by the text of a statement. Callers choose some texts, so the total length is limited, not only the
// number.

interface Most {
  readonly count: number
  /** The length of all texts together. */
  readonly characters: number
}

export class ByText<Kept> {
  readonly #most: Most
  readonly #kept = new Map<string, Kept>()
  #characters = 0

  constructor(most: Most) {
    this.#most = most
  }

  get(text: string): Kept | undefined {
    return this.#kept.get(text)
  }

  /** Keeps an object and returns the ones that were dropped to make room for it: the oldest. */
  keep(text: string, kept: Kept): Kept[] {
    const gone: Kept[] = []
    const { count, characters } = this.#most
    for (const [oldest, object] of this.#kept) {
      // guard limit-14: without && this.#characters + text.length <= characters
      if (this.#kept.size < count && this.#characters + text.length <= characters) break
      this.delete(oldest)
      gone.push(object)
    }
    this.#kept.set(text, kept)
    this.#characters += text.length
    return gone
  }

  delete(text: string): void {
    if (this.#kept.delete(text)) this.#characters -= text.length
  }
}
