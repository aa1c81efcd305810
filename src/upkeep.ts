// What a server does beside answering, once a minute: it writes down the audit's heads and ends tokens.
import { deleteExpiredTokens, someExpiredToken } from './api-auth/sql.ts'
import { auditRow, byServer } from './audit/audit-row.ts'
import { auditHeads } from './audit/sql.ts'
import type { ChainHead } from './store/audit/chain.ts'
import type { Db } from './store/db.ts'

const everyMilliseconds = 60_000

interface Options {
  readonly db: Db
  readonly now: () => number
  /** Called with the heads that have moved since it was called last. */
  readonly headsMoved: (heads: readonly ChainHead[]) => void
  /** Called when a round could not be done; the next one tries again. */
  readonly failed: (error: unknown) => void
}

/** Starts with a round at once; the answer ends it with a last look at the heads. */
export async function startUpkeep({
  db,
  now,
  headsMoved,
  failed,
}: Options): Promise<() => Promise<void>> {
  const told = new Map<string, string>()
  const tellHeads = async () => {
    const [heads] = await db.read(auditHeads)
    const moved = heads.filter(({ chain_id, mac }) => told.get(chain_id) !== mac)
    for (const { chain_id, mac } of moved) told.set(chain_id, mac)
    if (moved.length > 0) headsMoved(moved)
  }
  const round = () => endTokens(db, now()).then(tellHeads).catch(failed)
  let last = round()
  await last
  const timer = setInterval(() => {
    last = round()
  }, everyMilliseconds).unref()
  return async () => {
    clearInterval(timer)
    await last
    await tellHeads().catch(failed)
  }
}

/** Expired tokens are taken away, so that a clock that is set back revives none (T-05). */
export async function endTokens(db: Db, now: number): Promise<void> {
  const [expired] = await db.read(someExpiredToken({ now }))
  if (expired.length === 0) return
  await db.commit({
    statements: [deleteExpiredTokens({ now })],
    audit: auditRow(byServer('end_expired_tokens', now), {}),
    changesAuthority: false,
  })
}
