// Changes of the groups that have a role: statements and audit, for one request and for a list of them.
import { adminRemains } from '../access/sql.ts'
import { roleBefore } from '../audit/before-sql.ts'
import type { Role } from '../domain/catalogue.ts'
import type { Change } from '../request/context.ts'
import { setRoleGroups } from './sql.ts'

/** Gives a role to exactly these groups. */
export function replacedRoleGroups(
  { id: role_id, groups: from }: Pick<Role, 'id' | 'groups'>,
  group_ids: readonly string[],
): Change {
  const before = roleBefore({ role_id })
  return {
    touches: 'catalogue',
    statements: [...before.statements, ...setRoleGroups(role_id, group_ids), adminRemains],
    audit: { details: { role_id, group_ids, from }, found: before.found },
  }
}

/** A caller who sends back a partial list would take the role from the groups that they may not see. */
export const unseenGroups =
  'Permission Denied: groups that you may not see have this role, so you cannot replace the list; ' +
  'this needs the permission see_users or manage_groups.'
