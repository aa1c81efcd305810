// What every restored store gets, whoever has restored it: nothing that signs somebody in, and a row that says so.
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { Db } from '../store/db.ts'
import { markRestored, revokeEverything } from './sql.ts'

/** Ends everything temporary that signs somebody in; the audit says `restored`, with the details. */
export async function endEverything(
  db: Db,
  at: number,
  details: Record<string, unknown>,
): Promise<void> {
  // guard backup-12: revokeEverything → []
  const statements = [...revokeEverything, markRestored]
  const audit = auditRow(byServer('restored', at), { details })
  await db.commit({ statements, audit, changesAuthority: true })
}
