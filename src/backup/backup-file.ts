// The format of a backup file: two lines that describe it, then the database as it is on disk (decision 22).
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { CannotRun } from '../errors.ts'
import type { BackupSeal } from '../keys/backup-seal.ts'
import {
  damaged,
  layouts,
  type Manifest,
  manifestBytes,
  manifestLines,
  readManifest,
} from './manifest.ts'

/** The facts about a backup that its bytes do not show. */
export type Said = Pick<Manifest, 'created_at' | 'schema' | 'key_ids' | 'audit_heads' | 'counts'>

type Chunks = AsyncIterable<Uint8Array>

/** Writes the backup of a database to a new file; `file` must not exist. */
export const packBackup = (database: string, file: string, said: Said, seal: BackupSeal) =>
  pack(file, {
    manifest: { ...said, attrium_backup: layouts.plain, bytes: bytesOf(database) },
    content: () => createReadStream(database),
    seal,
  })

/**
 * The same for a database as it is on disk, with its log; encrypts both. This process must have no connection
 * to it: closing a file releases the locks that SQLite has on it in this process.
 */
export function packEncrypted(database: string, file: string, said: Said, seal: BackupSeal) {
  const log = logOf(database)
  const [bytes, log_bytes] = [bytesOf(database), bytesOf(log)]
  const salt = randomBytes(32).toString('base64url')
  const encrypted = { salt, log_bytes }
  return pack(file, {
    manifest: { ...said, attrium_backup: layouts.encrypted, bytes: bytes + log_bytes, encrypted },
    content: async function* () {
      const cipher = seal.cipher(salt)
      for (const part of log_bytes > 0 ? [database, log] : [database]) {
        // guard migration-2: cipher.update(chunk) → chunk
        for await (const chunk of createReadStream(part)) yield cipher.update(chunk)
      }
      if (bytesOf(database) !== bytes || bytesOf(log) !== log_bytes) throw disturbed()
    },
    seal,
  })
}

interface Packed {
  readonly manifest: Omit<Manifest, 'master_key_id' | 'sha256'>
  /** Called twice: once for the digest, which comes first in the file, and once for the bytes themselves. */
  readonly content: () => Chunks
  readonly seal: BackupSeal
}

async function pack(file: string, { manifest: said, content, seal }: Packed): Promise<Manifest> {
  const sha256 = await digestOf(content())
  const manifest: Manifest = { ...said, master_key_id: seal.master_key_id, sha256 }
  await writeWhole(file, async (write) => {
    write(Buffer.from(manifestLines(manifest, seal)))
    // guard migration-6: !== sha256 → === ''
    if ((await digestOf(content(), write)) !== sha256) throw disturbed()
  })
  return manifest
}

/**
 * Writes the database in a backup to a new file, and its log beside it. Throws CannotRun with one
 * sentence unless the backup is whole, unchanged and sealed with this key; the caller must delete
 * `database` then.
 */
export async function unpackBackup(
  file: string,
  database: string,
  seal: BackupSeal,
): Promise<Manifest> {
  const { manifest, offset } = readManifest(file, beginningOf(file), seal)
  const { bytes, sha256, encrypted } = manifest
  const cipher = encrypted && seal.cipher(encrypted.salt)
  await writeWhole(database, async (write) => {
    const content = createReadStream(file, { start: offset })
    const actual = await digestOf(content, (chunk) => write(cipher?.update(chunk) ?? chunk))
    // guard backup-8: gone
    if (actual !== sha256) throw damaged(file)
  })
  const { log_bytes = 0 } = encrypted ?? {}
  if (log_bytes > 0) await splitOff(logOf(database), database, bytes - log_bytes)
  return manifest
}

/** Moves everything after the first `bytes` bytes into a new file. */
async function splitOff(tail: string, file: string, bytes: number): Promise<void> {
  await writeWhole(tail, async (write) => {
    for await (const chunk of createReadStream(file, { start: bytes })) write(chunk)
  })
  truncateSync(file, bytes)
}

function beginningOf(file: string): string {
  let handle: number | undefined
  try {
    handle = openSync(file, 'r')
    const bytes = Buffer.alloc(manifestBytes)
    return bytes.toString('latin1', 0, readSync(handle, bytes))
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new CannotRun(`${file} cannot be read (${code}); name the file of a backup.`)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

const disturbed = () =>
  new CannotRun(
    'Another program is writing to the database, so no backup was made; stop that program first.',
  )

const logOf = (database: string) => `${database}-wal`

/** The length of a file; 0 when there is no such file. */
const bytesOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

async function digestOf(chunks: Chunks, visit?: (chunk: Uint8Array) => void): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) {
    hash.update(chunk)
    visit?.(chunk)
  }
  return hash.digest('hex')
}

/** Writes a new file that only its owner can read, and flushes it to disk. */
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
