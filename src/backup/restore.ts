// Puts the database of a backup in place of what a data directory holds, unless anything is in doubt.
import { join } from 'node:path'
import { auditRow, byServer } from '../audit/audit-row.ts'
import { auditHeads, newestAudit } from '../audit/sql.ts'
import { AuditCheck, verifyAudit } from '../audit/verification.ts'
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
import { damaged, type Manifest } from './manifest.ts'
import { holdsDatabase, putInPlace } from './put-in-place.ts'
import { hasChains, revokeEverything, revokeEverythingIn } from './sql.ts'

export interface RestoreAsked {
  /** The backup. */
  readonly file: string
  /** Of a data directory that this process owns. */
  readonly databaseFile: string
  readonly masterKey: Uint8Array
  readonly now: number
  /** Whether a database that is there may be put aside. */
  readonly replace: boolean
  readonly drafting: Drafting
}

export interface Restored {
  readonly manifest: Manifest
  /** Where the database that was there is now. */
  readonly kept: string | undefined
  /** Audit rows that it had and the backup has not; undefined when nobody can tell. */
  readonly laterRows: number | undefined
  /** What is wrong with the audit that was backed up. */
  readonly auditProblems: readonly string[]
}

/** Throws CannotRun, one sentence, when the backup or the place is in doubt; nothing is changed then. */
export async function restoreBackup(asked: RestoreAsked): Promise<Restored> {
  const { file, databaseFile, now, replace, drafting } = asked
  const held = holdsDatabase(databaseFile)
  if (held && !replace) {
    throw new CannotRun(
      `${databaseFile} exists; restore into another --data, or give --replace to put it aside.`,
    )
  }
  return withDrafts({ file: databaseFile, kind: 'restoring', drafting }, async (directory) => {
    const draft = join(directory, 'attrium.db')
    const manifest = await unpackBackup(file, draft, backupSeal(asked.masterKey))
    if (!isSound(draft)) throw damaged(file)
    const replaced = held ? await replacedHeads(asked) : undefined
    const record = keepsSchema(manifest) ? recordInOlder : revokeAndRecord
    const auditProblems = await record(asked, draft, { manifest, replaced })
    settleFile(draft)
    const kept = `${databaseFile}.before-restore-${stamp(now)}`
    putInPlace(draft, databaseFile, kept)
    const laterRows = replaced && rowsAfter(manifest, replaced)
    return { manifest, kept: held ? kept : undefined, laterRows, auditProblems }
  })
}

/** Whether it is of a database from before a migration, so that the Attrium of then can have it back. */
export const keepsSchema = ({ encrypted, schema }: Manifest): boolean =>
  encrypted !== undefined && schema < newestStep

/** Where the audit of the present database has got to; undefined when it cannot be read. */
async function replacedHeads({ databaseFile, masterKey }: RestoreAsked) {
  try {
    settleFile(databaseFile)
    const { db } = await openToRead(databaseFile, masterKey)
    const [heads] = await db.read(auditHeads)
    await db.close()
    return heads
  } catch (error) {
    if (error instanceof Unavailable) {
      throw new CannotRun(`Another program reads ${databaseFile}; let it finish first.`)
    }
    // Damaged, of another key or of another program: a reason to restore, not an obstacle.
    return undefined
  }
}

interface Origin {
  readonly manifest: Manifest
  /** Heads of the audit that was in place before. */
  readonly replaced: readonly ChainHead[] | undefined
}

/** No token lives on, and the audit says where it comes from. Answers what is wrong with the audit. */
async function revokeAndRecord(
  asked: RestoreAsked,
  draft: string,
  origin: Origin,
): Promise<string[]> {
  const { masterKey, now } = asked
  const { manifest } = origin
  const onFatal = () => undefined
  const { db, keys } = await openDatabaseFile(draft, { masterKey, now, onFatal })
  try {
    const problems: string[] = []
    const heads = manifest.audit_heads.map(({ mac }) => mac)
    const check = new AuditCheck(auditKey(keys), heads, (problem) => problems.push(problem))
    await verifyAudit(db, check)
    const audit = await restoredRow(db, now, origin)
    await db.commit({ statements: revokeEverything, audit, changesAuthority: true })
    return problems
  } finally {
    await db.close()
  }
}

/** The same in a database that keeps its schema; its audit can be looked at when it has been migrated. */
async function recordInOlder(
  { masterKey, now }: RestoreAsked,
  draft: string,
  origin: Origin,
): Promise<string[]> {
  const older = openOlderToRead(draft)
  const audit = await restoredRow(older, now, origin)
  await older.close()
  const statements = revokeEverythingIn(origin.manifest.schema)
  commitToOlder(draft, masterKey, { statements, audit })
  return []
}

/** Time goes on where the backup left off, whatever the clock says (T-05). */
async function restoredRow(db: Pick<Reading, 'read'>, now: number, { manifest, replaced }: Origin) {
  const [[newest]] = await db.read(newestAudit)
  const { created_at, sha256, audit_heads } = manifest
  const details = { backup: { created_at, sha256, audit_heads }, replaced: replaced ?? null }
  return auditRow(byServer('restored', Math.max(now, newest?.at ?? 0)), { details })
}

/** 20261125T020459Z: names sort as they follow each other. */
const stamp = (now: number) => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')

function rowsAfter({ schema, counts, audit_heads }: Manifest, heads: readonly ChainHead[]): number {
  // What was written before there were chains has become the beginning of the first.
  const before = hasChains(schema)
    ? audit_heads
    : [{ chain_id: '1', chain_sequence: counts['audit'] ?? 0 }]
  const known = new Map(before.map(({ chain_id, chain_sequence }) => [chain_id, chain_sequence]))
  const later = heads.map(
    ({ chain_id, chain_sequence }) => chain_sequence - (known.get(chain_id) ?? 0),
  )
  return later.reduce((sum, rows) => sum + Math.max(0, rows), 0)
}
