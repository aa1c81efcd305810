// A prepared SQLite statement whose rows have true and false in the columns of flags.
import type { Statement as SqliteStatement } from 'better-sqlite3'
import type { Scalar } from '../statement.ts'
import { isFlag } from '../tables.ts'
import type { Connection } from './connection.ts'

export interface Prepared {
  readonly statement: SqliteStatement
  readonly returnsRows: boolean
  /** Names of the returned columns that SQLite stores as 1 and 0. */
  readonly flags: readonly string[]
}

/** Prepares a text. SQLite says from which stored column each returned column comes, so flags are found once. */
export function prepare(connection: Connection, text: string): Prepared {
  const statement = connection.prepare(text)
  const returnsRows = statement.reader
  const columns = returnsRows ? statement.columns() : []
  const flags = columns.filter(({ name, column }) => isFlag(column ?? name))
  return { statement, returnsRows, flags: flags.map(({ name }) => name) }
}

export function rowsOf({ statement, flags }: Prepared, parameters: readonly unknown[]): unknown[] {
  const rows = statement.all(...parameters)
  // guard store-8: becomes false
  if (flags.length > 0) readFlags(rows as Record<string, unknown>[], flags)
  return rows
}

function readFlags(rows: Record<string, unknown>[], flags: readonly string[]): void {
  for (const row of rows) {
    for (const name of flags) if (row[name] !== null) row[name] = row[name] === 1
  }
}

/** Returns a value in the form that the driver accepts. */
export function bound(value: Scalar): string | number | null | Uint8Array {
  return typeof value === 'boolean' ? Number(value) : value
}
