// Where something is written in a file, and what is wrong there.

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

export interface Mistake {
  readonly at: Place
  /** A sentence with its full stop or question mark; it never repeats a value. */
  readonly message: string
}

/** `definitions.yaml:12:5`, as editors and terminals follow it. */
export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

export const mistakeText = ({ at, message }: Mistake): string => `${placeText(at)}: ${message}`
