// Whether the key in looker.ini signs in, so that nobody is told to use one that cannot.
import { signInKey } from '../api-auth/sql.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Db } from '../store/db.ts'
import type { DataDirectory } from './data-directory.ts'
import { keyInLookerIni } from './looker-ini.ts'

interface Looked {
  readonly db: Pick<Db, 'read'>
  readonly keys: Pick<KeyRing, 'matches'>
  readonly directory: Pick<DataDirectory, 'path' | 'lookerIni'>
}

/** A sentence that says how to get a key that works; undefined when the one in looker.ini does. */
export async function signInTrouble({ db, keys, directory }: Looked): Promise<string | undefined> {
  const { lookerIni, path } = directory
  const held = keyInLookerIni(lookerIni)
  const remedy = `make one with: attrium admin new-key --data '${path}'`
  if (held === undefined) return `There is no API key in ${lookerIni}; ${remedy}`
  const [[key]] = await db.read(signInKey({ client_id: held.client_id }))
  if (key !== undefined && keys.matches(held.client_secret, key.secret_digest)) return undefined
  return `The API key in ${lookerIni} does not work any more; ${remedy}`
}
