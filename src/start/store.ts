// Opens the store that the settings name.
import { readFileSync } from 'node:fs'
import { backUpBeforeMigration } from '../backup/before-migration.ts'
import { CannotOpen } from '../errors.ts'
import { readDataDirectory } from '../files/data-directory.ts'
import { insistNotLost } from '../files/disk.ts'
import type { Settings } from '../settings.ts'
import type { Db, Reading } from '../store/db.ts'
import { openPostgres, openPostgresToRead } from '../store/postgres/engine.ts'
import { readTarget } from '../store/postgres/target.ts'
import { type OpenStore, openDatabaseFile, openToRead } from '../store/sqlite/file.ts'
import { insistReadable } from './readable.ts'

interface Opening {
  readonly masterKey: Uint8Array
  readonly now: number
  /** Called with a sentence about what to do when acknowledged changes may be lost. */
  readonly warn: (sentence: string) => void
  /** The store must not be written again; the process has to stop. */
  readonly onFatal: (why: string) => void
  /** Called with a sentence about work that was done before the store was opened. */
  readonly tell: (sentence: string) => void
  /** Refuses a database in which there is no store yet, in place of making one. */
  readonly mustExist?: boolean
}

/** Opens PostgreSQL if a URL is given, else the SQLite file. Throws CannotOpen. */
export async function openStore(
  settings: Settings,
  file: string,
  opening: Opening,
): Promise<OpenStore<Db>> {
  const opened = await openAny(settings, file, opening)
  try {
    // guard state-4: gone
    await insistReadable(opened.db)
    return opened
  } catch (error) {
    await opened.db.close()
    throw error
  }
}

async function openAny(settings: Settings, file: string, opening: Opening): Promise<OpenStore<Db>> {
  const url = urlOf(settings)
  if (url !== undefined) return openPostgres(url, opening)
  // guard operation-23: gone
  insistNotLost(file)
  const { masterKey, now, tell } = opening
  return openDatabaseFile(file, {
    ...opening,
    beforeMigration: async (older) => {
      const kept = await backUpBeforeMigration({ databaseFile: file, masterKey, now }, older)
      tell(
        `The database is from an older Attrium and is being migrated; ${kept} is a backup of it.`,
      )
    },
  })
}

/** Opens the same store for reading, even while servers write to it. Throws CannotOpen. */
export async function openStoreToRead(settings: Settings): Promise<OpenStore<Reading>> {
  const { databaseFile, masterKey } = readDataDirectory(settings, urlOf(settings) === undefined)
  return openToReadWith(settings, databaseFile, masterKey)
}

/** The same with the given key, which may be the wrong one. */
export function openToReadWith(
  settings: Settings,
  file: string,
  masterKey: Uint8Array,
): Promise<OpenStore<Reading>> {
  const url = urlOf(settings)
  return url === undefined ? openToRead(file, masterKey) : openPostgresToRead(url, masterKey)
}

/** For commands that need a file. Throws CannotOpen if the store is PostgreSQL. */
export function insistOnFile(settings: Settings): void {
  if (urlOf(settings) === undefined) return
  throw new CannotOpen(
    'The store is PostgreSQL; back it up with pg_dump, restore it with pg_restore, then run attrium mark-restored.',
  )
}

/** Throws CannotOpen if the URL of a database cannot be read. */
export function insistOnTarget(settings: Settings): void {
  const url = urlOf(settings)
  if (url !== undefined) readTarget(url)
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
