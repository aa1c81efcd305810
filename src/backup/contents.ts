// The description of the database in a backup.
import { auditHeads } from '../audit/sql.ts'
import type { Reading } from '../store/db.ts'
import type { Manifest } from './manifest.ts'
import { hasChains, keyIds, rowCounts } from './sql.ts'

/** Describes a database whose newest schema step is `schema`. Nobody may write to it meanwhile. */
export async function contentsOf(
  db: Reading,
  schema: string,
): Promise<Pick<Manifest, 'schema' | 'key_ids' | 'audit_heads' | 'counts'>> {
  const [counts] = await db.read(rowCounts)
  const [keys, audit_heads] = hasChains(schema) ? await db.read(keyIds, auditHeads) : [[], []]
  return {
    schema,
    key_ids: keys.map(({ id }) => id),
    audit_heads,
    counts: Object.fromEntries(counts.map(({ table, rows }) => [table, rows])),
  }
}
