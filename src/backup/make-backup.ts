// Makes a backup of a database beside the server that owns it: consistent, and whole or not there at all.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { attributesFoundToSeal } from '../domain/sealing-sql.ts'
import { CannotRun } from '../errors.ts'
import { backupSeal } from '../keys/backup-seal.ts'
import { syncDirectoryOf } from '../start/private-file.ts'
import { newestStep } from '../store/migrations/migrate.ts'
import { openToRead } from '../store/sqlite/file.ts'
import { copyWithout } from '../store/sqlite/file-copy.ts'
import { isDamage, isSound } from '../store/sqlite/integrity.ts'
import { packBackup } from './backup-file.ts'
import { contentsOf } from './contents.ts'
import { type Drafting, withDrafts } from './drafts.ts'
import type { Manifest } from './manifest.ts'
import { revokeEverything } from './sql.ts'

export interface BackupAsked {
  readonly databaseFile: string
  readonly masterKey: Uint8Array
  /** Where the backup goes; nothing may be there. */
  readonly file: string
  readonly now: number
  readonly drafting: Drafting
}

/**
 * Writes the backup beside its name, which it gets when all of it is on disk. Throws CannotRun or
 * CannotOpen, one sentence, when it cannot be made; nothing is left then.
 */
export async function makeBackup(asked: BackupAsked): Promise<Manifest> {
  const { file, drafting } = asked
  if (existsSync(file)) throw new CannotRun(`${file} exists; choose another name for the backup.`)
  return withDrafts({ file, kind: 'partial', drafting }, async (directory) => {
    const compact = await compactCopy(asked, directory)
    const draft = join(directory, 'backup')
    const manifest = await packBackup(
      compact,
      draft,
      await whatIsIn(compact, asked),
      backupSeal(asked.masterKey),
    )
    renameSync(draft, file)
    syncDirectoryOf(file)
    return manifest
  })
}

/** The database of this moment without what signs anybody in, checked. */
async function compactCopy({ databaseFile, masterKey }: BackupAsked, directory: string) {
  // Before anything is copied: whether this is a database of ours, and the key the right one.
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
  throw new CannotRun(`${databaseFile} is damaged, so there is no backup; see attrium doctor.`)
}

async function whatIsIn(compact: string, { databaseFile, masterKey, now }: BackupAsked) {
  const { db } = await openToRead(compact, masterKey)
  const [unsealed] = await db.read(attributesFoundToSeal)
  const contents = await contentsOf(db, newestStep)
  await db.close()
  if (unsealed.length > 0) {
    // An attribute becomes hidden at this moment: its values would stay readable in the backup.
    throw new CannotRun(`${databaseFile} has hidden values that are being sealed; try again later.`)
  }
  return { created_at: new Date(now).toISOString(), ...contents }
}
