// `attrium backup FILE`: writes everything except the master key into one file, even while a server runs.
import { resolve } from 'node:path'
import { makeBackup } from '../backup/make-backup.ts'
import { readDataDirectory } from '../files/data-directory.ts'
import { masterKeyFile } from '../files/master-key.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { insistOnFile } from '../start/store.ts'
import { forgetWhenEnded } from './forget.ts'

/** Prints the contents of the backup, and warns that the master key is not in it. */
export async function backupCommand(
  name: string,
  flags: Partial<Record<SettingName, string>>,
): Promise<void> {
  const settings = readSettings(flags, process.env)
  insistOnFile(settings)
  const file = resolve(name)
  const { counts, audit_heads, bytes } = await makeBackup({
    ...readDataDirectory(settings, true),
    file,
    now: Date.now(),
    drafting: forgetWhenEnded,
  })
  const rows = Object.entries(counts).map(([table, rows]) => `${table} ${rows}`)
  const key = masterKeyFile(resolve(settings.data), settings) ?? 'ATTRIUM_MASTER_KEY'
  console.log(`${file}: ${bytes} bytes; rows: ${rows.join(', ')}`)
  console.log(JSON.stringify({ audit_heads }))
  console.log(
    `The backup does not contain the master key. Keep ${key} somewhere else: nobody can restore without it.`,
  )
}
