// Fills an empty store with its first rows: keys, the administrator with an API key, and a seed.

import { randomBytes } from 'node:crypto'
import type { ApiKey } from '../keys/api-key.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { newClientId } from '../keys/secret-text.ts'
import { administratorCommit, anyUser } from '../seed/administrator-sql.ts'
import { type Planting, seedCommits } from '../seed/plant.ts'
import { type Commit, type Db, LostRace } from '../store/db.ts'
import { auditRowsOf } from '../store/parts.ts'
import { refreshBaseUrl, removeLookerIni, writeLookerIni } from './looker-ini.ts'

interface Start {
  readonly db: Db
  readonly keys: KeyRing
  /** The key of the administrator, if there is none yet. */
  readonly key: ApiKey
  readonly lookerIni: string
  readonly publicUrl: string
  readonly now: number
  /** The seed is planted together with the administrator, or neither is stored. */
  readonly planting?: Planting | undefined
  /** Called with the number of finished changes and of all changes. */
  readonly report?: ((done: number, all: number) => void) | undefined
}

/**
 * Creates user 1, an admin, and a looker.ini with their key if the store is empty; of nodes that start together
 * exactly one does. Returns false if the store was not empty. Throws SeedProblem.
 */
export async function firstOrLater(start: Start): Promise<boolean> {
  const { db, lookerIni, publicUrl, key } = start
  const [[somebody]] = await db.read(anyUser)
  if (somebody === undefined) {
    const rest = start.planting === undefined ? [] : await seedCommits(start, start.planting)
    // The file is written first: a crash would lose a key whose secret nobody wrote down.
    writeLookerIni(lookerIni, publicUrl, key)
    if (await isFirst(start, rest)) return true
    removeLookerIni(lookerIni)
  }
  refreshBaseUrl(lookerIni, publicUrl)
  return false
}

const changesIn = (commits: readonly Commit[]) =>
  commits.reduce((sum, commit) => sum + auditRowsOf(commit), 0)

/** Returns false when another node was faster. */
async function isFirst(start: Start, rest: readonly Commit[]): Promise<boolean> {
  const { db, keys, key, now, report } = start
  const { client_id, client_secret } = key
  const secret_digest = keys.digest(client_secret)
  try {
    const nonce = newClientId(randomBytes)
    const first = administratorCommit({ client_id, secret_digest, now, nonce }, keys)
    const all = [first, ...rest]
    await db.commitAll(all, (done) => report?.(changesIn(all.slice(0, done)), changesIn(all)))
    return true
  } catch (error) {
    const [[somebody]] = await db.read(anyUser)
    // guard seed-3: becomes error instanceof LostRace
    if (error instanceof LostRace && somebody !== undefined) return false
    throw error
  }
}
