// Deletes the tokens that have expired, and the grants of applications.
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { Db } from '../store/db.ts'
import { deleteEndedGrants, deleteExpiredTokens, someEndedGrant, someExpiredToken } from './sql.ts'

/** Expired tokens are deleted, so that none becomes valid again when a clock is set back (T-05). */
export async function endTokens(db: Db, now: number): Promise<void> {
  for (;;) {
    const [tokens, grants] = await db.read(someExpiredToken({ now }), someEndedGrant({ now }))
    if (tokens.length + grants.length === 0) return
    await db.commit({
      statements: [deleteExpiredTokens({ now }), deleteEndedGrants({ now })],
      audit: auditRow(byServer('end_expired_tokens', now), {}),
      changesAuthority: false,
    })
  }
}
