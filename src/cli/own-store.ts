// The store of the settings, for a command that changes it while no server runs.
import { openForRestore, readDataDirectory } from '../files/data-directory.ts'
import type { DataKey } from '../keys/data-keys.ts'
import type { Settings } from '../settings.ts'
import { settleMasterKey } from '../start/key-rotation.ts'
import { isFile, openStore } from '../start/store.ts'
import { timeOf } from '../start/time.ts'
import type { Db } from '../store/db.ts'
import { exitSoon } from './serve.ts'

interface OwnStore {
  readonly db: Db
  readonly keys: readonly DataKey[]
  readonly masterKey: Uint8Array
  /** Undefined when the key comes from the environment. */
  readonly masterKeyFile: string | undefined
  readonly now: () => number
}

/** Opens the store, migrating it if it is older, and closes it after the action. Throws CannotOpen if there is none. */
export async function withOwnStore(
  settings: Settings,
  action: (store: OwnStore) => Promise<void>,
): Promise<void> {
  // In a wrong directory a server would begin a new store.
  if (isFile(settings)) readDataDirectory(settings, true)
  const directory = openForRestore(settings)
  try {
    const { databaseFile, masterKeyFile } = directory
    const masterKey = await settleMasterKey(settings, directory)
    const say = { warn: console.error, tell: console.error }
    const opening = { masterKey, now: Date.now(), ...say, onFatal: exitSoon, mustExist: true }
    const { db, keys } = await openStore(settings, databaseFile, opening)
    try {
      const { now } = await timeOf(db)
      await action({ db, keys, masterKey, masterKeyFile, now })
    } finally {
      await db.close()
    }
  } finally {
    directory.release()
  }
}
