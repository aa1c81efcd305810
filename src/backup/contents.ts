// What a backup says of the database in it.
import { auditHeads } from '../audit/sql.ts'
import type { Reading } from '../store/db.ts'
import type { Manifest } from './manifest.ts'
import { hasChains, keyIds, rowCounts } from './sql.ts'

/** Of a database to which nobody writes meanwhile and whose newest schema step is this one. */
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
