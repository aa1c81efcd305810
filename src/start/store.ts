// Which store the settings ask for, opened.
import { readFileSync } from 'node:fs'
import type { Settings } from '../settings.ts'
import { CannotOpen, type Db } from '../store/db.ts'
import { openPostgres } from '../store/postgres.ts'
import { openDatabaseFile } from '../store/sqlite-file.ts'

interface Told {
  /** Acknowledged changes may be lost: a sentence about what to do. */
  readonly warn: (sentence: string) => void
  /** The store must not be written again; the process has to stop. */
  readonly onFatal: (why: string) => void
}

/** PostgreSQL where a URL is given, else the SQLite file. Throws CannotOpen. */
export function openStore(settings: Settings, file: string, { warn, onFatal }: Told): Promise<Db> {
  const url = settings.database ?? urlIn(settings.databaseFile)
  return url === undefined ? openDatabaseFile(file, onFatal) : openPostgres(url, warn)
}

function urlIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const { code = 'unknown' } = cause as { code?: string }
    throw new CannotOpen(`${file} of --database-file cannot be read (${code}).`, { cause })
  }
}
