// What attrium doctor finds in the store of a running server.
import { type Examined, storeChecks } from '../../src/doctor/store-checks.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { databaseOf, engine, type TestServer } from '../support/server.ts'

export interface StoreChecked {
  /** The problems that these checks find, or that all find, of which there should be none. */
  readonly problems: (...wanted: readonly string[]) => Promise<string[]>
  readonly close: () => Promise<void>
}

const all = ['values', 'audit', 'state', 'past']

export async function checksOf(server: TestServer): Promise<StoreChecked> {
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
  const { db, keys } = await openStoreToRead(
    readSettings({ data: server.directory, ...database }, {}),
  )
  const store = { db: server.running.server.db, keys } as Examined
  return {
    problems: async (...wanted) => {
      const problems: string[] = []
      for (const name of wanted.length > 0 ? wanted : all) {
        const found = await storeChecks[name]?.(store)
        problems.push(...(found?.problems ?? [`there is no check of ${name}`]))
        if (found?.seen.startsWith('not compared')) problems.push(found.seen)
      }
      return problems
    },
    close: () => db.close(),
  }
}
