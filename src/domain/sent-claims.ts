// Claims about somebody, as they were sent: a number keeps its text, because reading it would alter it (decision 41).

export type Claims = Readonly<Record<string, unknown>>

/** A number of JSON, character by character. It is no text: nothing that has to be a text is one of these. */
export class SentNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Undefined for a text that is no JSON object. */
export function claimsIn(text: string): Claims | undefined {
  try {
    const plain: unknown = JSON.parse(text, kept)
    const isMap = typeof plain === 'object' && plain !== null && !Array.isArray(plain)
    return isMap && !(plain instanceof SentNumber) ? (plain as Claims) : undefined
  } catch {
    return undefined
  }
}

function kept(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || source === undefined) return value
  // guard number-2: source → String(value)
  return new SentNumber(source)
}
