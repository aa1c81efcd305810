// The data directory: its permissions, its lock, its master key.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CannotOpen } from '../errors.ts'
import { isLocked, takeLock } from '../store/sqlite/lock.ts'
import { insistNotLost } from './disk.ts'
import {
  type MasterKeySettings,
  makeMasterKey,
  masterKeyFile,
  readMasterKey,
} from './master-key.ts'
import { writePrivately } from './private-file.ts'

export interface DataDirectory {
  readonly path: string
  readonly databaseFile: string
  /** Where the server that owns the directory takes commands. */
  readonly socket: string
  readonly lookerIni: string
  readonly masterKey: Uint8Array
  /** Undefined when the key comes from the environment. */
  readonly masterKeyFile: string | undefined
  readonly release: () => void
}

type DataSettings = MasterKeySettings & { readonly data: string }

/** Makes or opens the directory and takes its lock. Throws CannotOpen with one sentence. */
export const openDataDirectory = (settings: DataSettings): DataDirectory =>
  takeDataDirectory(settings, (dir) => {
    if (!existsSync(fileIn(dir))) makeMasterKey(dir, settings)
  })

/** The same for a database that comes from elsewhere: its key must be there already. */
export const openForRestore = (settings: DataSettings): DataDirectory =>
  takeDataDirectory(settings, () => undefined)

function takeDataDirectory(
  settings: DataSettings,
  prepareKey: (dir: string) => void,
): DataDirectory {
  // The path is absolute, so that printed paths work from any directory.
  const dir = resolve(settings.data)
  const release = ownDirectory(dir)
  try {
    prepareKey(dir)
    const masterKey = readMasterKey(dir, settings)
    const lookerIni = join(dir, 'looker.ini')
    return {
      path: dir,
      databaseFile: fileIn(dir),
      socket: socketIn(dir),
      lookerIni,
      masterKey,
      masterKeyFile: masterKeyFile(dir, settings),
      release,
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Makes the directory and takes the lock of its database; the returned function releases the lock. */
export function ownDirectory(dir: string): () => void {
  makeDirectory(dir)
  const place = lockPlace(dir)
  const pidFile = join(place, 'attrium.pid')
  const release = takeLock(join(place, 'attrium.lock'), () => inUseSentence(dir, pidFile))
  try {
    insistOnOneName(fileIn(dir))
  } catch (error) {
    release()
    throw error
  }
  writePrivately(pidFile, `${process.pid}\n`)
  return release
}

const fileIn = (dir: string) => join(dir, 'attrium.db')
export const socketIn = (dir: string) => join(dir, 'attrium.sock')

/** Whether a process owns the directory. */
export function isOwned(dir: string): boolean {
  const lock = join(dir, 'attrium.lock')
  return existsSync(lock) && isLocked(lock)
}

/** The directory of the database file itself: links to the file lead to the same lock. */
export function lockPlace(dir: string): string {
  const file = fileIn(dir)
  // guard lock-1: realpathSync(file) → file
  return existsSync(file) ? dirname(realpathSync(file)) : dir
}

/** A file with hard links has no directory of its own for the lock, and SQLite keeps a log for each name of a file. */
function insistOnOneName(file: string): void {
  const { nlink = 1 } = statSync(file, { throwIfNoEntry: false }) ?? {}
  // guard lock-2: === → >=
  if (nlink === 1) return
  throw new CannotOpen(
    `${file} has another name (a hard link), and opening it under that name would damage it; copy the file or remove the other name.`,
  )
}

/** The key of a directory, and its database if it has one, for reading beside the server. */
export function readDataDirectory(
  settings: DataSettings,
  holdsDatabase: boolean,
): Pick<DataDirectory, 'databaseFile' | 'masterKey'> {
  const dir = resolve(settings.data)
  const databaseFile = fileIn(dir)
  if (holdsDatabase && !existsSync(databaseFile)) {
    throw new CannotOpen(`${dir} has no database; name a data directory with --data.`)
  }
  if (holdsDatabase) insistNotLost(databaseFile)
  return { databaseFile, masterKey: readMasterKey(dir, settings) }
}

/**
 * Makes the directory for its owner alone, if it is not there; one that is there keeps its mode, because it may be a
 * home or a project, and all that is made in it is private. Throws CannotOpen.
 */
export function makeDirectory(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const { code = 'unknown' } = cause as { code?: string }
    const message = `${dir} cannot be the data directory (${code}); choose another --data.`
    throw new CannotOpen(message, { cause })
  }
}

function inUseSentence(dir: string, pidFile: string): string {
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : 'unknown'
  return `Another Attrium server (process ${pid}) uses ${dir}; stop it or choose another --data.`
}
