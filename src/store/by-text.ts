// Things kept by the text of a statement. Callers choose some texts, so their length counts, not their number alone.

interface Most {
  readonly count: number
  /** Of all texts together. */
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

  /** Answers what has to go for it: those that have been kept longest. */
  keep(text: string, kept: Kept): Kept[] {
    const gone: Kept[] = []
    const { count, characters } = this.#most
    for (const [oldest, held] of this.#kept) {
      if (this.#kept.size < count && this.#characters + text.length <= characters) break
      this.delete(oldest)
      gone.push(held)
    }
    this.#kept.set(text, kept)
    this.#characters += text.length
    return gone
  }

  delete(text: string): void {
    if (this.#kept.delete(text)) this.#characters -= text.length
  }
}
