// A temporary store of the newest schema, in a file without a name that is gone when it is closed.
import { migrateSqlite } from '../migrations/migrate.ts'
import type { Statement } from '../statement.ts'
import { openDriver } from './driver.ts'
import { bound, type Prepared, prepare, rowsOf } from './prepared.ts'

export interface Scratch {
  /** Runs statements one after the other; returns the rows of the last. */
  readonly run: <Row>(...statements: readonly Statement<Row>[]) => Row[]
  /** Runs the action in one transaction. */
  readonly together: (action: () => void) => void
  /** Defines a function of this name, which statements and triggers may call. */
  readonly define: (name: string, value: () => number) => void
  readonly close: () => void
}

/** Kibibytes kept in memory before the file grows. */
const cache = 65_536

export async function openScratch(): Promise<Scratch> {
  const connection = openDriver('', {})
  for (const pragma of ['foreign_keys=1', 'journal_mode=memory', 'synchronous=0']) {
    connection.pragma(pragma)
  }
  connection.pragma(`cache_size=-${cache}`)
  await migrateSqlite(connection)
  const kept = new Map<string, Prepared>()
  const run = <Row>(...statements: readonly Statement<Row>[]): Row[] => {
    let rows: unknown[] = []
    for (const { text, parameters } of statements) {
      const known = kept.get(text)
      const prepared = known ?? prepare(connection, text)
      if (known === undefined) kept.set(text, prepared)
      const values = parameters.map(bound)
      if (prepared.returnsRows) rows = rowsOf(prepared, values)
      else prepared.statement.run(...values)
    }
    return rows as Row[]
  }
  return {
    run,
    together: (action) => connection.transaction(action)(),
    define: (name, value) => void connection.function(name, value),
    close: () => void connection.close(),
  }
}
