// The rows of an empty store that need secrets: the administrator and his API key.
import type { KeyRing } from '../keys/key-ring.ts'
import { newClientId, newSecret, type RandomBytes } from '../keys/secret-text.ts'
import type { Db } from '../store/db.ts'
import { administratorCommit, userCount } from './sql.ts'

/** An API key as its owner sees it once. */
export interface ApiKey {
  readonly client_id: string
  readonly client_secret: string
}

export const newApiKey = (random: RandomBytes): ApiKey => ({
  client_id: newClientId(random),
  client_secret: newSecret('client_secret', random),
})

export async function isEmptyStore(db: Db): Promise<boolean> {
  const [[row]] = await db.read(userCount)
  return row?.users === 0
}

/** Creates user 1, an admin, with this key. */
export async function firstStart(db: Db, keys: KeyRing, key: ApiKey, now: number): Promise<void> {
  await db.commit(
    administratorCommit({
      client_id: key.client_id,
      secret_digest: keys.digest(key.client_secret),
      now,
    }),
  )
}
