// Knows the origins whose pages may call the APIs: those of the addresses of registered clients (looker 7.10).
import type { Db } from '../store/db.ts'
import { clientOfOrigin } from './client-sql.ts'

/** Asked of the store each time, because only browsers on other pages ask: a client that is disabled is out at once. */
export const registeredOrigins =
  (db: Pick<Db, 'read'>) =>
  async (origin: string): Promise<boolean> => {
    const [rows] = await db.read(clientOfOrigin({ origin }))
    return rows.length > 0
  }
