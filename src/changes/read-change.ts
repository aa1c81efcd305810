// What a body of lines says: operations, and the mistakes of its lines, of which a limited number is kept.
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Columns } from './csv-columns.ts'
import type { Row } from './csv-rows.ts'
import type { Operation } from './operation.ts'

export interface LineProblem {
  /** The line of the body, from 1, on which the operation begins. */
  readonly line: number
  /** The column or the field; null if all of the line is meant. */
  readonly field: string | null
  readonly code: Problem['code']
  readonly message: string
}

export interface ReadChange {
  readonly reason: string | undefined
  /** If there is a problem, these are the operations of the other lines. */
  readonly operations: readonly Operation[]
  readonly problems: readonly LineProblem[]
  /** How many problems there are, also those that are not kept. */
  readonly problemCount: number
  /** Lines of an export that set nothing: the value is not the user's own, or it is hidden. */
  readonly skippedLines: number
  /** False if reading ended at a problem and the lines after it are unknown. */
  readonly isWhole: boolean
  /** Whether it ended because there are more operations than may be held in memory. */
  readonly isLong: boolean
}

export interface ReadingLimits {
  readonly operations: number
  readonly rows: number
}

/** Hears the rows of a table and the mistakes of lines while they are read. */
export interface Hears {
  header?(columns: Columns, names: readonly string[]): void
  row?(row: Row): void
  wrong(problem: LineProblem): void
}

/** Ends the reading. */
class Ended extends Error {}

/** Calls a function that reads a body to its end or to a problem behind which it cannot go on. */
export function readChange(read: (reading: Reading) => void, hears?: Hears): ReadChange {
  const most = { operations: limits.changed_operations, rows: limits.changed_rows }
  const reading = new Reading(most, hears)
  readOn(reading, read)
  return reading.result()
}

/** The same for a part of a body; false if reading has ended. */
export function readOn(reading: Reading, read: (reading: Reading) => void): boolean {
  try {
    read(reading)
    return true
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    return false
  }
}

/** Collects what is read. */
export class Reading {
  reason: string | undefined
  skippedLines = 0
  readonly most: ReadingLimits
  #operations: Operation[] = []
  readonly #problems: LineProblem[] = []
  #problemCount = 0
  #begun = 0
  /** The lines that have a problem, and the last of them. */
  wrongLines = 0
  #wrongLine = 0
  #isWhole = true
  #isLong = false

  readonly hears: Hears | undefined

  constructor(most: ReadingLimits, hears?: Hears) {
    this.most = most
    this.hears = hears
  }

  /** Counts an operation, right or wrong; ends the reading at the first that is too many. */
  begin(line: number): void {
    const most = this.most.operations
    // guard import-1: becomes false
    if (this.#begun >= most) {
      this.#isLong = true
      this.end({
        line,
        message: `A change may have at most ${most} operations; this line and those after it were not read.`,
      })
    }
    this.#begun++
  }

  add(operation: Operation): void {
    this.#operations.push(operation)
  }

  wrong(problem: LineProblem): void {
    if (problem.line !== this.#wrongLine) this.wrongLines++
    this.#wrongLine = problem.line
    this.hears?.wrong(problem)
    this.refused(problem)
  }

  /** A problem of an operation that could be read. */
  refused(problem: LineProblem): void {
    this.#problemCount++
    // guard import-2: becomes true
    if (this.#problems.length < limits.changed_problems) this.#problems.push(problem)
  }

  /** Ends the reading; the problem, if it is given, is kept in any case, since it says why nothing follows. */
  end(why?: { readonly line: number; readonly message: string }): never {
    this.#isWhole = false
    if (why !== undefined) {
      if (this.#problems.length >= limits.changed_problems) this.#problems.pop()
      this.wrong({ ...why, field: null, code: 'invalid' })
    }
    throw new Ended()
  }

  get isFull(): boolean {
    return this.#problems.length >= limits.changed_problems
  }

  /** The operations that were read since the last time. */
  take(): Operation[] {
    const taken = this.#operations
    this.#operations = []
    return taken
  }

  result(): ReadChange {
    return {
      isLong: this.#isLong,
      reason: this.reason,
      operations: this.#operations,
      problems: this.#problems,
      problemCount: this.#problemCount,
      skippedLines: this.skippedLines,
      isWhole: this.#isWhole,
    }
  }
}

/** The place of the operation on a line; in a wide CSV each column has an operation. */
export const placeOf = (line: number, column?: string): string =>
  column === undefined ? `line ${line}` : `line ${line}, column ${column}`

const ofColumn =
  /^line (\d+), column (.+?)(?:\.(?:value|attribute|op|(user_id|email|external_user_id)))?$/
const ofLine = /^line (\d+)(?:\.(.+))?$/

/** The problem of an operation with the line and the column or field that its place names. */
export function lineProblem({ field, code, message }: Problem): LineProblem {
  const [, lineOfColumn, column, userColumn] = ofColumn.exec(field) ?? []
  if (lineOfColumn !== undefined) {
    return { line: Number(lineOfColumn), field: userColumn ?? column ?? null, code, message }
  }
  const [, line, name] = ofLine.exec(field) ?? []
  return { line: Number(line ?? 1), field: name ?? null, code, message }
}
