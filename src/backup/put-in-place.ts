// Replaces a database file with another in one step and keeps the old one beside it.
import { existsSync, linkSync, renameSync } from 'node:fs'
import { syncDirectoryOf } from '../files/private-file.ts'
import { besideFile } from '../store/sqlite/settled-file.ts'

/** Whether a database exists here, or one of the files that belong to it. */
export const holdsDatabase = (file: string): boolean =>
  ['', ...besideFile].some((suffix) => existsSync(file + suffix))

/**
 * Gives `draft` the name of the database and the database the name `kept`. At every moment the name
 * belongs to a whole database: without one a server would start with an empty store.
 */
export function putInPlace(draft: string, database: string, kept: string): void {
  // A settled file has no files beside it. Those of a damaged database must not be read into the new one.
  for (const suffix of besideFile) {
    // guard backup-13: gone
    if (existsSync(database + suffix)) renameSync(database + suffix, kept + suffix)
  }
  // guard backup-14: gone
  if (existsSync(database)) linkSync(database, kept)
  renameSync(draft, database)
  syncDirectoryOf(database)
}
