// The rows of an empty store that need secrets, the administrator and his API key, and a seed beside them.
import { randomBytes } from 'node:crypto'
import type { KeyRing } from '../keys/key-ring.ts'
import { newClientId, newSecret, type RandomBytes } from '../keys/secret-text.ts'
import { type Planting, seedCommits } from '../seed/plant.ts'
import { type Commit, type Db, LostRace } from '../store/db.ts'
import { refreshBaseUrl, removeLookerIni, writeLookerIni } from './looker-ini.ts'
import { administratorCommit, anyUser } from './sql.ts'

/** An API key as its owner sees it once. */
export interface ApiKey {
  readonly client_id: string
  readonly client_secret: string
}

export const freshKey = (): ApiKey => newApiKey(randomBytes)

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
  /** Planted beside the administrator, or neither is stored. */
  readonly planting?: Planting | undefined
  /** Hears how many of all changes are done. */
  readonly told?: ((done: number, all: number) => void) | undefined
}

/**
 * On an empty store creates user 1, an admin, and a looker.ini with his key; of nodes that start
 * together exactly one does. False: the store was not empty. Throws SeedProblem.
 */
export async function firstOrLater(start: Start): Promise<boolean> {
  const { db, lookerIni, publicUrl, key } = start
  const [[somebody]] = await db.read(anyUser)
  if (somebody === undefined) {
    const rest = start.planting === undefined ? [] : await seedCommits(start, start.planting)
    // The file first: a key whose secret nobody wrote down would be lost in a crash.
    writeLookerIni(lookerIni, publicUrl, key)
    if (await isFirst(start, rest)) return true
    removeLookerIni(lookerIni)
  }
  refreshBaseUrl(lookerIni, publicUrl)
  return false
}

/** False when another node was faster. */
async function isFirst(start: Start, rest: readonly Commit[]): Promise<boolean> {
  const { db, keys, key, now, told } = start
  const { client_id, client_secret } = key
  const secret_digest = keys.digest(client_secret)
  try {
    const first = administratorCommit({ client_id, secret_digest, now })
    const all = [first, ...rest]
    await db.commitAll(all, (done) => told?.(done, all.length))
    return true
  } catch (error) {
    const [[somebody]] = await db.read(anyUser)
    if (error instanceof LostRace && somebody !== undefined) return false
    throw error
  }
}
