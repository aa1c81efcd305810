// The file of a backup: two lines that say what it is, then the database as it lies on disk (decision 22).
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs'
import { CannotRun } from '../errors.ts'
import type { BackupSeal } from '../keys/backup-seal.ts'
import { damaged, type Manifest, manifestBytes, manifestLines, readManifest } from './manifest.ts'

type Said = Omit<Manifest, 'attrium_backup' | 'master_key_id' | 'bytes' | 'sha256'>

/** Writes the backup of a database to a file of its own, which must not exist. */
export async function packBackup(
  database: string,
  file: string,
  said: Said,
  seal: BackupSeal,
): Promise<Manifest> {
  const manifest: Manifest = {
    attrium_backup: 1,
    ...said,
    master_key_id: seal.master_key_id,
    bytes: statSync(database).size,
    sha256: await digestOf(database),
  }
  const lines = Buffer.from(manifestLines(manifest, seal))
  await writeWhole(file, async (write) => {
    write(lines)
    for await (const chunk of createReadStream(database)) write(chunk)
  })
  return manifest
}

/**
 * Writes the database in a backup to a file of its own. Throws CannotRun, one sentence, unless the
 * backup is whole, unchanged and sealed with this key; `database` is to be thrown away then.
 */
export async function unpackBackup(
  file: string,
  database: string,
  seal: BackupSeal,
): Promise<Manifest> {
  const { manifest, offset } = readManifest(file, beginningOf(file), seal)
  const hash = createHash('sha256')
  await writeWhole(database, async (write) => {
    for await (const chunk of createReadStream(file, { start: offset })) {
      hash.update(chunk)
      write(chunk)
    }
  })
  if (hash.digest('hex') !== manifest.sha256) throw damaged(file)
  return manifest
}

function beginningOf(file: string): string {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new CannotRun(`${file} cannot be read (${code}); name the file of a backup.`)
  }
  try {
    const bytes = Buffer.alloc(manifestBytes)
    return bytes.toString('latin1', 0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

/** A new file for its owner only, on disk when this is done. */
async function writeWhole(
  file: string,
  fill: (write: (bytes: Uint8Array) => void) => Promise<void>,
): Promise<void> {
  const handle = openSync(file, 'wx', 0o600)
  try {
    await fill((bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
    })
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
