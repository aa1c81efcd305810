// Counts who has a value of their own of each attribute, without looking at the values.

import type { UserAttribute } from '../domain/user-attribute.ts'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import { storedCount, type TimedPlace, timedValues } from '../values/own-values-sql.ts'

/** How many users have a value of their own of each of these attributes. */
export async function heldByUsers(
  attributes: readonly UserAttribute[],
  now: number,
  read: Db['read'],
): Promise<number[]> {
  const idle = await idleValues(now, read)
  const counts: number[] = []
  for (const attribute of attributes) {
    // guard holders-19: idle.get(attribute.id) ?? 0 → 0
    counts.push((await stored(attribute, read)) - (idle.get(attribute.id) ?? 0))
  }
  return counts
}

type StoredPart = NonNullable<ReturnType<typeof storedCount>['row']>
type TimedRow = NonNullable<ReturnType<typeof timedValues>['row']>

/** Values that are stored, in parts that an index answers alone. */
async function stored({ id }: UserAttribute, read: Db['read']): Promise<number> {
  const most = limits.counted_at_once
  let total = 0
  for (let after = '0'; ; ) {
    const [parts]: readonly [StoredPart[]] = await read(
      storedCount({ user_attribute_id: id, after, most }),
    )
    const { count, end } = parts[0] ?? { count: 0, end: null }
    total += Number(count)
    // A part that is not full is the last one.
    if (Number(count) < most || end === null) return total
    after = end
  }
}

/** How many values of each attribute are stored and do not count: they begin later, or have ended. */
async function idleValues(now: number, read: Db['read']): Promise<ReadonlyMap<string, number>> {
  const idle = new Map<string, number>()
  let after: TimedPlace | undefined = { changes_at: 0, user_id: '0', user_attribute_id: '0' }
  while (after !== undefined) {
    const [rows]: readonly [TimedRow[]] = await read(
      timedValues(after, now, limits.searched_at_once),
    )
    for (const { user_attribute_id, counts } of rows) {
      if (Number(counts) === 0) idle.set(user_attribute_id, (idle.get(user_attribute_id) ?? 0) + 1)
    }
    after = rows.length < limits.searched_at_once ? undefined : rows.at(-1)
  }
  return idle
}
