// The present moment, as one snapshot of the store has it.
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserId } from '../ids.ts'
import type { Db } from '../store/db.ts'
import type { Held, Moment } from './moment.ts'
import { peopleNow, userIdsNow } from './sql.ts'

type Row = NonNullable<ReturnType<typeof peopleNow>['row']>

/** `read` reads in the snapshot of that catalogue. */
export const presentMoment = (catalogue: Catalogue, read: Db['read']): Moment => ({
  catalogue,
  async people(ids) {
    const [rows] = await read(peopleNow({ ids: JSON.stringify(ids) }))
    return peopleIn(rows)
  },
  async userIds(after, limit) {
    const [rows] = await read(userIdsNow({ after: after ?? '0', limit }))
    return rows.map(({ id }) => id as UserId)
  },
})

export const peopleIn = (rows: readonly Row[]): ReadonlyMap<UserId, Held> =>
  new Map(rows.map((row) => [row.id as UserId, heldIn(row)]))

function heldIn({ by_attribute, changes, groups, is_disabled, ...facts }: Row): Held {
  return {
    facts,
    is_disabled,
    values: JSON.parse(by_attribute ?? '{}'),
    changes: JSON.parse(changes ?? '{}'),
    groups: JSON.parse(groups ?? '[]').map((group_id: string) => ({ group_id })),
  }
}
