// Refuses a store with content that would make every answer fail.
import { readCatalogue } from '../catalogue/sql.ts'
import { storedNames } from '../catalogue/stored-names.ts'
import { setRows } from '../roles/sql.ts'
import type { Reading } from '../store/db.ts'

/** Reads the data that every request needs. Throws Unreadable. */
export async function insistReadable(db: Pick<Reading, 'read'>): Promise<void> {
  await readCatalogue(db)
  const [permissionSets, modelSets] = await db.read(setRows('permission', {}), setRows('model', {}))
  for (const { id, named } of permissionSets) storedNames(named, `permission set ${id}`)
  for (const { id, named } of modelSets) storedNames(named, `model set ${id}`)
}
