// The file of the database before it is opened: made whole or not at all, never begun anew over another.
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { CannotOpen } from '../store/db.ts'
import { makeReady, type Opening } from '../store/sqlite-file.ts'
import { besideFile, settleFile } from '../store/sqlite-settle.ts'
import { syncDirectoryOf } from './private-file.ts'

/** SQLite would take an empty file for a new database. Throws CannotOpen when this is one. */
export function refuseEmpty(file: string): void {
  if (sizeOf(file) === 0) {
    throw new CannotOpen(`${file} is empty; restore a backup, or remove it to begin anew.`)
  }
}

/** Makes a database where there is none. Throws CannotOpen when only the file itself is missing. */
export async function makeDatabase(file: string, opening: Opening): Promise<void> {
  if (existsSync(file)) return
  for (const suffix of besideFile) {
    // What was committed last is in there, and would be read into the new database.
    if (suffix !== '-shm' && (sizeOf(file + suffix) ?? 0) > 0) {
      throw new CannotOpen(`${file} is missing but ${file}${suffix} is there; restore a backup.`)
    }
    rmSync(file + suffix, { force: true })
  }
  const draft = `${file}.new`
  for (const suffix of ['', ...besideFile]) rmSync(draft + suffix, { force: true })
  await makeReady(draft, opening)
  settleFile(draft)
  renameSync(draft, file)
  syncDirectoryOf(file)
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size
