// The present moment, as one snapshot of the store has it.
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserId } from '../ids.ts'
import type { Db } from '../store/db.ts'
import type { Held, Moment } from './moment.ts'
import { groupsIn, ownIn, signInsIn } from './own-values.ts'
import { peopleNow, userIdsNow } from './sql.ts'

type Row = NonNullable<ReturnType<typeof peopleNow>['row']>

/** `read` reads in the snapshot of that catalogue; `now` decides which values count. */
export const presentMoment = (catalogue: Catalogue, read: Db['read'], now: number): Moment => ({
  at: now,
  catalogue,
  async people(ids) {
    const [rows] = await read(peopleNow({ ids: JSON.stringify(ids) }))
    return peopleIn(rows, now)
  },
  async userIds(after, limit) {
    const [rows] = await read(userIdsNow({ after: after ?? '0', limit }))
    return rows.map(({ id }) => id as UserId)
  },
})

export const peopleIn = (rows: readonly Row[], now: number): ReadonlyMap<UserId, Held> =>
  new Map(rows.map((row) => [row.id as UserId, heldIn(row, now)]))

function heldIn(row: Row, now: number): Held {
  const { by_attribute, changes, timed, sign_ins, groups, timed_groups, is_disabled, ...facts } =
    row
  return {
    ...{ facts, is_disabled },
    ...ownIn({ by_attribute, changes, timed }, now),
    sign_ins: signInsIn(sign_ins),
    ...groupsIn({ groups, timed_groups }, now),
  }
}
