// `attrium key rotate`: makes a new key for hidden values or a new master key, while no server runs.
import { CannotRun } from '../errors.ts'
import { openDataDirectory, readDataDirectory } from '../files/data-directory.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { rotateMasterKey, rotateValueKey, settleMasterKey } from '../start/key-rotation.ts'
import { isFile, openStore } from '../start/store.ts'
import { timeOf } from '../start/time.ts'
import { exitSoon } from './serve.ts'

interface RotateFlags extends Partial<Record<SettingName, string>> {
  readonly master?: true
}

export async function rotateCommand({ master, ...flags }: RotateFlags): Promise<void> {
  const settings = readSettings(flags, process.env)
  // In a wrong directory a server would begin a new store.
  if (isFile(settings)) readDataDirectory(settings, true)
  const directory = openDataDirectory(settings)
  try {
    const masterKey = await settleMasterKey(settings, directory)
    const say = { warn: console.error, tell: console.error }
    const opening = { masterKey, now: Date.now(), ...say, onFatal: exitSoon }
    const { db, keys } = await openStore(settings, directory.databaseFile, opening)
    try {
      const { now } = await timeOf(db)
      const rotation = { db, keys, masterKey, now }
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
  'The master key is in ATTRIUM_MASTER_KEY; first put it into a file and name the file with --master-key-file.'
