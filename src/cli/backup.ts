// `attrium backup FILE`: everything but the master key in one file, also beside a live server.
import { resolve } from 'node:path'
import { makeBackup } from '../backup/make-backup.ts'
import { readSettings, type SettingName } from '../settings.ts'
import { readDataDirectory } from '../start/data-directory.ts'
import { masterKeyFile } from '../start/master-key.ts'
import { insistOnFile } from '../start/store.ts'
import { forgetWhenEnded } from './forget.ts'

/** Prints what is in the backup and what is not. */
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
  const held = Object.entries(counts).map(([table, rows]) => `${table} ${rows}`)
  const key = masterKeyFile(resolve(settings.data), settings) ?? 'ATTRIUM_MASTER_KEY'
  console.log(`${file}: ${bytes} bytes; rows: ${held.join(', ')}`)
  console.log(JSON.stringify({ audit_heads }))
  console.log(
    `The master key is not in it: keep ${key} in another place. Nobody can restore without it.`,
  )
}
