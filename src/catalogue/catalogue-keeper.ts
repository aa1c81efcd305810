// Keeps the newest version of the definitions, groups and roles in memory.
import type { Catalogue } from '../domain/catalogue.ts'
import type { Db } from '../store/db.ts'
import { readCatalogue } from './sql.ts'

export class CatalogueKeeper {
  /** Not proven to be current: nobody may rely on it before a commit has proven it. */
  newest: Catalogue | undefined
  readonly #db: Db
  #reading: Promise<Catalogue> | undefined

  constructor(db: Db) {
    this.#db = db
  }

  /** Returns at once if memory holds this version; the answer may be newer than the version asked for. */
  at(version: number): Catalogue | Promise<Catalogue> {
    return this.newest?.version === version ? this.newest : this.#read()
  }

  /** Only one read runs at a time; everybody who waits gets its result. */
  async #read(): Promise<Catalogue> {
    this.#reading ??= readCatalogue(this.#db).finally(() => {
      this.#reading = undefined
    })
    this.newest = await this.#reading
    return this.newest
  }
}
