// The operations of a change about groups, their members and their nesting.
import { gainedWith, lostWith, lostWithout, refuseCarriedValues } from '../domain/carried-values.ts'
import { groupNameTaken, isAllUsers, nestingObstacle } from '../domain/group.ts'
import { refuseUngivableRoles } from '../domain/group-access.ts'
import { counts, isSameTimes, lastsAsLong, timesLeft } from '../domain/memberships.ts'
import { forGood } from '../domain/times.ts'
import {
  changedGroup,
  createdGroup,
  deletedGroup,
  joined,
  left,
  nested,
  takenOut,
} from '../groups/change-sql.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { Change } from '../request/context.ts'
import { nameProblems } from '../texts/names.ts'
import type { Applying, Of } from './applying.ts'

export function createGroup(applying: Of<'create_group'>): Change {
  const { draft, it } = applying
  applying.ask('create_group')
  insistOnName(applying, it.name)
  const { id: deleted, can_add_to_content_metadata = true } = it.deleted ?? {}
  const { id } = draft.createGroup(it.name, deleted)
  const columns = { name: it.name, can_add_to_content_metadata }
  return { ...createdGroup(columns, id), operation: 'create_group' }
}

export function updateGroup(applying: Of<'update_group'>): Change | undefined {
  const { draft, it, circumstances } = applying
  const group = applying.changeable(it.group)
  applying.ask('update_group', { group_id: group.id })
  insistOnName(applying, it.name, group.id)
  if (it.name === group.name) return undefined
  draft.setGroup({ ...group, name: it.name })
  const can_add_to_content_metadata = circumstances.isForContent(group.id)
  const before = { name: group.name, can_add_to_content_metadata }
  return {
    ...changedGroup(group.id, before, { ...before, name: it.name }),
    operation: 'update_group',
  }
}

export function deleteGroup(applying: Of<'delete_group'>): Change {
  const { draft, it } = applying
  const group = applying.changeable(it.group)
  applying.ask('delete_group', { group_id: group.id })
  insistOnCarried(applying, lostWithout(draft.catalogue, group.id))
  const change = deletedGroup(draft.catalogue, group)
  draft.deleteGroup(group.id)
  return { ...change, operation: 'delete_group' }
}

export function addGroupUser(applying: Of<'add_group_user'>): Change | undefined {
  const { draft, it, circumstances } = applying
  const { actor, asksRights, now } = circumstances
  const user_id = applying.user()
  const { id: group_id } = applying.group(it.group)
  applying.ask('add_group_user', { group_id })
  const times = applying.timesIn(it.times)
  const memberships = draft.memberships(user_id)
  const present = memberships.find((one) => one.group_id === group_id)
  if (isSameTimes(present && timesLeft(present, now), times)) return undefined
  // guard membership-9: becomes false
  if (isAllUsers(group_id) && !isSameTimes(times, forGood)) applying.changeable(it.group)
  const isIn = present !== undefined && counts(present, now)
  // guard membership-10: becomes false
  if (isIn && times.starts_at !== null) {
    applying.refuse(
      `${it.place}.starts_at`,
      'the user is in the group already, and a later start would take them out until then; ' +
        'leave starts_at out, or take the user out of the group first.',
    )
  }
  const { catalogue } = draft
  const lasting = memberships.filter((one) => lastsAsLong(one, times, now))
  const inAll = catalogue.allGroups(lasting.map((one) => one.group_id))
  const held = [...circumstances.rightsOf(user_id).roles, ...catalogue.rolesThrough(inAll)]
  // guard change-3: asksRights → false
  if (asksRights) refuseUngivableRoles(actor, catalogue, group_id, held)
  const lost = isIn ? lostWith(catalogue, group_id, draft.groupsOf(user_id)) : []
  insistOnCarried(applying, [...gainedWith(catalogue, group_id, inAll), ...lost], user_id)
  const change = joined({ group_id, user_id, authority: authorityOf(applying, user_id) }, times)
  draft.join(user_id, group_id, times)
  return { ...change, operation: 'add_group_user' }
}

export function removeGroupUser(applying: Of<'remove_group_user'>): Change {
  const { draft, it } = applying
  const user_id = applying.user()
  const { id: group_id } = applying.changeable(it.group)
  applying.ask('delete_group_user', { group_id })
  const direct = draft.groupsOf(user_id)
  const { now } = applying.circumstances
  const isThere = draft
    .memberships(user_id)
    .some((one) => one.group_id === group_id && timesLeft(one, now) !== undefined)
  if (!isThere) applying.refuse(applying.userField, 'the user is not directly in this group.')
  insistOnCarried(applying, lostWith(draft.catalogue, group_id, direct), user_id)
  const change = left({ group_id, user_id, authority: authorityOf(applying, user_id) })
  draft.leave(user_id, group_id)
  return { ...change, operation: 'delete_group_user' }
}

/** Each change of a membership raises the version of the user's rights by one. */
const authorityOf = ({ circumstances, draft }: Applying, user_id: UserId): number =>
  circumstances.rightsOf(user_id).authority + draft.membershipChanges(user_id)

export function addGroupGroup(applying: Of<'add_group_group'>): Change | undefined {
  const { draft, it, circumstances } = applying
  const { actor, asksRights } = circumstances
  const [outer, child] = [applying.group(it.group), applying.group(it.child)]
  applying.ask('add_group_group', { group_id: outer.id })
  if (child.parents.includes(outer.id)) return undefined
  const { catalogue } = draft
  const obstacle = nestingObstacle(catalogue, outer.id, child.id)
  if (obstacle !== undefined) {
    applying.refuse(it.child.field, obstacle.replace('group_id', 'child_group'))
  }
  const around = new Set(catalogue.groupsAround(child.id))
  // guard change-4: asksRights → false
  if (asksRights) refuseUngivableRoles(actor, catalogue, outer.id, catalogue.rolesThrough(around))
  insistOnCarried(applying, gainedWith(catalogue, outer.id, around))
  draft.setGroup({ ...child, parents: [...child.parents, outer.id] })
  return { ...nested(outer.id, child.id), operation: 'add_group_group' }
}

export function removeGroupGroup(applying: Of<'remove_group_group'>): Change {
  const { draft, it } = applying
  const [outer, child] = [applying.changeable(it.group), applying.group(it.child)]
  applying.ask('delete_group_from_group', { group_id: outer.id })
  if (!child.parents.includes(outer.id)) {
    applying.refuse(it.child.field, 'the group is not directly in this group.')
  }
  insistOnCarried(applying, lostWith(draft.catalogue, outer.id, child.parents))
  draft.setGroup({ ...child, parents: child.parents.filter((id) => id !== outer.id) })
  return { ...takenOut(outer.id, child.id), operation: 'delete_group_from_group' }
}

function insistOnCarried(
  { draft, circumstances }: Applying,
  groups: readonly GroupId[],
  user_id?: UserId,
): void {
  // guard change-5: !circumstances.asksRights → true
  if (!circumstances.asksRights) return
  const whose = user_id === undefined ? {} : { user_id }
  refuseCarriedValues(circumstances, draft.catalogue, { ...whose, groups })
}

function insistOnName(applying: Applying, name: string, except?: GroupId): void {
  const { catalogue } = applying.draft
  applying.insist(nameProblems('group', name, groupNameTaken(catalogue, except)))
}
