// The operation of a change that gives a role to a group: only an undo has it, where the group had the role before.
import { mayGive, whyUngivable } from '../domain/giving.ts'
import { visibleGroups } from '../domain/group-access.ts'
import { allow } from '../errors.ts'
import type { Change } from '../request/context.ts'
import { replacedRoleGroups, unseenGroups } from '../role-holders/change-sql.ts'
import type { Of } from './applying.ts'

/** Allowed exactly where the list of the role's groups can be replaced by one with this group. */
export function addRoleGroup(applying: Of<'add_role_group'>): Change | undefined {
  const { draft, it, circumstances } = applying
  const { actor, asksRights } = circumstances
  const { id } = applying.group(it.group)
  const role =
    draft.catalogue.roles.get(it.role_id) ??
    applying.refuse(it.place, `the role ${it.role_id} has been deleted since.`)
  applying.ask('set_role_groups')
  // guard undo-deleted-2: asksRights → false
  if (asksRights) {
    allow(mayGive(actor, role), 'denied', whyUngivable(actor, [role]))
    const visible = visibleGroups(actor)
    allow(
      visible === undefined || role.groups.every((one) => visible.has(one)),
      'denied',
      unseenGroups,
    )
  }
  if (role.groups.includes(id)) return undefined
  const groups = [...role.groups, id]
  draft.setRole({ ...role, groups })
  return { ...replacedRoleGroups(role, groups), operation: 'set_role_groups' }
}
