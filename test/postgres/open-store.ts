// Opens a store on PostgreSQL in this process, as a node does; a warning that no test expects is an error.
import type { Db } from '../../src/store/db.ts'
import { openPostgres } from '../../src/store/postgres/engine.ts'

const noWarning = (sentence: string) => {
  throw new Error(`unexpected: ${sentence}`)
}

interface How {
  readonly warn?: (sentence: string) => void
  /** The number of connections for reading. */
  readonly pool?: number
}

export async function openStore(url: string, how: How = {}): Promise<Db> {
  const { db } = await openPostgres(url, {
    masterKey: Buffer.alloc(32, 7),
    warn: noWarning,
    ...how,
  })
  return db
}
