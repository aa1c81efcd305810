// Lists of values of which one is not the value that was read.
import { expect } from 'vitest'
import { auditRow, byServer } from '../../src/audit/audit-row.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { LostRace } from '../../src/store/db.ts'
import { userValueList } from '../../src/values/value-change.ts'
import type { TestServer } from '../support/server.ts'

/** Expects that the user's value, which has been set, is neither set nor removed by who has read another one. */
export async function expectLost(
  { running }: TestServer,
  user_id: string,
  user_attribute_id: string,
): Promise<void> {
  const { db, keys, now } = running.server
  const attribute = { id: user_attribute_id as UserAttributeId, value_is_hidden: false }
  for (const value of ['unread', null]) {
    for (const change of [-1, 1]) {
      const changes = [{ user_id: user_id as UserId, change, value }]
      const { audit, ...made } = userValueList(keys.hidden, attribute, value !== null, changes)
      const row = auditRow(byServer('test', now()), audit)
      const commit = { ...made, audit: row, changesAuthority: false }
      await expect(db.commitAll([commit])).rejects.toEqual(new LostRace())
    }
  }
}
