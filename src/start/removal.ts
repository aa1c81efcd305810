// Removes the remains of deleted attributes and groups in portions (decision 46). It can stop anywhere: the rest is
// found again.
import { setTimeout as pause } from 'node:timers/promises'
import { auditRow, byServer, type Subject } from '../audit/audit-row.ts'
import {
  deletedGroups,
  removeDeletedGroup,
  removeMembers,
  someMembers,
} from '../groups/deletion-sql.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import {
  deletedAttributes,
  removeDeleted,
  removeValues,
  someOwners,
} from '../values/deletion-sql.ts'

/** Rows in a portion; other commits wait for one portion at most. */
const rowsAtATime = 500

interface Removing {
  readonly db: Db
  readonly now: () => number
  /** Asked between two portions. */
  readonly isEnding: () => boolean
}

/** The remains of one attribute or group. */
interface Left {
  /** Some users who have a row of it, in the order of their ids. */
  readonly some: (after: string, limit: number) => Statement<{ user_id: string }>
  /** Removes the rows of the users in this JSON list, and the thing itself after the last row. */
  readonly remove: (users: string) => readonly Statement[]
  readonly operation: string
  readonly audit: (users: readonly string[]) => Subject
}

export async function removeWhatIsLeft(parts: Removing): Promise<void> {
  await removeValuesLeft(parts)
  await removeMembershipsLeft(parts)
}

async function removeValuesLeft(parts: Removing): Promise<void> {
  const [left] = await parts.db.read(deletedAttributes)
  for (const { id } of left) {
    const key = { user_attribute_id: id as UserAttributeId }
    await removeInPortions(parts, {
      some: (after, limit) => someOwners({ ...key, after, limit }),
      remove: (users) => [...removeValues({ ...key, users }), removeDeleted(key)],
      operation: 'remove_deleted_values',
      audit: (user_ids) => ({ ...key, details: { values: user_ids.length, user_ids } }),
    })
  }
}

async function removeMembershipsLeft(parts: Removing): Promise<void> {
  const [left] = await parts.db.read(deletedGroups)
  for (const { id } of left) {
    const key = { group_id: id as GroupId }
    await removeInPortions(parts, {
      some: (after, limit) => someMembers({ ...key, after, limit }),
      remove: (users) => [removeMembers({ ...key, users }), removeDeletedGroup(key)],
      operation: 'remove_deleted_memberships',
      audit: (user_ids) => ({ ...key, details: { memberships: user_ids.length, user_ids } }),
    })
  }
}

async function removeInPortions(parts: Removing, left: Left): Promise<void> {
  const { db, now, isEnding } = parts
  for (let after = '0'; !isEnding(); ) {
    const [rows] = await db.read(left.some(after, rowsAtATime))
    const users = rows.map(({ user_id }) => user_id)
    const begun = performance.now()
    await db.commit({
      statements: left.remove(JSON.stringify(users)),
      audit: auditRow(byServer(left.operation, now()), left.audit(users)),
      changesAuthority: false,
    })
    const last = users.at(-1)
    if (last === undefined || users.length < rowsAtATime) return
    after = last
    // The others get as much time again.
    await pause(performance.now() - begun)
  }
}
