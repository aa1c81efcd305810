// Plants a seed and the first administrator in an empty store, all or nothing.
import { readCatalogue } from '../catalogue/sql.ts'
import type { RoleId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Commit, Db } from '../store/db.ts'
import { seedProblem } from './fault.ts'
import { planSeed } from './plan.ts'
import { linesOf, type Seed } from './seed.ts'
import { roleNames } from './sql.ts'

/** A seed that is about to be planted in a store. */
export interface Planting {
  readonly seed: Seed
  /** The text of its file, from which the lines of mistakes are read. */
  readonly text?: string
}

interface Parts {
  readonly db: Db
  readonly keys: KeyRing
  readonly now: number
}

/** The commits that plant the seed. Throws SeedProblem, which names every mistake. */
export async function seedCommits(
  { db, keys, now }: Parts,
  { seed, text }: Planting,
): Promise<readonly Commit[]> {
  const [names] = await db.read(roleNames)
  const roles = new Map(names.map(({ name, id }): [string, RoleId] => [name, id as RoleId]))
  const { commits, faults } = planSeed(seed, {
    catalogue: await readCatalogue(db),
    roles,
    keys,
    now,
  })
  // guard seed-2: becomes true
  if (faults.length === 0) return commits
  throw seedProblem(faults, text === undefined ? undefined : await linesOf(text))
}
