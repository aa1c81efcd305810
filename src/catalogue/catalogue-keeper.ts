// Keeps the newest version of the definitions, groups and roles in memory, as it is at the present time.
import type { Catalogue } from '../domain/catalogue.ts'
import type { Db } from '../store/db.ts'
import { readCatalogue } from './sql.ts'

export class CatalogueKeeper {
  readonly #db: Db
  readonly #now: () => number
  #newest: Catalogue | undefined
  #reading: Promise<Catalogue> | undefined

  /** `now` decides which values of groups count. */
  constructor(db: Db, now: () => number) {
    this.#db = db
    this.#now = now
  }

  /** Not proven to be current: nobody may rely on it before a commit has proven it. */
  get newest(): Catalogue | undefined {
    // guard group-time-2: becomes this.#newest
    this.#newest = this.#newest?.at(this.#now())
    return this.#newest
  }

  /** Returns at once if memory holds this version; the answer may be newer than the version asked for. */
  at(version: number): Catalogue | Promise<Catalogue> {
    const { newest } = this
    return newest?.version === version ? newest : this.#read()
  }

  /** Only one read runs at a time; everybody who waits gets its result. */
  async #read(): Promise<Catalogue> {
    this.#reading ??= readCatalogue(this.#db).finally(() => {
      this.#reading = undefined
    })
    this.#newest = (await this.#reading).at(this.#now())
    return this.#newest
  }
}
