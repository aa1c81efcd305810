// Collects what has become of the lines that were sent, as the result of a change keeps it: never the value of an
// attribute that is hidden, or that nobody knows, since a name that is misspelt may be that of a hidden one.
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { Problem } from '../errors.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import type { Operation, Reference } from './operation.ts'
import type { LineProblem } from './read-change.ts'
import {
  type Cell,
  type Head,
  numberOf,
  type Outcome,
  type Status,
  written,
} from './result-lines.ts'

/** What has become of an operation. */
export interface Verdict {
  readonly status: Status
  readonly user_id?: UserId | undefined
  /** The attribute that it named, as it was then. */
  readonly attribute?: UserAttribute | undefined
  /** Why it is refused. */
  readonly problems?: readonly Problem[]
}

/** Hears what is wrong with a body while it is read, and then what becomes of its operations. */
export interface Sent {
  wrong(problem: LineProblem): void
  decided(operation: Operation, verdict: Verdict): void
  /** The lines whose operations are decided, in their order; the first has the head before it. */
  take(): string[]
}

/** The attribute that a reference names, whether its caller may know of it or not. */
export function namedIn(
  catalogue: Catalogue,
  { text, by }: Pick<Reference, 'text' | 'by'>,
): UserAttribute | undefined {
  const found = catalogue.attributes.get(text as UserAttributeId)
  return found ?? (by === 'id' ? undefined : catalogue.attributeNamed(text))
}

/** Whether a value of the attribute may be kept. */
export const isReadable = (attribute: UserAttribute | undefined): attribute is UserAttribute =>
  // guard result-1: becomes true
  attribute?.value_is_hidden === false

export interface Pending {
  readonly place: number | string
  readonly cells: readonly Cell[]
  user_id: UserId | undefined
  readonly attribute_id: UserAttributeId | undefined
  readonly outcomes: Outcome[]
}

/** Lines that wait for their outcomes. */
export class PendingLines {
  #lines: Pending[] = []
  readonly #byPlace = new Map<number | string, Pending>()
  #head: Head | undefined

  set head(head: Head) {
    this.#head = head
  }

  add(line: Pending): void {
    this.#lines.push(line)
    this.#byPlace.set(line.place, line)
  }

  at(place: number | string): Pending | undefined {
    return this.#byPlace.get(place)
  }

  take(): string[] {
    const taken = this.#lines
      .sort(inOrder)
      .map((it) =>
        written([it.place, it.cells, it.user_id ?? 0, it.attribute_id ?? 0, it.outcomes]),
      )
    this.#lines = []
    this.#byPlace.clear()
    const head = this.#head
    this.#head = undefined
    return head === undefined ? taken : [written(head), ...taken]
  }
}

/** Lines by their numbers; other places stay as they came. */
const inOrder = ({ place: one }: Pending, { place: other }: Pending) =>
  typeof one === 'number' && typeof other === 'number' ? one - other : 0

export function outcomeOf(at: number, { status, problems = [] }: Verdict): Outcome {
  const number = numberOf(status)
  if (problems.length === 0) return [at, number]
  const messages = [...new Set(problems.map(({ message }) => message))]
  return [at, number, messages.join(' ')]
}
