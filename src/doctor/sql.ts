// Statements that ask SQLite to check its own file.
import { prepare, type Statement, sql } from '../store/statement.ts'

export const integrityCheck: Statement<{ integrity_check: string }> = pragma('integrity_check(10)')

export const foreignKeyCheck: Statement<{ table: string; parent: string }> =
  pragma('foreign_key_check')

function pragma<Row>(name: string): Statement<Row> {
  return prepare<Record<string, never>, Row>((writer) => ({
    compile: () => sql.raw<Row>(`pragma ${name}`).compile(writer),
  }))({})
}
