// Saves a database before its schema changes, in one encrypted file in a directory beside it (decision 28).
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newestAudit } from '../audit/sql.ts'
import { CannotOpen } from '../errors.ts'
import { syncDirectoryOf } from '../files/private-file.ts'
import { backupSeal } from '../keys/backup-seal.ts'
import type { OlderSchema } from '../store/migrations/migrate.ts'
import { isSound } from '../store/sqlite/integrity.ts'
import { openOlderToRead } from '../store/sqlite/older-file.ts'
import { packEncrypted } from './backup-file.ts'
import { contentsOf } from './contents.ts'

export interface Kept {
  /** This process must have no connection to it, and nobody may write to it. */
  readonly databaseFile: string
  readonly masterKey: Uint8Array
  readonly now: number
}

/**
 * Returns the file, which is on disk then. Its name has the time of the newest change in the database, so that
 * a start after one that broke off replaces it. Throws CannotOpen with one sentence when it cannot be made.
 */
export async function backUpBeforeMigration(
  { databaseFile, masterKey, now }: Kept,
  { schema, next }: OlderSchema,
): Promise<string> {
  // guard migration-5: becomes false
  if (!isSound(databaseFile)) {
    throw new CannotOpen(`${databaseFile} is damaged, so it is not migrated; restore a backup.`)
  }
  const db = openOlderToRead(databaseFile)
  const contents = await contentsOf(db, schema)
  const [[newest]] = await db.read(newestAudit)
  await db.close()
  const said = { created_at: new Date(now).toISOString(), ...contents }
  const directory = join(dirname(databaseFile), 'backups')
  const file = join(directory, `before-${next}-${stamp(newest?.at ?? now)}.attrium-backup`)
  await inPlace(directory, file, (draft) =>
    packEncrypted(databaseFile, draft, said, backupSeal(masterKey)),
  )
  return file
}

/** Writes a file that gets its name when all of it is on disk. If it cannot be written, nothing is left of it. */
async function inPlace(
  directory: string,
  file: string,
  write: (draft: string) => Promise<unknown>,
) {
  // guard migration-4: without .partial
  const draft = `${file}.partial`
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    syncDirectoryOf(directory)
    // A start that was killed may have left a draft.
    rmSync(draft, { force: true })
    try {
      await write(draft)
      renameSync(draft, file)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
    // guard migration-3: gone
    syncDirectoryOf(file)
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (!/^E[A-Z]+$/.test(code)) throw cause
    throw new CannotOpen(
      `The database is from an older Attrium and cannot be backed up into ${directory} (${code}), so it is not migrated; fix that and start again.`,
      { cause },
    )
  }
}

/** Such as 20261125T020459.123Z: names sort by time. */
const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]/g, '')
