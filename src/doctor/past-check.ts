// Checks that the past agrees with the present (decision 59).
import type { Reading } from '../store/db.ts'
import { comparisons, type PastPage, readableInThePast } from './past-sql.ts'

export async function past({ db }: { readonly db: Pick<Reading, 'read'> }) {
  const problems: string[] = []
  for (const { table, page } of comparisons) {
    let [untold, unended] = [0, 0]
    let after: string | null = '0'
    while (after !== null) {
      const [rows]: readonly [PastPage[]] = await db.read(page(after))
      untold += rows[0]?.untold ?? 0
      unended += rows[0]?.unended ?? 0
      after = rows[0]?.last ?? null
    }
    // guard past-12: gone
    if (untold > 0) problems.push(`The past does not tell ${untold} rows of ${table}${cure}`)
    // guard past-13: gone
    if (unended > 0)
      problems.push(`${unended} rows of ${table} are gone, but not from the past${cure}`)
  }
  const [[readable]] = await db.read(readableInThePast)
  if (readable !== undefined && readable.values > 0) {
    problems.push(
      `The past has ${readable.values} values of hidden attributes that are not sealed; hide them again.`,
    )
  }
  return { problems, seen: `${comparisons.length} tables, each as the past ends` }
}

const cure = '; another program has changed the store: restore a backup.'
