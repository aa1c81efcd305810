// How a connection to the SQLite file is opened and checked.
import Database from 'better-sqlite3'
import { CannotOpen } from './db.ts'

export type Connection = Database.Database

/** The first release without the WAL-reset bug (reliability.md, finding 2). */
const oldestSqlite = [3, 51, 3] as const

/** Set on every connection and read back (reliability.md D-10). */
const pragmas: Record<string, number | string> = {
  synchronous: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  busy_timeout: 50,
  mmap_size: 0,
  temp_store: 2,
}

/**
 * Opens the file with every pragma set and verified. A writer also sets WAL and secure_delete and
 * takes over checkpoints. Throws CannotOpen when SQLite does not hold to one of them.
 */
export function openConnection(file: string, mode: 'writer' | 'reader'): Connection {
  const connection = new Database(file, { readonly: mode === 'reader', timeout: 50 })
  try {
    assertVersion(connection)
    const wanted = mode === 'writer' ? { ...pragmas, secure_delete: 1 } : pragmas
    if (mode === 'writer') verify('journal_mode', connection.pragma('journal_mode=WAL'), 'wal')
    for (const [name, value] of Object.entries(wanted)) {
      connection.pragma(`${name}=${value}`)
      verify(name, connection.pragma(name), value)
    }
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function verify(name: string, answer: unknown, wanted: number | string): void {
  const row = (answer as Record<string, unknown>[])[0]
  const held = row === undefined ? undefined : Object.values(row)[0]
  if (held !== wanted && !(name === 'mmap_size' && held === undefined)) {
    throw new CannotOpen(`SQLite does not accept ${name}=${wanted} on this file system.`)
  }
}

function assertVersion(connection: Connection): void {
  const { version } = connection.prepare('select sqlite_version() as version').get() as {
    version: string
  }
  const parts = version.split('.').map(Number)
  for (const [at, oldest] of oldestSqlite.entries()) {
    const part = parts[at] ?? 0
    if (part > oldest) return
    if (part < oldest) {
      throw new CannotOpen(`SQLite ${version} is too old; ${oldestSqlite.join('.')} is needed.`)
    }
  }
}
