// Cuts a text that comes in pieces into parts of whole lines; in a CSV, a line break in quotes ends no line.

/** Whole lines, and the number of the first of them. */
export interface Lines {
  readonly text: string
  readonly line: number
}

const [quote, lineFeed, carriageReturn] = [34, 10, 13]

export class WholeLines {
  readonly #hasQuotes: boolean
  readonly #most: number
  #rest = ''
  /** How much of the rest was looked at, and whether that ends in quotes. */
  #seen = 0
  #inQuotes = false
  /** The end of the last whole line in the rest. */
  #end = 0
  /** The line on which the rest begins, and line breaks that were seen in it up to its last whole line. */
  #line = 1
  #breaks = 0
  #breaksToEnd = 0

  /** `most`: characters of a line. */
  constructor(are: 'csv' | 'ndjson', most: number) {
    this.#hasQuotes = are === 'csv'
    this.#most = most
  }

  /** Takes more of the text; returns the lines that are whole now. */
  add(piece: string): Lines | undefined {
    this.#rest += piece
    this.#look()
    return this.#end === 0 ? undefined : this.#cut(this.#end, this.#breaksToEnd)
  }

  /** Whether the rest is longer than a line may be; `line` is where it begins. */
  get tooLong(): number | undefined {
    return this.#rest.length > this.#most ? this.#line : undefined
  }

  /** The rest, when nothing more comes. */
  rest(): Lines {
    return this.#cut(this.#rest.length, this.#breaks)
  }

  #look(): void {
    const text = this.#rest
    // What follows a carriage return decides whether it ends the line.
    const isCut = text.charCodeAt(text.length - 1) === carriageReturn
    const until = isCut ? text.length - 1 : text.length
    for (let at = this.#seen; at < until; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) this.#inQuotes = this.#hasQuotes && !this.#inQuotes
      const isFirstOfTwo = code === carriageReturn && text.charCodeAt(at + 1) === lineFeed
      // In NDJSON only a line feed ends a line.
      const ends =
        code === lineFeed || (code === carriageReturn && this.#hasQuotes && !isFirstOfTwo)
      if (!ends) continue
      this.#breaks++
      if (this.#inQuotes) continue
      this.#end = at + 1
      this.#breaksToEnd = this.#breaks
    }
    this.#seen = until
  }

  #cut(end: number, breaks: number): Lines {
    const lines = { text: this.#rest.slice(0, end), line: this.#line }
    this.#rest = this.#rest.slice(end)
    this.#line += breaks
    this.#breaks -= breaks
    this.#seen -= end
    this.#end = 0
    this.#breaksToEnd = 0
    return lines
  }
}
