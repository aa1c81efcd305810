// Opens and checks a connection to the SQLite file.
import { CannotOpen } from '../../errors.ts'
import { openDriver } from './driver.ts'

export type Connection = ReturnType<typeof openDriver>

/** The first release without the WAL-reset bug (D-10). */
const oldestSqlite = [3, 51, 3] as const

/** Set on every connection and read back (D-10). */
const common: Record<string, number | string> = {
  // guard store-2: becomes 1
  synchronous: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  mmap_size: 0,
  temp_store: 2,
}

/**
 * The pragmas of each connection. The writer has a separate thread, so it may wait for a lock that
 * another program has (F-07); a waiting reader would stop the event loop.
 */
export const pragmas = {
  writer: { journal_mode: 'wal', ...common, secure_delete: 1, busy_timeout: 2000 },
  reader: { ...common, busy_timeout: 50 },
  // A long list reads each page once; the usual cache would only keep 16 MB for it.
  snapshot: { ...common, busy_timeout: 50, cache_size: -2000 },
} as const satisfies Record<string, Record<string, number | string>>

/** After these errors the process must stop and the next start read the disk again (D-10). */
export const isUnrecoverable = (code: string) =>
  // A full disk, with no room for the index of the WAL, is not a failing disk; nor is full memory.
  /^SQLITE_(IOERR(?!_SHMSIZE|_NOMEM)|CORRUPT|NOTADB)/.test(code)

/** Errors of the disk or of a lock, which no caller has caused. */
export const isOutage = (code: string) =>
  /^SQLITE_(FULL|BUSY|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM|LOCKED|PROTOCOL)/.test(code)

/**
 * Opens the file with every pragma set and verified. Throws CannotOpen when SQLite does not accept
 * one of them.
 */
export function openConnection(file: string, mode: keyof typeof pragmas): Connection {
  const timeout = pragmas[mode].busy_timeout
  const connection = openDriver(file, { readonly: mode !== 'writer', timeout })
  try {
    assertVersion(connection.prepare('select sqlite_version()').pluck().get() as string)
    for (const [name, value] of Object.entries(pragmas[mode])) {
      connection.pragma(`${name}=${value}`)
      // guard store-1: gone
      verify(name, connection.pragma(name, { simple: true }), value)
    }
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function verify(name: string, found: unknown, wanted: number | string): void {
  // A build without memory mapping has no such pragma.
  if (found !== wanted && !(name === 'mmap_size' && found === undefined)) {
    throw new CannotOpen(`SQLite does not accept ${name}=${wanted} on this file system.`)
  }
}

/** Throws CannotOpen for a release that may damage a database. */
export function assertVersion(version: string): void {
  const parts = version.split('.').map(Number)
  for (const [at, oldest] of oldestSqlite.entries()) {
    const part = parts[at] ?? 0
    if (part > oldest) return
    if (part < oldest) {
      throw new CannotOpen(`SQLite ${version} is too old; ${oldestSqlite.join('.')} is needed.`)
    }
  }
}
