// The data directory: its permissions, its lock, its master key.
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { masterKeyBytes } from '../keys/key-ring.ts'
import { CannotOpen } from '../store/db.ts'
import { takeLock } from '../store/sqlite-lock.ts'

export interface DataDirectory {
  readonly databaseFile: string
  readonly lookerIni: string
  readonly masterKey: Uint8Array
  readonly release: () => void
}

/** Makes or opens the directory and takes its lock. Throws CannotOpen, one sentence each. */
export function openDataDirectory(path: string): DataDirectory {
  // Absolute, so that what is printed of it works from any directory.
  const dir = resolve(path)
  makePrivate(dir)
  const pidFile = join(dir, 'attrium.pid')
  const release = takeLock(join(dir, 'attrium.lock'), () => heldBy(dir, pidFile))
  try {
    writePrivately(pidFile, `${process.pid}\n`)
    const databaseFile = join(dir, 'attrium.db')
    const masterKey = readMasterKey(join(dir, 'master.key'), existsSync(databaseFile))
    return { databaseFile, lookerIni: join(dir, 'looker.ini'), masterKey, release }
  } catch (error) {
    release()
    throw error
  }
}

function makePrivate(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    chmodSync(dir, 0o700)
  } catch (cause) {
    const { code = 'unknown' } = cause as { code?: string }
    const message = `${dir} cannot be the data directory (${code}); choose another --data.`
    throw new CannotOpen(message, { cause })
  }
}

function heldBy(dir: string, pidFile: string): string {
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : 'unknown'
  return `Another Attrium server (process ${pid}) uses ${dir}; stop it or choose another --data.`
}

function readMasterKey(file: string, databaseExists: boolean): Uint8Array {
  if (!existsSync(file)) {
    if (databaseExists) {
      throw new CannotOpen(`${file} is missing but the database needs it; put the key file back.`)
    }
    writePrivately(file, `${randomBytes(masterKeyBytes).toString('base64')}\n`)
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new CannotOpen(`${file} can be read by other users; run: chmod 600 ${file}`)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== masterKeyBytes) {
    throw new CannotOpen(`${file} does not hold ${masterKeyBytes} bytes in base64; restore it.`)
  }
  return key
}

/** Writes a file that only its owner can read, whole or not at all, and durably. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.new`
  writeFileSync(draft, text, { mode: 0o600 })
  flush(draft)
  renameSync(draft, file)
  // Its name too: a database whose key had lost its name would not be opened again.
  flush(dirname(file))
}

function flush(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
