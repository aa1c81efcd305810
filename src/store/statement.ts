// Statements as data: SQL text written once by Kysely, with values filled in for each use.
import {
  type Compilable,
  DummyDriver,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import { nextSequence } from './differences.ts'
import type { Tables } from './tables.ts'

/** What a database stores or compares: text, number, true or false, bytes, nothing. */
export type Scalar = string | number | boolean | null | Uint8Array

/** A statement with its values; `Row` is what it returns. */
export interface Statement<Row = unknown> {
  readonly text: string
  readonly parameters: readonly Scalar[]
  /**
   * In a commit: the statement must touch or return a row, or the whole commit is lost; a name says
   * which rule was broken then.
   */
  readonly required: boolean | string
  /** A read whose first row always carries `catalogue_version`, so that nobody has to ask for it. */
  readonly versioned: boolean
  /** Never set; carries the type of the rows. */
  readonly row?: Row
}

export type Writer = Kysely<Tables>

/**
 * Writes each parameter as `+?`. SQLite plans with the value of a bare `?`, and plans again for the next
 * value: for a statement of ours that costs ten times its run.
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
    // On first use: a start would wait for hundreds that nobody may ever use.
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

/**
 * The same statement, which must touch or return a row or the commit is lost; `LostRace.taken` holds
 * the name of the rule then.
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

/** An id column as decimal text, exact beyond 2^53. */
export function idText(column: string): RawBuilder<string> {
  return sql<string>`cast(${sql.ref(column)} as text)`
}

/** A flag within JSON that a statement makes: true or false there too. */
export function jsonFlag(column: string): RawBuilder<boolean> {
  return sql<boolean>`json(iif(${sql.ref(column)}, 'true', 'false'))`
}

/** Ids given as one JSON list of decimal texts, to stand after `in`. */
export function idList(json: string): RawBuilder<string> {
  return sql<string>`(select cast(value as bigint) from json_each(${json}))`
}

export { sql }
