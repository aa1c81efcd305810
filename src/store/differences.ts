// Everything in which the engines differ, and nothing else; each entry has a conformance case.

/** How an engine spells the column types and table options that the migrations use. */
export interface ColumnTypes {
  /** A generated 64-bit primary key whose values are never used twice. */
  readonly generatedId: string
  /** A 64-bit whole number. */
  readonly integer: string
  readonly text: string
  readonly flag: string
  readonly no: string
  readonly yes: string
  /** Closes a `create table`; a clustered one keeps its rows in the order of the primary key. */
  readonly plain: string
  readonly clustered: string
  /** Statements that make a table refuse every update and delete. */
  readonly appendOnly: (table: string) => readonly string[]
  /** Statements after which such a table takes the updates for which a condition on `old` and `new` holds. */
  readonly letThrough: (table: string, condition: string) => readonly string[]
}

export const sqliteTypes: ColumnTypes = {
  generatedId: 'integer primary key autoincrement',
  integer: 'integer',
  text: 'text',
  flag: 'integer',
  no: '0',
  yes: '1',
  plain: 'strict',
  clustered: 'strict, without rowid',
  appendOnly: (table) =>
    ['update', 'delete'].map(
      (change) => `create trigger ${table}_refuses_${change} before ${change} on ${table}
        begin select raise(abort, '${table} is append-only'); end`,
    ),
  letThrough: (table, condition) => [
    `drop trigger ${table}_refuses_update`,
    `create trigger ${table}_refuses_update before update on ${table} when not (${condition})
      begin select raise(abort, '${table} is append-only'); end`,
  ],
}
