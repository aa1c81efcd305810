// A store with changed reads or commits, for tests.
import type { Db } from '../../src/store/db.ts'
import type { Statement } from '../../src/store/statement.ts'

type Rows = readonly unknown[][]
type Plain = (...statements: readonly Statement[]) => Promise<Rows>

interface Alteration {
  /** Returns the rows of one read; `plain` is the store's own read. */
  readonly read?: (statements: readonly Statement[], plain: Plain) => Promise<Rows>
  readonly commit?: Db['commit']
}

/** The same store with another read or commit. */
export function altered(db: Db, { read, commit }: Alteration): Db {
  const reading = (plain: Db['read']): Db['read'] => {
    return (...statements) => (read?.(statements, plain) ?? plain(...statements)) as never
  }
  return {
    ...(db.time && { time: db.time }),
    read: reading((...statements) => db.read(...statements)),
    snapshot: (action) => db.snapshot((plain) => action(reading(plain))),
    commit: (given) => commit?.(given) ?? db.commit(given),
    commitAll: (...given) => db.commitAll(...given),
    get authorityEpoch() {
      return db.authorityEpoch
    },
    close: () => db.close(),
  }
}
