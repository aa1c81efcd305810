// Stores with a planted bug, to check that a proof finds it.
import type { Commit } from '../src/store/db.ts'
import type { Statement } from '../src/store/statement.ts'
import { altered } from '../test/support/altered-db.ts'
import type { WrapDb } from './nodes.ts'

/** Passes the statements of commits through a function; a statement that it leaves out does nothing. */
const rewriting =
  (rewrite: (statement: Statement) => Statement | undefined): WrapDb =>
  (db) =>
    altered(db, {
      commit: (commit: Commit) =>
        db.commit({
          ...commit,
          // A statement that does nothing takes its place, so that the rows of the others keep their places.
          statements: commit.statements.map((it) => rewrite(it) ?? nothing),
        }),
    })

const nothing: Statement = { text: 'select 1', parameters: [], required: false, versioned: false }

/** Statements that match are reported as done but are not run. */
export const dropping = (pattern: RegExp): WrapDb =>
  rewriting((statement) => (pattern.test(statement.text) ? undefined : statement))

/** The basis of a decision may change before its commit. */
export const withoutGuards: WrapDb = (db) =>
  altered(db, {
    commit: (commit) =>
      db.commit({
        ...commit,
        guards: [],
        statements: commit.statements.map((it) => ({ ...it, required: false })),
      }),
  })

/** The loser of a race is told that they have won it. */
export const consolingLosers: WrapDb = (db) =>
  altered(db, {
    commit: (commit) =>
      db.commit(commit).catch(() => commit.statements.map(() => [{ id: '1', rank: 1 }])),
  })

/** The loser of a race fails with an error. */
export const breakingLosers: WrapDb = (db) =>
  altered(db, {
    commit: (commit) =>
      db.commit(commit).catch(() => {
        throw new Error('broken on purpose')
      }),
  })

/** The first read after a change of this column still gets what it had before; the rest of the row is new. */
export const columnLate =
  (column: string): WrapDb =>
  (db) => {
    const seen = new Map<string, unknown>()
    const late = (row: Record<string, unknown>) => {
      if (!(column in row)) return row
      const key = String(row['id'])
      const before = seen.has(key) ? seen.get(key) : row[column]
      seen.set(key, row[column])
      return { ...row, [column]: before }
    }
    return altered(db, {
      async read(statements) {
        const answers: unknown[][] = await db.read(...statements)
        return answers.map((rows) => rows.map((row) => late(row as Record<string, unknown>)))
      },
    })
  }

/** The first read after a change of these rows still gets the rows from before it. */
export const readingLate =
  (pattern: RegExp): WrapDb =>
  (db) => {
    const seen = new Map<string, { text: string; rows: unknown[] }>()
    const late = (statement: Statement, rows: unknown[]) => {
      if (!pattern.test(statement.text)) return rows
      // The time of the question decides what counts; it is another one each time.
      const asked = statement.parameters.filter((it) => !(Number(it) > 1e12))
      const key = `${statement.text} ${JSON.stringify(asked)}`
      const before = seen.get(key)
      const now = { text: JSON.stringify(rows), rows }
      seen.set(key, now)
      return before === undefined || before.text === now.text ? rows : before.rows
    }
    return altered(db, {
      async read(statements) {
        const answers: unknown[][] = await db.read(...statements)
        return answers.map((rows, at) => late(statements[at] as Statement, rows))
      },
    })
  }
