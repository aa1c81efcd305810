// Keeps the definitions, groups and roles in memory, as of the newest version that was read.
import type { Catalogue } from '../catalogue/catalogue.ts'
import { readCatalogue } from '../catalogue/sql.ts'
import type { Db } from '../store/db.ts'
import type { Server } from './context.ts'

/** Keeps the newest catalogue read; one read at a time serves everybody who waits. */
export function catalogueKeeper(db: Db): Pick<Server, 'catalogueAt' | 'catalogueInMemory'> {
  let newest: Catalogue | undefined
  let reading: Promise<Catalogue> | undefined
  const read = async () => {
    reading ??= readCatalogue(db).finally(() => {
      reading = undefined
    })
    newest = await reading
    return newest
  }
  return {
    catalogueAt: (version) => (newest?.version === version ? newest : read()),
    catalogueInMemory: () => newest,
  }
}
