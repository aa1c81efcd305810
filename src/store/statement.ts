// Statements as data: SQL text written once by Kysely, with values filled in for each use.
import {
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import {
  itemSequence,
  nextSequence,
  nthSequence,
  nthSequenceHeld,
  sequenceToCome,
} from './differences.ts'
import type { Tables } from './tables.ts'

/** A value in a database: text, number, true or false, bytes, nothing. */
export type Scalar = string | number | boolean | null | Uint8Array

/** A statement with its values; `Row` is the type of the rows that it returns. */
export interface Statement<Row = unknown> {
  readonly text: string
  readonly parameters: readonly Scalar[]
  /**
   * In a commit: the statement must touch or return a row, or the whole commit is lost. A text is the
   * name of the rule that was broken then.
   */
  readonly required: boolean | string
  /** A read whose first row always carries `catalogue_version`, so that it needs no read of its own. */
  readonly versioned: boolean
  /** Never set; carries the type of the rows. */
  readonly row?: Row
}

export type Writer = Kysely<Tables>

/**
 * Writes each parameter as `+?`. SQLite plans with the value of a bare `?`, and plans again for the next
 * value: planning such a statement takes ten times as long as running it.
 */
class KeptPlans extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?'
  }
}

/** Writes SQL; never connected to a database. */
export const writer: Writer = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new KeptPlans(),
  },
})

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

const slots = new Proxy({} as Record<string, Slot>, { get: (_, name) => new Slot(String(name)) })

/**
 * A statement whose text is compiled once, when it is first used: `build` sees placeholders, each use gives the values.
 * Values may only stand where SQL takes a parameter.
 */
export function prepare<Values extends Record<string, Scalar>, Row>(
  build: (writer: Writer, values: Values) => Compilable<Row>,
): (values: Values) => Statement<Row> {
  let compiled: { readonly sql: string; readonly parameters: readonly unknown[] } | undefined
  return (values) => {
    // Compiled on first use: a start would otherwise wait for hundreds of statements that may never be used.
    compiled ??= build(writer, slots as unknown as Values).compile()
    const text = compiled.sql
    const sources = compiled.parameters as readonly (Scalar | Slot)[]
    const parameters: Scalar[] = []
    for (const source of sources) {
      parameters.push(source instanceof Slot ? (values[source.name] ?? null) : source)
    }
    return { text, parameters, required: false, versioned: false }
  }
}

const plain = { required: false, versioned: false } as const

/** A statement whose shape depends on the request, compiled for this one use. */
export function statement<Row>(query: Compilable<Row>): Statement<Row> {
  const compiled = query.compile()
  return { text: compiled.sql, parameters: compiled.parameters as Scalar[], ...plain }
}

/** A part of the text of a statement, with its values. */
export type Part<Value = unknown> = RawBuilder<Value>

/** A statement written as text, compiled for this one use. */
export const written = <Row>(text: Part): Statement<Row> =>
  statement<Row>({ compile: () => text.compile(writer) as CompiledQuery<Row> })

/**
 * The same statement, but required: if it touches or returns no row, the commit is lost, and
 * `LostRace.taken` holds the name of the rule.
 */
export function required<Row>(statement: Statement<Row>, rule?: string): Statement<Row> {
  return { ...statement, required: rule ?? true }
}

/** The same read, whose first row always carries `catalogue_version`. */
export function versioned<Row extends { catalogue_version: number }>(
  statement: Statement<Row>,
): Statement<Row> {
  return { ...statement, versioned: true }
}

/** The sequence that the audit row of the commit will have. */
export const thisChange = sql<number>`${sql.raw(nextSequence)}`

/**
 * The same for a value that is not a user's, in a commit that changes the catalogue and may have several audit rows:
 * `row` is the place of its own among them, from 0.
 */
export const changeToCome = (row: number) =>
  sql<number>`(${sql.raw(sequenceToCome)} + cast(${row} as bigint))`

/** The same in a commit with several audit rows: the sequence of the row at the place `at` of `item.value`. */
export const nthChange = sql<number>`${sql.raw(nthSequence)}`
/** The same for an item of a list of values (items.ts). */
export const itemChange = sql<number>`${sql.raw(itemSequence)}`
/** The same in `do update`, for a value that was already stored. */
export const nthChangeHeld = sql<number>`${sql.raw(nthSequenceHeld)}`

/** An id column as decimal text, exact beyond 2^53. */
export function idText(column: string): RawBuilder<string> {
  return sql<string>`cast(${sql.ref(column)} as text)`
}

/**
 * The name, and the key of the name, of something that is deleted but still has rows to remove (decision 46). Keys
 * are lower case, so no other name has this key.
 */
export const nameOfDeleted = (id: string): RawBuilder<string> =>
  sql<string>`'DELETED ' || cast(${sql.ref(id)} as text)`

/** A flag as true or false inside the JSON that a statement builds. */
export function jsonFlag(column: string): RawBuilder<boolean> {
  return sql<boolean>`json(iif(${sql.ref(column)}, 'true', 'false'))`
}

/** Ids given as one JSON list of decimal texts, for use after `in`. */
export function idList(json: string): RawBuilder<string> {
  return sql<string>`(select cast(value as bigint) from json_each(${json}))`
}

export { sql }
