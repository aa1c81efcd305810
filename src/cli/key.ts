// `attrium key rotate`: makes a new key for hidden values or a new master key, while no server runs.
import { CannotRun } from '../errors.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { rotateMasterKey, rotateValueKey } from '../start/key-rotation.ts'
import { withOwnStore } from './own-store.ts'

interface RotateFlags extends Partial<Record<SettingName, string>> {
  readonly master?: true
}

export async function rotateCommand({ master, ...flags }: RotateFlags): Promise<void> {
  await withOwnStore(readSettings(flags, process.env), async ({ masterKeyFile, ...store }) => {
    if (!master) await rotateValueKey(store)
    else if (masterKeyFile === undefined) throw new CannotRun(fromEnvironment)
    else await rotateMasterKey(store, masterKeyFile)
    console.log(master ? `new master key in ${masterKeyFile}` : 'new key for hidden values')
  })
}

const fromEnvironment =
  'The master key is in ATTRIUM_MASTER_KEY; first put it into a file and name the file with --master-key-file.'
