// A database that reports the outcome of each commit.
import { type Commit, type Db, Unavailable } from './db.ts'

/** Whether the store failed to write the last change. */
export interface Taking {
  cannotWrite: boolean
}

export interface CommitObserver {
  committed(commit: Commit): void
}

/** Returns the same database, which from now on reports the outcome of its commits. */
export function observed(db: Db, taking: Taking, observer?: CommitObserver): Db {
  const commit = db.commit.bind(db)
  const commitAll = db.commitAll.bind(db)
  const noteFailure = (error: unknown) => {
    // guard operation-19: = true → = false
    if (error instanceof Unavailable) taking.cannotWrite = true
  }
  return Object.assign(db, {
    async commit(given: Commit) {
      try {
        const rows = await commit(given)
        taking.cannotWrite = false
        observer?.committed(given)
        return rows
      } catch (error) {
        noteFailure(error)
        throw error
      }
    },
    async commitAll(given: readonly Commit[], report?: (done: number) => void) {
      try {
        const rows = await commitAll(given, report)
        taking.cannotWrite = false
        for (const one of given) observer?.committed(one)
        return rows
      } catch (error) {
        noteFailure(error)
        throw error
      }
    },
  })
}
