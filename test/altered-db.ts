// A store that reads or commits in another way, for tests.
import type { Db } from '../src/store/db.ts'
import type { Statement } from '../src/store/statement.ts'

type Rows = readonly unknown[][]
type Plain = (...statements: readonly Statement[]) => Promise<Rows>

interface Alteration {
  /** Answers the statements of one read; `plain` is how the store does. */
  readonly read?: (statements: readonly Statement[], plain: Plain) => Promise<Rows>
  readonly commit?: Db['commit']
  /** Default: what the store tells. */
  readonly tellsEpoch?: boolean
}

/** The same store, but for how it reads, commits or tells that authority has changed. */
export function altered(db: Db, { read, commit, tellsEpoch = true }: Alteration): Db {
  const reading = (plain: Db['read']): Db['read'] => {
    return (...statements) => (read?.(statements, plain) ?? plain(...statements)) as never
  }
  return {
    read: reading((...statements) => db.read(...statements)),
    snapshot: (action) => db.snapshot((plain) => action(reading(plain))),
    commit: (given) => commit?.(given) ?? db.commit(given),
    commitAll: (...given) => db.commitAll(...given),
    get authorityEpoch() {
      return tellsEpoch ? db.authorityEpoch : undefined
    },
    close: () => db.close(),
  }
}
