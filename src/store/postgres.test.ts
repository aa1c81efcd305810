// What only the PostgreSQL engine promises.
import { freshDatabase } from '../../test/postgres/databases.ts'
import { conformance } from './conformance.ts'
import { openPostgres } from './postgres.ts'

const noWarning = (sentence: string) => {
  throw new Error(`unexpected: ${sentence}`)
}

conformance('PostgreSQL', async () => {
  const db = await openPostgres(await freshDatabase(), noWarning)
  return { db, close: () => db.close() }
})
