// A plan: the operations that make a server as the files say, in their order, and how people read them.
import type { Op } from '../changes/operation.ts'
import type { Source, Value } from './definitions.ts'
import type { Mistake, Place } from './place.ts'

/** When an operation is sent: what is taken away makes room for what comes, and what is named is there by then. */
export const phases = [
  'delete attributes',
  'delete groups',
  'take groups out',
  'rename groups',
  'create groups',
  'put groups in',
  'free labels',
  'take values out',
  'update attributes',
  'create attributes',
  'set group values',
  'remove members',
  'add members',
  'set user values',
  'name at last',
] as const
export type Phase = (typeof phases)[number]

/** A value as a plan has it: a hidden one is named, and read only when the operations are sent. */
export type Sent = string | null | { readonly value_from: Source }

export type PlannedOperation = { readonly op: Op } & Readonly<Record<string, unknown>>

export interface Planned {
  readonly phase: Phase
  readonly operation: PlannedOperation
  /** Where the file asks for it; undefined for what is taken away. */
  readonly at: Place | undefined
  /** Where its fields are, such as `default_value` and `values[2]`. */
  readonly places?: ReadonlyMap<string, Place>
}

export type Sign = '+' | '~' | '-'

export interface Line {
  /** A blank: it stays, and is shown for its place among others. */
  readonly sign: Sign | ' '
  readonly text: string
}

/** What becomes of a group, an attribute or a user. */
export interface Thing {
  readonly sign: Sign
  readonly noun: 'group' | 'attribute' | 'user'
  readonly name: string
  readonly lines: readonly Line[]
}

export interface Plan {
  readonly operations: readonly Planned[]
  readonly things: readonly Thing[]
  /** What the files say that does not count any more. */
  readonly notes: readonly Mistake[]
  /** If there are any, nothing of the plan is to be used. */
  readonly mistakes: readonly Mistake[]
}

export const sentValue = (value: Value): Sent =>
  'from' in value ? { value_from: value.from } : value.text

/** How many things and values a plan takes away; only pruning does. */
export const takenAway = ({ things }: Plan): number =>
  things.reduce(
    (sum, { sign, lines }) =>
      sum + (sign === '-' ? 1 : lines.filter((line) => line.sign === '-').length),
    0,
  )

const mostShown = 60

/** A text as a plan shows it: in quotes, and cut if it is long. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > mostShown ? `${text.slice(0, mostShown)}…` : text)

/** A value as a plan shows it; null stands for one that is hidden. */
export const shown = (value: Sent): string =>
  value === null || typeof value !== 'string' ? '(hidden)' : quoted(value)

/** Collects a plan. */
export class Planning {
  readonly #planned: Planned[] = []
  readonly #things: Thing[] = []
  readonly #notes: Mistake[] = []
  readonly #mistakes: Mistake[] = []

  add(planned: Planned): void {
    this.#planned.push(planned)
  }

  wrong(at: Place, message: string): void {
    this.#mistakes.push({ at, message })
  }

  note(at: Place | undefined, message: string): void {
    if (at !== undefined) this.#notes.push({ at, message })
  }

  mistake(mistake: Mistake): void {
    this.#mistakes.push(mistake)
  }

  /** A thing without lines that stays is not shown. */
  show(thing: Thing): void {
    if (thing.sign !== '~' || thing.lines.length > 0) this.#things.push(thing)
  }

  plan(): Plan {
    const order = new Map(phases.map((phase, at) => [phase, at]))
    const operations = [...this.#planned].sort(
      (one, other) => (order.get(one.phase) ?? 0) - (order.get(other.phase) ?? 0),
    )
    return { operations, things: this.#things, notes: this.#notes, mistakes: this.#mistakes }
  }
}
