// PostgreSQL keeps the promises of every engine.
import { freshDatabase } from '../../../test/postgres/databases.ts'
import { conformance } from '../conformance/suite.ts'
import { openPostgres } from './engine.ts'

const warn = (sentence: string) => {
  throw new Error(`unexpected: ${sentence}`)
}

conformance('PostgreSQL', async () => {
  const { db } = await openPostgres(await freshDatabase(), {
    masterKey: Buffer.alloc(32, 7),
    warn,
  })
  return { db, close: () => db.close() }
})
