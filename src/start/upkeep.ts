// The work of a server once a minute: it logs the audit's heads, ends tokens and removes the remains of deletions.
// Values and memberships that have ended are swept more often, because events tell of them then.
import { endTokens } from '../access/expired-tokens.ts'
import { auditHeads } from '../audit/sql.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import type { Db } from '../store/db.ts'
import { sweepEnded } from './expiry.ts'
import { keepResults } from './kept-results.ts'
import { removeWhatIsLeft } from './removal.ts'

const everyMilliseconds = 60_000
const sweepEveryMilliseconds = 5000

interface Options {
  readonly db: Db
  readonly keys: Pick<KeyRing, 'results'>
  readonly now: () => number
  /** Called with the heads that have moved since the last call. */
  readonly headsMoved: (heads: readonly ChainHead[]) => void
  /** Seals the values that an earlier server has left to seal. */
  readonly seal: () => void
  /** Called when a round fails; the next one tries again. */
  readonly failed: (error: unknown) => void
}

/** Starts with a round at once; the returned function ends the upkeep with a last look at the heads. */
export async function startUpkeep({
  db,
  keys,
  now,
  headsMoved,
  seal,
  failed,
}: Options): Promise<() => Promise<void>> {
  const reported = new Map<string, string>()
  const tellHeads = async () => {
    const [heads] = await db.read(auditHeads)
    const moved = heads.filter(({ chain_id, mac }) => reported.get(chain_id) !== mac)
    for (const { chain_id, mac } of moved) reported.set(chain_id, mac)
    if (moved.length > 0) headsMoved(moved)
  }
  let isEnding = false
  let sweeping: Promise<void> | undefined
  // Nothing waits for it either: what counts does not depend on it.
  const sweep = (told: (error: unknown) => void) => {
    sweeping ??= sweepEnded({ db, now, isEnding: () => isEnding })
      .catch(told)
      .finally(() => {
        sweeping = undefined
      })
  }
  let removing: Promise<void> | undefined
  // The removal may take longer than a minute, and nothing waits for it.
  const remove = () => {
    removing ??= removeWhatIsLeft({ db, now, isEnding: () => isEnding })
      // guard result-11: gone
      .then(() => keepResults({ db, keys, now, isEnding: () => isEnding }))
      .catch(failed)
      .finally(() => {
        removing = undefined
      })
  }
  const round = () => {
    seal()
    return (
      endTokens(db, now())
        .then(tellHeads)
        // guard deletion-3: gone
        .then(remove)
        // guard times-7: gone
        .then(() => sweep(failed))
        .catch(failed)
    )
  }
  let last = round()
  await last
  const timer = setInterval(() => {
    last = round()
  }, everyMilliseconds).unref()
  // A failure is told once a minute.
  // guard times-7: sweep(() => undefined) → undefined
  const sweeper = setInterval(() => sweep(() => undefined), sweepEveryMilliseconds).unref()
  return async () => {
    clearInterval(timer)
    clearInterval(sweeper)
    isEnding = true
    await last
    await Promise.all([removing, sweeping])
    await tellHeads().catch(failed)
  }
}
