// `attrium key rotate`: a new key for hidden values, or a new master key; the server is stopped meanwhile.
import { CannotRun } from '../errors.ts'
import { readSettings, type SettingName } from '../settings.ts'
import { openDataDirectory } from '../start/data-directory.ts'
import { rotateMasterKey, rotateValueKey, settledMasterKey } from '../start/key-rotation.ts'
import { openStore } from '../start/store.ts'
import { exitSoon } from './serve.ts'

interface RotateFlags extends Partial<Record<SettingName, string>> {
  readonly master?: true
}

export async function rotateCommand({ master, ...flags }: RotateFlags): Promise<void> {
  const settings = readSettings(flags, process.env)
  const directory = openDataDirectory(settings)
  try {
    const masterKey = await settledMasterKey(settings, directory)
    const say = { warn: console.error, tell: console.error }
    const opening = { masterKey, now: Date.now(), ...say, onFatal: exitSoon }
    const { db, keys } = await openStore(settings, directory.databaseFile, opening)
    const rotation = { db, keys, masterKey, now: Date.now }
    try {
      if (!master) await rotateValueKey(rotation)
      else if (directory.masterKeyFile === undefined) throw new CannotRun(fromEnvironment)
      else await rotateMasterKey(rotation, directory.masterKeyFile)
    } finally {
      await db.close()
    }
    console.log(
      master ? `new master key in ${directory.masterKeyFile}` : 'new key for hidden values',
    )
  } finally {
    directory.release()
  }
}

const fromEnvironment =
  'The master key is in ATTRIUM_MASTER_KEY; put it into a file and name that with --master-key-file first.'
