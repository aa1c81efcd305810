// For the conformance suite: opens a separate store for each case.
import type { Db } from '../db.ts'

/** Opens a migrated, empty store; `close` ends it. */
export type Open = () => Promise<{ db: Db; close: () => Promise<void> }>

/** Runs the body with a separate store. */
export async function withStore(open: Open, body: (db: Db) => Promise<void>): Promise<void> {
  const { db, close } = await open()
  try {
    await body(db)
  } finally {
    await close()
  }
}
