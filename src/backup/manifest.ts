// The manifest of a backup: the first line of its file, sealed by the second line.
import { CannotRun } from '../errors.ts'
import type { BackupSeal } from '../keys/backup-seal.ts'
import type { ChainHead } from '../store/audit/chain.ts'

/** Layouts of the file. A change that older programs cannot read gets the next number. */
export const layouts = { plain: 1, encrypted: 2 } as const

export interface Manifest {
  readonly attrium_backup: (typeof layouts)[keyof typeof layouts]
  /** ISO 8601, UTC. */
  readonly created_at: string
  /** The newest schema step of the database. */
  readonly schema: string
  readonly master_key_id: string
  /** Keys in the database, which the master key wraps. */
  readonly key_ids: readonly string[]
  readonly audit_heads: readonly ChainHead[]
  /** The number of rows of each table. */
  readonly counts: Readonly<Record<string, number>>
  /** The length of the database and its log, which are the rest of the file. */
  readonly bytes: number
  /** The digest of these bytes, in hexadecimal. */
  readonly sha256: string
  /** Present when the rest of the file is encrypted, as before a migration (decision 28). */
  readonly encrypted?: Encrypted
}

export interface Encrypted {
  /** The salt of the key that encrypts the rest. */
  readonly salt: string
  /** The number of bytes at the end that are the log (WAL) of the database. */
  readonly log_bytes: number
}

/** The two lines before the database. */
export function manifestLines(manifest: Manifest, { seal }: BackupSeal): string {
  const text = JSON.stringify(manifest)
  return `${text}\n${seal(text)}\n`
}

/** The most that the two lines may take. */
export const manifestBytes = 64 * 1024

/**
 * Returns the manifest at the beginning of a backup, and the offset of its database. Throws CannotRun with one
 * sentence about `file` when it is no backup, has a newer layout, needs another master key or was changed.
 */
export function readManifest(
  file: string,
  beginning: string,
  seal: BackupSeal,
): { manifest: Manifest; offset: number } {
  const [text = '', sealLine] = beginning.split('\n', 2)
  const said = jsonIn(text)
  if (sealLine === undefined || typeof said?.attrium_backup !== 'number') {
    throw new CannotRun(`${file} is not a backup; name a file that attrium backup has written.`)
  }
  if (said.attrium_backup > layouts.encrypted) {
    throw new CannotRun(`${file} was written by a newer Attrium; restore it with that one.`)
  }
  if (said.master_key_id !== seal.master_key_id) {
    throw new CannotRun(
      `${file} belongs to another master key; restore the master key of the server that was backed up.`,
    )
  }
  // guard backup-9: gone
  if (!seal.holds(text, sealLine)) throw damaged(file)
  return { manifest: said as Manifest, offset: text.length + sealLine.length + 2 }
}

/** The digest cannot tell whether a bad disk or a person has changed the file. */
export const damaged = (file: string) =>
  new CannotRun(`${file} was changed after it was written; restore another backup.`)

function jsonIn(text: string): Partial<Manifest> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
