// A cursor over one filter expression that counts its steps and keeps the first mistake.

/** Where and why a text is not a filter expression; the message never quotes the text. */
export interface Mistake {
  ok: false
  /** 0-based offset in UTF-16 code units; the text's length when something is missing at its end. */
  position: number
  /** One short sentence: what is expected at that position. */
  message: string
}

/** The result of a parser: the terms, or the first mistake; it never throws. */
export type Parsed<Term> = { ok: true; terms: Term[] } | Mistake

/** True for 0 to 9 only; digits of other scripts are not numbers here. */
export function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

function isLetter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r'
}

/**
 * Reads a text from left to right. `steps` counts every character looked at or copied, so a test can
 * prove that parsing is linear without a clock (T-19).
 */
export class Scanner {
  position = 0
  steps = 0
  mistake: Mistake | undefined
  private readonly text: string
  private word = { at: -1, text: '', end: 0 }

  constructor(text: string) {
    this.text = text
  }

  /** True after the last character. */
  get ended(): boolean {
    return this.position >= this.text.length
  }

  /** The character under the cursor, '' after the last one. */
  peek(): string {
    this.steps += 1
    return this.text.charAt(this.position)
  }

  /** Steps over `char` if it is under the cursor. */
  take(char: string): boolean {
    const found = this.peek() === char
    if (found) this.position += 1
    return found
  }

  /** Steps over the characters that `accepts` accepts and returns them. */
  takeWhile(accepts: (char: string) => boolean): string {
    const start = this.position
    while (accepts(this.peek())) this.position += 1
    return this.textFrom(start)
  }

  /** The text between `start` and the cursor. */
  textFrom(start: number): string {
    this.steps += this.position - start
    return this.text.slice(start, this.position)
  }

  /** Steps over white space; false when there was none. */
  skipSpaces(): boolean {
    const start = this.position
    while (isSpace(this.peek())) this.position += 1
    return this.position > start
  }

  /** The run of ASCII letters under the cursor in lower case, '' if there is none; cached, so it is cheap. */
  peekWord(): string {
    // guard input-12: becomes true
    if (this.word.at !== this.position) {
      const at = this.position
      const text = this.takeWhile(isLetter).toLowerCase()
      this.word = { at, text, end: this.position }
      this.position = at
    }
    return this.word.text
  }

  /** Steps over the whole word under the cursor if it is `word` (lower case). */
  takeWord(word: string): boolean {
    const found = this.peekWord() === word
    if (found) this.position = this.word.end
    return found
  }

  /** Records a mistake unless there is one already; `message` is a constant, never input. */
  fail(message: string, position = this.position): undefined {
    this.mistake ??= { ok: false, position, message }
  }
}

/** A list of terms: how a term is read, the separators between two, and the message for anything else. */
export interface TermList<Term> {
  /** Leaves the cursor after the term, or fails the scanner and returns undefined. */
  parseTerm(scanner: Scanner): Term | undefined
  takeSeparator(scanner: Scanner): boolean
  /** The message for text that is neither a separator nor the end. */
  expected: string
}

/**
 * Reads terms up to the end of the text; white space around them is ignored. A blank text has no terms
 * and means any value. Returns the terms or the first mistake.
 */
export function parseTerms<Term>(scanner: Scanner, list: TermList<Term>): Parsed<Term> {
  const terms: Term[] = []
  scanner.skipSpaces()
  if (scanner.ended) return { ok: true, terms }
  while (scanner.mistake === undefined) {
    const term = list.parseTerm(scanner)
    if (term === undefined) break
    terms.push(term)
    scanner.skipSpaces()
    if (scanner.ended) break
    if (!list.takeSeparator(scanner)) scanner.fail(list.expected)
    scanner.skipSpaces()
  }
  return scanner.mistake ?? { ok: true, terms }
}
