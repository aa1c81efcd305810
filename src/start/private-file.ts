// Files for the eyes of their owner only.

import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

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

/** Keeps what has been renamed or linked in the directory of a file through a power loss. */
export function syncDirectoryOf(file: string): void {
  const handle = openSync(dirname(file), 'r')
  fsyncSync(handle)
  closeSync(handle)
}
