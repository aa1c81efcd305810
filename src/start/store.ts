// Which store the settings ask for, opened.
import { readFileSync } from 'node:fs'
import { backUpBeforeMigration } from '../backup/before-migration.ts'
import type { Settings } from '../settings.ts'
import { CannotOpen, type Db, type Reading } from '../store/db.ts'
import { openPostgres, openPostgresToRead } from '../store/postgres/engine.ts'
import { type OpenStore, openDatabaseFile, openToRead } from '../store/sqlite/file.ts'
import { readDataDirectory } from './data-directory.ts'
import { insistNotLost } from './disk.ts'

interface Opening {
  readonly masterKey: Uint8Array
  readonly now: number
  /** Acknowledged changes may be lost: a sentence about what to do. */
  readonly warn: (sentence: string) => void
  /** The store must not be written again; the process has to stop. */
  readonly onFatal: (why: string) => void
  /** What was done before the store could be opened. */
  readonly tell: (sentence: string) => void
}

/** PostgreSQL where a URL is given, else the SQLite file. Throws CannotOpen. */
export async function openStore(
  settings: Settings,
  file: string,
  opening: Opening,
): Promise<OpenStore<Db>> {
  const url = urlOf(settings)
  if (url !== undefined) return openPostgres(url, opening)
  insistNotLost(file)
  const { masterKey, now, tell } = opening
  return openDatabaseFile(file, {
    ...opening,
    beforeMigration: async (older) => {
      const kept = await backUpBeforeMigration({ databaseFile: file, masterKey, now }, older)
      tell(`The database is of an older Attrium and is being migrated; ${kept} has it as it was.`)
    },
  })
}

/** The same store for reading, also beside the servers that write to it. Throws CannotOpen. */
export async function openStoreToRead(settings: Settings): Promise<OpenStore<Reading>> {
  const { databaseFile, masterKey } = readDataDirectory(settings, urlOf(settings) === undefined)
  return openToReadWith(settings, databaseFile, masterKey)
}

/** The same with a key that may be another one. */
export function openToReadWith(
  settings: Settings,
  file: string,
  masterKey: Uint8Array,
): Promise<OpenStore<Reading>> {
  const url = urlOf(settings)
  return url === undefined ? openToRead(file, masterKey) : openPostgresToRead(url, masterKey)
}

/** For what is done to a file. Throws CannotOpen where the store is PostgreSQL. */
export function insistOnFile(settings: Settings): void {
  if (urlOf(settings) === undefined) return
  throw new CannotOpen(
    'The store is PostgreSQL; back it up and restore it with pg_dump and pg_restore.',
  )
}

export const isFile = (settings: Settings): boolean => urlOf(settings) === undefined

function urlOf({ database, databaseFile }: Settings): string | undefined {
  if (databaseFile === undefined) return database
  try {
    return readFileSync(databaseFile, 'utf8').trim()
  } catch (cause) {
    const { code = 'unknown' } = cause as { code?: string }
    throw new CannotOpen(`${databaseFile} of --database-file cannot be read (${code}).`, { cause })
  }
}
