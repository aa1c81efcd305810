// PostgreSQL keeps the promises of every engine.
import { freshDatabase } from '../../../test/postgres/databases.ts'
import { openStore } from '../../../test/postgres/open-store.ts'
import { conformance } from '../conformance/suite.ts'

conformance('PostgreSQL', async () => {
  const db = await openStore(await freshDatabase())
  return { db, close: () => db.close() }
})
