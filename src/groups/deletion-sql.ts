// Statements that delete a group and its memberships: at once, or by hiding the group first (decision 46).
import type { GroupId } from '../ids.ts'
import { idList, idText, nameOfDeleted, prepare, type Statement, sql } from '../store/statement.ts'

type Key = { group_id: GroupId }

/** The most memberships that one statement removes together with their group. */
const membersAtOnce = 1000

const deleteWithFewMembers = prepare((writer, { group_id }: Key) =>
  writer
    .deleteFrom('groups')
    .where('id', '=', group_id)
    .where(
      sql<number>`(select count(*) from (select 1 as one from group_users
        where group_id = ${group_id} limit ${sql.lit(membersAtOnce + 1)}) as held)`,
      '<=',
      sql.lit(membersAtOnce),
    ),
)

const deleteValues = prepare((writer, { group_id }: Key) =>
  writer.deleteFrom('user_attribute_group_values').where('group_id', '=', group_id),
)
const deleteRoles = prepare((writer, { group_id }: Key) =>
  writer.deleteFrom('role_groups').where('group_id', '=', group_id),
)
const deleteNesting = prepare((writer, { group_id }: Key) =>
  writer
    .deleteFrom('group_groups')
    .where((where) =>
      where.or([where('group_id', '=', group_id), where('parent_group_id', '=', group_id)]),
    ),
)
const markDeleted = prepare((writer, { group_id }: Key) =>
  writer
    .updateTable('groups')
    .set({ name: nameOfDeleted('id'), name_key: nameOfDeleted('id'), external_group_id: null })
    .where('id', '=', group_id),
)

/**
 * Deletes a group with its memberships, nesting, values and roles if it has few members. Otherwise nobody sees it
 * any more, and its memberships are removed later.
 */
export const deleteGroup = (key: Key): Statement[] =>
  [deleteWithFewMembers, deleteValues, deleteRoles, deleteNesting, markDeleted].map((statement) =>
    statement(key),
  )

/** Deleted groups whose memberships are still to be removed. */
export const deletedGroups = prepare((writer) =>
  writer
    .selectFrom('groups')
    .select(idText('id').as('id'))
    .where('name_key', '=', nameOfDeleted('id')),
)({})

/** Some members of the group, in the order of their ids. */
export const someMembers = prepare((writer, key: Key & { after: string; limit: number }) =>
  writer
    .selectFrom('group_users')
    .select(idText('user_id').as('user_id'))
    .where('group_id', '=', key.group_id)
    .where('user_id', '>', key.after)
    .orderBy('group_users.user_id')
    .limit(key.limit),
)

/** It may have been put back since its members were read. */
const isDeleted = (id: GroupId) =>
  sql<boolean>`exists (select 1 from groups where id = ${id} and name_key = ${nameOfDeleted('id')})`

/** `users` is a JSON list of ids. Removes nothing of a group that is there. */
export const removeMembers = prepare((writer, key: Key & { users: string }) =>
  writer
    .deleteFrom('group_users')
    .where('group_id', '=', key.group_id)
    .where('user_id', 'in', idList(key.users))
    // guard undo-deleted-8: gone
    .where(isDeleted(key.group_id)),
)

/** Removes a deleted group once no membership is left. */
export const removeDeletedGroup = prepare((writer, { group_id }: Key) =>
  writer
    .deleteFrom('groups')
    .where('id', '=', group_id)
    .where('name_key', '=', nameOfDeleted('id'))
    .where((where) =>
      where.not(
        where.exists(
          writer
            .selectFrom('group_users')
            .select(sql`1`.as('one'))
            .where('group_id', '=', group_id),
        ),
      ),
    ),
)
