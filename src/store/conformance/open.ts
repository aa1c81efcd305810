// For the conformance suite: a store of one's own for each case.
import type { Db } from '../db.ts'

/** A migrated, empty store, and what ends it. */
export type Open = () => Promise<{ db: Db; close: () => Promise<void> }>

/** Runs the body with a store of its own. */
export async function withStore(open: Open, body: (db: Db) => Promise<void>): Promise<void> {
  const { db, close } = await open()
  try {
    await body(db)
  } finally {
    await close()
  }
}
