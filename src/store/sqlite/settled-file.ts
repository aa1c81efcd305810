// Removes the additional files that SQLite keeps beside a database file while it writes.
import { Unavailable } from '../db.ts'
import { openConnection } from './connection.ts'

/** The files beside a database that belong to it. */
export const besideFile = ['-wal', '-shm', '-journal'] as const

/**
 * Copies everything committed into the file itself and removes the files beside it, so that the file can
 * be moved alone. Throws Unavailable when another program reads it.
 */
export function settleFile(file: string): void {
  const connection = openConnection(file, 'writer')
  try {
    const mode = connection.pragma('journal_mode=delete', { simple: true })
    if (mode !== 'delete') throw new Unavailable('another program reads the database')
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!code.startsWith('SQLITE_BUSY')) throw error
    throw new Unavailable('another program reads the database')
  } finally {
    connection.close()
  }
}
