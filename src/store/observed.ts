// A database that reports the outcome of each commit.
import { Bell } from './bell.ts'
import { type Commit, type Db, Unavailable } from './db.ts'

/** Whether the store failed to write the last change. */
export interface Taking {
  cannotWrite: boolean
}

export interface CommitObserver {
  committed(commit: Commit): void
}

const bells = new WeakMap<Db, Bell>()

/** What rings when this process has stored something in the database. */
export function bellOf(db: Db): Bell {
  const bell = bells.get(db) ?? new Bell()
  bells.set(db, bell)
  return bell
}

/** Returns the same database, which from now on reports the outcome of its commits. */
export function observed(db: Db, taking: Taking, observer?: CommitObserver): Db {
  const commit = db.commit.bind(db)
  const commitAll = db.commitAll.bind(db)
  const bell = bellOf(db)
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
        bell.ring()
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
        bell.ring()
        return rows
      } catch (error) {
        noteFailure(error)
        throw error
      }
    },
  })
}
