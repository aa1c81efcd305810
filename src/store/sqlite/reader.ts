// A reading connection to the SQLite file, and its snapshot.
import type { Statement as SqliteStatement } from 'better-sqlite3'
import { ByText } from '../by-text.ts'
import type { RowsOf } from '../db.ts'
import { type Statement, sql, statement, writer } from '../statement.ts'
import type { Connection } from './connection.ts'
import { bound, type Prepared, prepare, rowsOf } from './prepared.ts'

const anything = statement(writer.selectFrom('catalogue').select(sql`1`.as('one')))

/** SQLite takes some ten bytes for each character. */
const keptStatements = { count: 1000, characters: 1_000_000 }

export class SqliteReader {
  readonly #connection: Connection
  readonly #prepared = new ByText<Prepared>(keptStatements)
  readonly #begin: SqliteStatement
  readonly #end: SqliteStatement

  constructor(connection: Connection) {
    this.#connection = connection
    this.#begin = connection.prepare('begin')
    this.#end = connection.prepare('commit')
  }

  /** Reads in the snapshot that is held; takes one when there is none. */
  read<const Statements extends readonly Statement[]>(statements: Statements): RowsOf<Statements> {
    if (!this.#connection.inTransaction) this.#begin.run()
    return statements.map((statement) => this.#run(statement)) as RowsOf<Statements>
  }

  /** Only reading makes SQLite take a snapshot. */
  takeSnapshot(): void {
    this.read([anything])
  }

  /** Lets the next read see what has been committed since. */
  release(): void {
    if (this.#connection.open && this.#connection.inTransaction) this.#end.run()
  }

  close(): void {
    this.#connection.close()
  }

  #run({ text, parameters }: Statement): unknown[] {
    let prepared = this.#prepared.get(text)
    if (prepared === undefined) {
      prepared = prepare(this.#connection, text)
      this.#prepared.keep(text, prepared)
    }
    return rowsOf(prepared, parameters.map(bound))
  }
}
