// Deletes the tokens that have expired.
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { Db } from '../store/db.ts'
import { deleteExpiredTokens, someExpiredToken } from './sql.ts'

/** Expired tokens are deleted, so that none becomes valid again when a clock is set back (T-05). */
export async function endTokens(db: Db, now: number): Promise<void> {
  for (;;) {
    const [expired] = await db.read(someExpiredToken({ now }))
    if (expired.length === 0) return
    await db.commit({
      statements: [deleteExpiredTokens({ now })],
      audit: auditRow(byServer('end_expired_tokens', now), {}),
      changesAuthority: false,
    })
  }
}
