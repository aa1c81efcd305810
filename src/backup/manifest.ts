// What a backup says of itself: the first line of its file, sealed by the second.
import { CannotRun } from '../errors.ts'
import type { BackupSeal } from '../keys/backup-seal.ts'
import type { ChainHead } from '../store/audit/chain.ts'

/** Layouts of the file; a change that older programs cannot read counts up. */
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
  /** Rows by table. */
  readonly counts: Readonly<Record<string, number>>
  /** Of the database and its log, which are the rest of the file. */
  readonly bytes: number
  /** The same, in hexadecimal. */
  readonly sha256: string
  /** There where the rest of the file is encrypted: of a database from before a migration (decision 28). */
  readonly encrypted?: Encrypted
}

export interface Encrypted {
  /** Of its key. */
  readonly salt: string
  /** How many bytes at the end are the log (WAL) of the database. */
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
 * What the beginning of a backup says, and where its database begins. Throws CannotRun, one sentence
 * about `file`, when it is no backup, of a newer layout, of another master key or not as it was sealed.
 */
export function readManifest(
  file: string,
  beginning: string,
  seal: BackupSeal,
): { manifest: Manifest; offset: number } {
  const [text = '', held] = beginning.split('\n', 2)
  const said = jsonIn(text)
  if (held === undefined || typeof said?.attrium_backup !== 'number') {
    throw new CannotRun(`${file} is no backup; name a file that attrium backup has written.`)
  }
  if (said.attrium_backup > layouts.encrypted) {
    throw new CannotRun(`${file} was written by a newer Attrium; restore it with that one.`)
  }
  if (said.master_key_id !== seal.master_key_id) {
    throw new CannotRun(
      `${file} belongs to another master key; put the key of the server that was backed up in place.`,
    )
  }
  if (!seal.holds(text, held)) throw damaged(file)
  return { manifest: said as Manifest, offset: text.length + held.length + 2 }
}

/** Nobody can tell a bad disk from a bad person. */
export const damaged = (file: string) =>
  new CannotRun(`${file} is not as it was written; restore another backup.`)

function jsonIn(text: string): Partial<Manifest> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
