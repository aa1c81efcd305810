// Statements about the groups and users that have a role.
import type { RoleId } from '../ids.ts'
import { idList, idText, prepare, type Statement, sql } from '../store/statement.ts'

/** A role, and a JSON list of ids. */
type Holders = { role_id: RoleId; ids: string }

const dropGroups = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .deleteFrom('role_groups')
    .where('role_id', '=', role_id)
    .where('group_id', 'not in', idList(ids)),
)
const addGroups = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .insertInto('role_groups')
    .columns(['role_id', 'group_id'])
    .expression((from) =>
      from
        .selectFrom('groups')
        .select([sql<string>`cast(${role_id} as bigint)`.as('role_id'), 'groups.id'])
        .where('groups.id', 'in', idList(ids)),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

/** Gives a role to exactly these groups. */
export function setRoleGroups(role_id: RoleId, groups: readonly string[]): Statement[] {
  const holders = { role_id, ids: JSON.stringify(groups) }
  return [dropGroups(holders), addGroups(holders)]
}

/** Those of these ids that are ids of users. */
export const knownUsers = prepare((writer, { ids }: { ids: string }) =>
  writer.selectFrom('users').select(idText('id').as('id')).where('users.id', 'in', idList(ids)),
)

const holdersOf = (role_id: RoleId) =>
  sql<string>`(select user_id from role_users where role_id = ${role_id})`

/** The number of users who have a role directly, and how many of them are in the list. */
export const heldBy = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .selectFrom('role_users')
    .select([
      sql<number>`count(*)`.as('holders'),
      sql<number>`count(*) filter (where user_id in ${idList(ids)})`.as('listed'),
    ])
    .where('role_id', '=', role_id),
)

const losersChange = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .updateTable('users')
    .set((row) => ({ authority: row('authority', '+', 1) }))
    .where('users.id', 'in', holdersOf(role_id))
    .where('users.id', 'not in', idList(ids)),
)
const gainersChange = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .updateTable('users')
    .set((row) => ({ authority: row('authority', '+', 1) }))
    .where('users.id', 'in', idList(ids))
    .where('users.id', 'not in', holdersOf(role_id)),
)
const dropUsers = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .deleteFrom('role_users')
    .where('role_id', '=', role_id)
    .where('user_id', 'not in', idList(ids)),
)
const addUsers = prepare((writer, { role_id, ids }: Holders) =>
  writer
    .insertInto('role_users')
    .columns(['role_id', 'user_id'])
    .expression((from) =>
      from
        .selectFrom('users')
        .select([sql<string>`cast(${role_id} as bigint)`.as('role_id'), 'users.id'])
        .where('users.id', 'in', idList(ids)),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

/** Counts a change of rights in the row of each user who will lose or gain the role. */
export function countRightsChanges(role_id: RoleId, users: readonly string[]): Statement[] {
  const holders = { role_id, ids: JSON.stringify(users) }
  return [losersChange(holders), gainersChange(holders)]
}

/** Gives a role to exactly these users. */
export function setRoleUsers(role_id: RoleId, users: readonly string[]): Statement[] {
  const holders = { role_id, ids: JSON.stringify(users) }
  return [dropUsers(holders), addUsers(holders)]
}
