// Makes a backup of a database while its server runs. The backup is consistent and complete, or none is made.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '../errors.ts'
import { syncDirectoryOf } from '../files/private-file.ts'
import { backupSeal } from '../keys/backup-seal.ts'
import { newestStep } from '../store/migrations/migrate.ts'
import { openToRead } from '../store/sqlite/file.ts'
import { copyWithout } from '../store/sqlite/file-copy.ts'
import { isDamage, isSound } from '../store/sqlite/integrity.ts'
import { attributesFoundToSeal } from '../values/sealing-sql.ts'
import { packBackup } from './backup-file.ts'
import { contentsOf } from './contents.ts'
import { type Drafting, withDrafts } from './drafts.ts'
import type { Manifest } from './manifest.ts'
import { revokeEverything } from './sql.ts'

export interface BackupOptions {
  readonly databaseFile: string
  readonly masterKey: Uint8Array
  /** The file of the backup, which must not exist. */
  readonly file: string
  readonly now: number
  readonly drafting: Drafting
}

/**
 * Writes the backup in a directory beside `file`, and renames it when all of it is on disk. Throws CannotRun
 * or CannotOpen with one sentence when it cannot be made; nothing is left then.
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { file, drafting } = options
  // guard backup-6: becomes false
  if (existsSync(file)) throw new CannotRun(`${file} exists; choose another name for the backup.`)
  return withDrafts({ file, kind: 'partial', drafting }, async (directory) => {
    const compact = await compactCopy(options, directory)
    // guard backup-5: becomes file
    const draft = join(directory, 'backup')
    const manifest = await packBackup(
      compact,
      draft,
      await describeContents(compact, options),
      backupSeal(options.masterKey),
    )
    renameSync(draft, file)
    syncDirectoryOf(file)
    return manifest
  })
}

/** Makes a checked copy of the database as it is now, without access tokens and links. */
async function compactCopy({ databaseFile, masterKey }: BackupOptions, directory: string) {
  // The database and the master key are checked before anything is copied.
  await (await openToRead(databaseFile, masterKey)).db.close()
  const copy = join(directory, 'copy.db')
  const compact = join(directory, 'compact.db')
  try {
    await copyWithout(revokeEverything, { file: databaseFile, copy, compact })
    rmSync(copy)
    if (isSound(compact)) return compact
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  throw new CannotRun(`${databaseFile} is damaged, so no backup was made; run attrium doctor.`)
}

async function describeContents(compact: string, { databaseFile, masterKey, now }: BackupOptions) {
  const { db } = await openToRead(compact, masterKey)
  const [unsealed] = await db.read(attributesFoundToSeal)
  const contents = await contentsOf(db, newestStep)
  await db.close()
  // guard backup-7: becomes false
  if (unsealed.length > 0) {
    // An attribute is just becoming hidden: its values would stay readable in the backup.
    throw new CannotRun(`${databaseFile} has hidden values that are being sealed; try again later.`)
  }
  return { created_at: new Date(now).toISOString(), ...contents }
}
