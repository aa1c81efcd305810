// Puts back attributes and groups that a change has deleted.
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Moment } from '../moment/moment.ts'
import type { Context } from '../request/context.ts'
import type { Db } from '../store/db.ts'
import { deletedWith, heldBefore } from './deleted-reader.ts'
import type { RowOfChange } from './extent-sql.ts'
import type { Undoing } from './undoing.ts'
import {
  restoreAttribute,
  restoreGroup,
  restoreMembers,
  restoreOwnValues,
  tellLost,
} from './undone-deletions.ts'

/** An attribute that comes back, and the users who had a value of it. */
export interface LargeDeletion {
  readonly row: RowOfChange
  readonly users: readonly UserId[]
}

interface Restoring {
  /** The moment before the change. */
  readonly before: Moment
  /** Attributes with more values of users than fit into memory are only noted here. */
  readonly large: LargeDeletion[]
}

export async function attributeBack(
  context: Context,
  undoing: Undoing,
  row: RowOfChange,
  at: Restoring,
) {
  const deleted = await deletedWith(context, row, undoing.parts.made.ended)
  const { users } = deleted
  if (!restoreAttribute(undoing, row, deleted)) return
  if (users.length > limits.changed_operations) return void at.large.push({ row, users })
  const lost = { hidden: 0, sent: 0 }
  for await (const some of heldBefore({ row, users }, at.before, reads(context))) {
    restoreOwnValues(undoing, row, some, lost)
  }
  tellLost(undoing, row, lost)
}

export async function groupBack(
  context: Context,
  undoing: Undoing,
  row: RowOfChange,
  at: Restoring,
) {
  const deleted = await deletedWith(context, row, undoing.parts.made.ended)
  const { users } = deleted
  if (!restoreGroup(undoing, row, deleted)) return
  for await (const some of heldBefore({ row, users }, at.before, reads(context))) {
    restoreMembers(undoing, row, some)
  }
}

const reads =
  (context: Context): Db['read'] =>
  async (...statements) =>
    (await context.load(...statements)).rows
