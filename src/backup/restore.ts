// Restores the database of a backup into a data directory, unless anything is in doubt.
import { join } from 'node:path'
import { auditRow, byServer } from '../audit/audit-row.ts'
import { AuditCheck } from '../audit/chain-check.ts'
import { auditHeads, newestAudit } from '../audit/sql.ts'
import { verifyAudit } from '../audit/verification.ts'
import { CannotRun } from '../errors.ts'
import { backupSeal } from '../keys/backup-seal.ts'
import { auditKey } from '../keys/data-keys.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import { type Reading, Unavailable } from '../store/db.ts'
import { newestStep } from '../store/migrations/migrate.ts'
import { openDatabaseFile, openToRead } from '../store/sqlite/file.ts'
import { isSound } from '../store/sqlite/integrity.ts'
import { commitToOlder, openOlderToRead } from '../store/sqlite/older-file.ts'
import { settleFile } from '../store/sqlite/settled-file.ts'
import { unpackBackup } from './backup-file.ts'
import { type Drafting, withDrafts } from './drafts.ts'
import { endEverything } from './end-everything.ts'
import { damaged, type Manifest } from './manifest.ts'
import { holdsDatabase, putInPlace } from './put-in-place.ts'
import { hasChains, revokeEverythingIn } from './sql.ts'

export interface RestoreOptions {
  /** The backup. */
  readonly file: string
  /** The database of a data directory that this process owns. */
  readonly databaseFile: string
  readonly masterKey: Uint8Array
  readonly now: number
  /** Whether an existing database may be put aside. */
  readonly replace: boolean
  readonly drafting: Drafting
}

export interface Restored {
  readonly manifest: Manifest
  /** The file to which the existing database was moved. */
  readonly kept: string | undefined
  /** The number of audit rows that it had and the backup lacks; undefined when nobody can tell. */
  readonly laterRows: number | undefined
  /** Problems of the audit in the backup. */
  readonly auditProblems: readonly string[]
}

/** Throws CannotRun with one sentence when the backup or the directory is in doubt; nothing is changed then. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { file, databaseFile, now, replace, drafting } = options
  const hasDatabase = holdsDatabase(databaseFile)
  // guard backup-11: becomes false
  if (hasDatabase && !replace) {
    throw new CannotRun(
      `${databaseFile} exists; restore into another --data, or give --replace to keep it under another name.`,
    )
  }
  return withDrafts({ file: databaseFile, kind: 'restoring', drafting }, async (directory) => {
    const draft = join(directory, 'attrium.db')
    const manifest = await unpackBackup(file, draft, backupSeal(options.masterKey))
    // guard backup-10: gone
    if (!isSound(draft)) throw damaged(file)
    const replaced = hasDatabase ? await replacedHeads(options) : undefined
    const record = keepsSchema(manifest) ? recordInOlder : revokeAndRecord
    const auditProblems = await record(options, draft, { manifest, replaced })
    settleFile(draft)
    const kept = `${databaseFile}.before-restore-${stamp(now)}`
    putInPlace(draft, databaseFile, kept)
    const laterRows = replaced && rowsAfter(manifest, replaced)
    return { manifest, kept: hasDatabase ? kept : undefined, laterRows, auditProblems }
  })
}

/** Whether a backup keeps its schema from before a migration, so that the older Attrium can use it again. */
export const keepsSchema = ({ encrypted, schema }: Manifest): boolean =>
  encrypted !== undefined && schema < newestStep

/** The heads of the audit of the existing database; undefined when it cannot be read. */
async function replacedHeads({ databaseFile, masterKey }: RestoreOptions) {
  try {
    settleFile(databaseFile)
    const { db } = await openToRead(databaseFile, masterKey)
    const [heads] = await db.read(auditHeads)
    await db.close()
    return heads
  } catch (error) {
    if (error instanceof Unavailable) {
      throw new CannotRun(`Another program is reading ${databaseFile}; let it finish first.`)
    }
    // The database is damaged, or belongs to another key or program: that is a reason to restore, not an obstacle.
    return undefined
  }
}

interface Origin {
  readonly manifest: Manifest
  /** The heads of the audit of the database that is replaced. */
  readonly replaced: readonly ChainHead[] | undefined
}

/** Revokes every token and records the restoration in the audit. Returns the problems of the audit. */
async function revokeAndRecord(
  options: RestoreOptions,
  draft: string,
  origin: Origin,
): Promise<string[]> {
  const { masterKey, now } = options
  const { manifest } = origin
  const onFatal = () => undefined
  const { db, keys } = await openDatabaseFile(draft, { masterKey, now, onFatal })
  try {
    const problems: string[] = []
    const heads = manifest.audit_heads.map(({ mac }) => mac)
    const check = new AuditCheck(auditKey(keys), heads, (problem) => problems.push(problem))
    await verifyAudit(db, check)
    await endEverything(db, await restoredAt(db, now), originDetails(origin))
    return problems
  } finally {
    await db.close()
  }
}

/** The same in a database that keeps its older schema; its audit can be verified only after a migration. */
async function recordInOlder(
  { masterKey, now }: RestoreOptions,
  draft: string,
  origin: Origin,
): Promise<string[]> {
  const older = openOlderToRead(draft)
  const restored = byServer('restored', await restoredAt(older, now))
  const audit = auditRow(restored, { details: originDetails(origin) })
  await older.close()
  // guard migration-7: becomes revokeEverythingIn('').slice(1)
  const statements = revokeEverythingIn(origin.manifest.schema)
  commitToOlder(draft, masterKey, { statements, audit })
  return []
}

/** The row is never earlier than the newest row of the backup, whatever the clock says (T-05). */
async function restoredAt(db: Pick<Reading, 'read'>, now: number): Promise<number> {
  const [[newest]] = await db.read(newestAudit)
  return Math.max(now, newest?.at ?? 0)
}

function originDetails({ manifest, replaced }: Origin) {
  const { created_at, sha256, audit_heads } = manifest
  return { backup: { created_at, sha256, audit_heads }, replaced: replaced ?? null }
}

/** Such as 20261125T020459Z: names sort by time. */
const stamp = (now: number) => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')

function rowsAfter({ schema, counts, audit_heads }: Manifest, heads: readonly ChainHead[]): number {
  // Rows that are older than the chains have become the beginning of the first chain.
  const before = hasChains(schema)
    ? audit_heads
    : [{ chain_id: '1', chain_sequence: counts['audit'] ?? 0 }]
  const known = new Map(before.map(({ chain_id, chain_sequence }) => [chain_id, chain_sequence]))
  const later = heads.map(
    ({ chain_id, chain_sequence }) => chain_sequence - (known.get(chain_id) ?? 0),
  )
  return later.reduce((sum, rows) => sum + Math.max(0, rows), 0)
}
