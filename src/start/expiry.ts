// Takes away values and memberships that have ended, and moves up those that have started (decisions 63 and 70). What
// counts never depends on it: every read compares with its own time.
import { auditRow, byServer, type Subject, type ValueSubject } from '../audit/audit-row.ts'
import { raiseCatalogueVersion } from '../catalogue/sql.ts'
import { dueMemberships, sweptMembership } from '../groups/membership-times-sql.ts'
import { type Db, LostRace } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { dueValues } from '../values/own-values-sql.ts'
import { dueGroupValues, sweptGroupValue } from '../values/swept-group-value-sql.ts'
import { sweptChange } from '../values/swept-value.ts'

interface Sweeping {
  readonly db: Pick<Db, 'read' | 'commit'>
  readonly now: () => number
  /** Asked between two portions. */
  readonly isEnding: () => boolean
}

/** The clocks of nodes differ by less than this: no node still reads what has ended so long ago. */
const settledMilliseconds = 5000

/** Things of each kind that are swept together. */
const sweptAtATime = 100

/** Sweeps everything that is due; it can stop anywhere. */
export async function sweepEnded({ db, now, isEnding }: Sweeping): Promise<void> {
  while (!isEnding()) {
    const time = now() - settledMilliseconds
    const asked = { now: time, most: sweptAtATime }
    const [values, memberships, groupValues] = await db.read(
      dueValues(asked),
      dueMemberships(asked),
      dueGroupValues(asked),
    )
    const due: readonly (Swept | undefined)[] = [
      ...values.map((row) => sweptChange(row, time)),
      ...memberships.map((row) => ({ ...sweptMembership(row, time), changesAuthority: true })),
      ...groupValues.map((row) => ofCatalogue(sweptGroupValue(row, time))),
    ]
    const swept = await Promise.all(due.map((change) => store(db, change, now())))
    const isMore = [values, memberships, groupValues].some(({ length }) => length === sweptAtATime)
    // Whoever else has changed them all meanwhile has swept them as well.
    if (!isMore || !swept.includes(true)) return
  }
}

interface Swept {
  readonly operation: string
  readonly statements: readonly Statement[]
  readonly audit: Subject | ValueSubject
  readonly changesAuthority?: boolean
}

const ofCatalogue = (swept: Swept): Swept => ({
  ...swept,
  statements: [...swept.statements, raiseCatalogueVersion],
  changesAuthority: true,
})

/** False if somebody else has changed it meanwhile. */
async function store(
  db: Pick<Db, 'commit'>,
  change: Swept | undefined,
  at: number,
): Promise<boolean> {
  if (change === undefined) return false
  const { operation, statements, audit, changesAuthority = false } = change
  try {
    const row = auditRow(byServer(operation, at), audit)
    // What is removed is removed alone (decision 27).
    await db.commit({ statements, audit: row, changesAuthority, alone: true })
    return true
  } catch (error) {
    if (error instanceof LostRace) return false
    throw error
  }
}
