// Stores with a bug planted in them, to see that a proof finds it.
import type { Commit } from '../../src/store/db.ts'
import type { Statement } from '../../src/store/statement.ts'
import { altered } from '../altered-db.ts'
import type { WrapDb } from './nodes.ts'

/** Statements of commits are passed through this; one that is left out does nothing. */
const rewriting =
  (rewrite: (statement: Statement) => Statement | undefined): WrapDb =>
  (db) =>
    altered(db, {
      commit: (commit: Commit) =>
        db.commit({
          ...commit,
          // In its place, so that rows of the others stay where they are.
          statements: commit.statements.map((it) => rewrite(it) ?? nothing),
        }),
    })

const nothing: Statement = { text: 'select 1', parameters: [], required: false, versioned: false }

/** Statements that look like this are told to be done and are not. */
export const dropping = (pattern: RegExp): WrapDb =>
  rewriting((statement) => (pattern.test(statement.text) ? undefined : statement))

/** What a decision rested on may have changed before its commit. */
export const withoutGuards: WrapDb = (db) =>
  altered(db, {
    commit: (commit) =>
      db.commit({
        ...commit,
        guards: [],
        statements: commit.statements.map((it) => ({ ...it, required: false })),
      }),
  })

/** Whoever loses a race is told that he has won it. */
export const consolingLosers: WrapDb = (db) =>
  altered(db, {
    commit: (commit) =>
      db.commit(commit).catch(() => commit.statements.map(() => [{ id: '1', rank: 1 }])),
  })

/** Whoever loses a race breaks. */
export const breakingLosers: WrapDb = (db) =>
  altered(db, {
    commit: (commit) =>
      db.commit(commit).catch(() => {
        throw new Error('broken on purpose')
      }),
  })

/** Whoever reads first after a change of these rows still gets what was before it. */
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
 * Each statement of a read sees a moment of its own. The epoch is not told, as on an engine that others
 * write to: it alone would tell that memberships changed in between, and the read would start over.
 */
export const withoutSnapshots: WrapDb = (db) =>
  altered(db, {
    tellsEpoch: false,
    async read(statements) {
      const answers: unknown[][] = []
      for (const statement of statements) {
        answers.push(...(await db.read(statement)))
        // Long enough for commits to come between.
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
      return answers
    },
  })
