// Writes files that only their owner can read.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file that only its owner can read, whole or not at all, and durably. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.new`
  try {
    writeFileSync(draft, text, { mode: 0o600 })
    flush(draft)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  // A database whose key file has lost its name could not be opened again.
  syncDirectoryOf(file)
}

/** Makes renames and links in the directory of a file survive a power loss. */
export const syncDirectoryOf = (file: string): void => flush(dirname(file))

function flush(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
