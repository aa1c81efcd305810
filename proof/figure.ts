// A figure of the proof: a number of cases, and the number of failures.

/** The settings of a run of a figure. */
export interface Run {
  /** Scales a full count down to the size of this run; at least one. */
  readonly count: (full: number) => number
  /** Seeds all random choices; the same seed gives the same cases. */
  readonly seed: number
}

export interface Outcome {
  /** Printed as `key=value` in this order. */
  readonly counts: Readonly<Record<string, number | string>>
  /** One line for each failure; empty when the figure holds. */
  readonly problems: readonly string[]
}

export type Engine = 'sqlite' | 'postgres'

export interface Figure {
  /** The number in docs/threats.md, such as `G-01`. */
  readonly id: string
  readonly about: string
  /** The default is `sqlite`, even for a figure that needs no store. */
  readonly engine?: Engine
  /** The figure measures time, so nothing else may run beside it. */
  readonly alone?: boolean
  readonly run: (run: Run) => Promise<Outcome>
}
