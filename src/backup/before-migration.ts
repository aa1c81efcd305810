// Keeps a database as it is before its schema is changed: in one encrypted file, in a directory beside it (decision 28).
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newestAudit } from '../audit/sql.ts'
import { backupSeal } from '../keys/backup-seal.ts'
import { syncDirectoryOf } from '../start/private-file.ts'
import { CannotOpen } from '../store/db.ts'
import type { OlderSchema } from '../store/migrations/migrate.ts'
import { isSound } from '../store/sqlite/integrity.ts'
import { openOlderToRead } from '../store/sqlite/older-file.ts'
import { packEncrypted } from './backup-file.ts'
import { contentsOf } from './contents.ts'

export interface Kept {
  /** To which this process has no connection and nobody writes. */
  readonly databaseFile: string
  readonly masterKey: Uint8Array
  readonly now: number
}

/**
 * Answers the file, which is on disk then. It is named after the newest change in the database: the next
 * start after one that broke off replaces it. Throws CannotOpen, one sentence, when it cannot be made.
 */
export async function backUpBeforeMigration(
  { databaseFile, masterKey, now }: Kept,
  { schema, next }: OlderSchema,
): Promise<string> {
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

/** A file that gets its name when all of it is on disk; of one that could not be written nothing is left. */
async function inPlace(
  directory: string,
  file: string,
  write: (draft: string) => Promise<unknown>,
) {
  const draft = `${file}.partial`
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    syncDirectoryOf(directory)
    // Of a start that was killed.
    rmSync(draft, { force: true })
    try {
      await write(draft)
      renameSync(draft, file)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
    syncDirectoryOf(file)
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (!/^E[A-Z]+$/.test(code)) throw cause
    throw new CannotOpen(
      `The database is of an older Attrium and cannot be backed up into ${directory} (${code}), so it is not migrated; mend that and start again.`,
      { cause },
    )
  }
}

/** 20261125T020459.123Z: names sort as they follow each other. */
const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]/g, '')
