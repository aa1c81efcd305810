// The rows of an empty store that need secrets: the administrator and his API key.
import type { KeyRing } from '../keys/key-ring.ts'
import { newClientId, newSecret, type RandomBytes } from '../keys/secret-text.ts'
import { type Db, LostRace } from '../store/db.ts'
import { refreshBaseUrl, removeLookerIni, writeLookerIni } from './looker-ini.ts'
import { administratorCommit, anyUser } from './sql.ts'

/** An API key as its owner sees it once. */
export interface ApiKey {
  readonly client_id: string
  readonly client_secret: string
}

export const newApiKey = (random: RandomBytes): ApiKey => ({
  client_id: newClientId(random),
  client_secret: newSecret('client_secret', random),
})

interface Start {
  readonly db: Db
  readonly keys: KeyRing
  /** For the administrator, when there is none yet. */
  readonly key: ApiKey
  readonly lookerIni: string
  readonly publicUrl: string
  readonly now: number
}

/**
 * On an empty store creates user 1, an admin, and a looker.ini with his key; of nodes that start
 * together exactly one does.
 */
export async function firstOrLater(start: Start): Promise<void> {
  const { db, lookerIni, publicUrl, key } = start
  const [[somebody]] = await db.read(anyUser)
  if (somebody === undefined) {
    // The file first: a key whose secret nobody wrote down would be lost in a crash.
    writeLookerIni(lookerIni, publicUrl, key)
    if (await isFirst(start)) return
    removeLookerIni(lookerIni)
  }
  refreshBaseUrl(lookerIni, publicUrl)
}

/** False when another node was faster. */
async function isFirst({ db, keys, key, now }: Start): Promise<boolean> {
  const { client_id, client_secret } = key
  const secret_digest = keys.digest(client_secret)
  try {
    await db.commit(administratorCommit({ client_id, secret_digest, now }))
    return true
  } catch (error) {
    if (error instanceof LostRace) return false
    throw error
  }
}
