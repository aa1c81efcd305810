// Checks that the key in looker.ini works, so that nobody is told to use one that does not work.
import { signInKey } from '../api-auth/sql.ts'
import type { DataDirectory } from '../files/data-directory.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Db } from '../store/db.ts'
import { keyInLookerIni } from './looker-ini.ts'

interface Looked {
  readonly db: Pick<Db, 'read'>
  readonly keys: Pick<KeyRing, 'matches'>
  readonly directory: Pick<DataDirectory, 'path' | 'lookerIni'>
}

/** Returns a sentence that says how to get a key that works; undefined when the one in looker.ini works. */
export async function signInTrouble({ db, keys, directory }: Looked): Promise<string | undefined> {
  const { lookerIni, path } = directory
  const found = keyInLookerIni(lookerIni)
  const remedy = `make one with: attrium admin new-key --data '${path}'`
  if (found === undefined) return `There is no API key in ${lookerIni}; ${remedy}`
  const [[key]] = await db.read(signInKey({ client_id: found.client_id }))
  // guard new-key-3: becomes true
  if (key !== undefined && keys.matches(found.client_secret, key.secret_digest)) return undefined
  return `The API key in ${lookerIni} does not work any more; ${remedy}`
}
