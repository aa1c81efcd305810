// A database file made ready: checked, migrated, opened.
import type { Db } from './db.ts'
import { CannotOpen } from './db.ts'
import { migrateSqlite } from './migrations/migrate.ts'
import { openSqlite } from './sqlite.ts'
import { openConnection } from './sqlite-connection.ts'

/**
 * Opens the database, creating or migrating it. Throws CannotOpen, with one sentence that says what to
 * do, when the file is no database, is damaged or has a newer schema; it is not written to then.
 */
export async function openDatabaseFile(file: string, onFatal: (why: string) => void): Promise<Db> {
  await makeReady(file)
  return await openSqlite(file, onFatal)
}

/** The first half of opening: recovers what a crash has left, and creates or migrates. */
export async function makeReady(file: string): Promise<void> {
  try {
    const connection = openConnection(file, 'writer')
    try {
      await migrateSqlite(connection)
    } finally {
      connection.close()
    }
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
      throw new CannotOpen(`${file} is damaged or no database; restore it from a backup.`, {
        cause: error,
      })
    }
    throw error
  }
}
