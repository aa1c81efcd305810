// Planting a seed in an empty store: with the first administrator, all of it or nothing.
import { readCatalogue } from '../catalogue/sql.ts'
import type { RoleId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Commit, Db } from '../store/db.ts'
import { seedProblem } from './fault.ts'
import { planSeed } from './plan.ts'
import { linesOf, type Seed } from './seed.ts'
import { roleNames } from './sql.ts'

/** A seed on its way into a store. */
export interface Planting {
  readonly seed: Seed
  /** Of its file, so that mistakes are shown with their lines. */
  readonly text?: string
}

interface Parts {
  readonly db: Db
  readonly keys: KeyRing
  readonly now: number
}

/** The commits that plant it. Throws SeedProblem, naming every mistake. */
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
  if (faults.length === 0) return commits
  throw seedProblem(faults, text === undefined ? undefined : await linesOf(text))
}
