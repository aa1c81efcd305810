// A database that tells how each commit ended.
import type { Commit, Db } from './db.ts'

export interface CommitObserver {
  committed(commit: Commit): void
  failed(error: unknown): void
}

export function observed(db: Db, observers: readonly CommitObserver[]): Db {
  return {
    ...(db.probe && { probe: db.probe }),
    read: db.read.bind(db) as Db['read'],
    snapshot: db.snapshot.bind(db) as Db['snapshot'],
    async commit(commit) {
      try {
        const rows = await db.commit(commit)
        for (const observer of observers) observer.committed(commit)
        return rows
      } catch (error) {
        for (const observer of observers) observer.failed(error)
        throw error
      }
    },
    async commitAll(commits, told) {
      try {
        await db.commitAll(commits, told)
        for (const observer of observers) for (const commit of commits) observer.committed(commit)
      } catch (error) {
        for (const observer of observers) observer.failed(error)
        throw error
      }
    },
    get authorityEpoch() {
      return db.authorityEpoch
    },
    close: () => db.close(),
  }
}
