// What a command that calls a server has of the process, so that a test can give it something else.

/** A stream to print on. */
export interface Screen {
  readonly write: (text: string) => void
  /** Resolves when more may be written; never rejects. */
  readonly drained: () => Promise<void>
  readonly isTerminal: boolean
  readonly hasColour: boolean
  /** Columns of the terminal; undefined if it is none. */
  readonly columns: number | undefined
}

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly directory: string
  readonly home: string
  readonly temporary: string
  /** The user of the process; undefined where the system has no such number. */
  readonly uid: number | undefined
  readonly out: Screen
  readonly err: Screen
  readonly input: Input
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Opens an address in a browser, if there is one; never throws. */
  readonly browse: (address: string) => void
  /** Ends what waits, after Ctrl-C. */
  readonly signal: AbortSignal
}

export interface Input {
  readonly isTerminal: boolean
  /** All of it. */
  readonly bytes: () => Promise<Uint8Array>
  /** The next line, without its end; empty if there is none, or if the signal comes first. */
  readonly line: (signal: AbortSignal) => Promise<string>
}
