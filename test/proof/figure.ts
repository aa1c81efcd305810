// What one figure of the proof is: a number of cases, and how many of them went wrong.

/** How a figure is run. */
export interface Run {
  /** Scales a full count down to what this run does; at least one. */
  readonly count: (full: number) => number
  /** Seeds everything random; the same seed gives the same cases. */
  readonly seed: number
}

export interface Outcome {
  /** Printed as `key=value` in this order. */
  readonly counts: Readonly<Record<string, number | string>>
  /** One line for each thing that went wrong; empty when the figure holds. */
  readonly problems: readonly string[]
}

export type Engine = 'sqlite' | 'postgres'

export interface Figure {
  /** As docs/threats.md numbers it, `G-01`. */
  readonly id: string
  readonly about: string
  /** Default `sqlite`, also of what needs no store. */
  readonly engine?: Engine
  /** Measures time, so nothing else may run beside it. */
  readonly alone?: boolean
  readonly run: (run: Run) => Promise<Outcome>
}
