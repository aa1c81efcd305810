// `attrium restore FILE`: restores the database of a backup into a data directory that no server uses.
import { resolve } from 'node:path'
import { keepsSchema, restoreBackup } from '../backup/restore.ts'
import { openForRestore } from '../files/data-directory.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { insistOnFile } from '../start/store.ts'
import { forgetWhenEnded } from './forget.ts'

export interface RestoreFlags extends Partial<Record<SettingName, string>> {
  readonly replace?: true
}

/** Prints which database is in place now, and where the previous one is. */
export async function restoreCommand(name: string, flags: RestoreFlags): Promise<void> {
  const { replace = false, ...given } = flags
  const settings = readSettings(given, process.env)
  insistOnFile(settings)
  const file = resolve(name)
  const directory = openForRestore(settings)
  try {
    const { databaseFile, masterKey } = directory
    const { manifest, kept, laterRows, auditProblems } = await restoreBackup({
      file,
      databaseFile,
      masterKey,
      now: Date.now(),
      replace,
      drafting: forgetWhenEnded,
    })
    console.log(`${databaseFile} is as it was when ${file} was made, at ${manifest.created_at}.`)
    if (keepsSchema(manifest)) console.log(olderLine(manifest.schema))
    if (kept !== undefined) console.log(keptLine(kept, laterRows))
    for (const problem of auditProblems)
      console.log(`The audit in the backup is not intact: ${problem}.`)
    console.log('Every access token was revoked. The API keys are those in the backup.')
  } finally {
    directory.release()
  }
}

const olderLine = (schema: string) =>
  `Its schema is that of step ${schema}. Start the Attrium of that time, or this one, which migrates it again.`

function keptLine(kept: string, laterRows: number | undefined): string {
  const later =
    laterRows === undefined ? 'it could not be read' : `it has ${laterRows} later audit rows`
  return `The previous database is now ${kept}; ${later}.`
}
