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

/** The first read after a change of these rows still gets the rows from before it. */
export const readingLate =
  (pattern: RegExp): WrapDb =>
  (db) => {
    const seen = new Map<string, { text: string; rows: unknown[] }>()
    const late = (statement: Statement, rows: unknown[]) => {
      if (!pattern.test(statement.text)) return rows
      const key = `${statement.text} ${JSON.stringify(statement.parameters)}`
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

/**
 * Each statement of a read sees its own moment. The epoch is not reported, as on an engine that others
 * write to: the epoch alone would show that memberships changed in between, and the read would start over.
 */
export const withoutSnapshots: WrapDb = (db) =>
  altered(db, {
    tellsEpoch: false,
    async read(statements) {
      const answers: unknown[][] = []
      for (const statement of statements) {
        answers.push(...(await db.read(statement)))
        // Long enough for commits to happen in between.
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
      return answers
    },
  })
