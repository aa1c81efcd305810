// Swaps a database file for another at one stroke; what was there stays beside it.
import { existsSync, linkSync, renameSync } from 'node:fs'
import { syncDirectoryOf } from '../start/private-file.ts'
import { besideFile } from '../store/sqlite/settled-file.ts'

/** Whether a database lies here, or what belongs to one. */
export const holdsDatabase = (file: string): boolean =>
  ['', ...besideFile].some((suffix) => existsSync(file + suffix))

/**
 * Gives `draft` the name of the database and the database the name `kept`. At every moment a whole
 * database has the name: without one a server would start with an empty store.
 */
export function putInPlace(draft: string, database: string, kept: string): void {
  // A settled file has none of these; those of a damaged one must not be read into the new one.
  for (const suffix of besideFile) {
    if (existsSync(database + suffix)) renameSync(database + suffix, kept + suffix)
  }
  if (existsSync(database)) linkSync(database, kept)
  renameSync(draft, database)
  syncDirectoryOf(database)
}
