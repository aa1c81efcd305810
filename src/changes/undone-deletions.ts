// Puts back an attribute or a group that was deleted, with its id and everything that the deletion took with it.
import type { Catalogue } from '../domain/catalogue.ts'
import { isAllUsers } from '../domain/group.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import { timesLeft } from '../domain/memberships.ts'
import { type OwnValue, ownLater } from '../domain/times.ts'
import { labelKey, type UserAttribute } from '../domain/user-attribute.ts'
import { byId, type GroupId, type RoleId, type UserAttributeId } from '../ids.ts'
import { limits } from '../limits.ts'
import { ownOf } from '../moment/own-values.ts'
import type { Deleted, SomeHeld } from './deleted-reader.ts'
import type { RowOfChange } from './extent-sql.ts'
import type { GivenDefinition, GroupItem } from './operation.ts'
import { type Undoing, valuesLeft } from './undoing.ts'
import { undoneGroupValues } from './undone-catalogue.ts'
import { membershipIn, putOwn, shownTimes, userWith } from './undone-members.ts'

/** Whether something keeps what was deleted from coming back at all. */
function mustStay(undoing: Undoing, row: RowOfChange, deleted: Deleted): boolean {
  const { isUntold, isBeingRemoved } = deleted
  if (isUntold) undoing.cannot(row, untold)
  // guard undo-deleted-1: becomes false
  if (isBeingRemoved) undoing.conflict(row, removing)
  return isUntold || isBeingRemoved
}
const untold =
  'this was deleted by an older version, which did not keep what went with it; create it again.'
const removing = 'what was deleted is still being removed; try again in a moment.'

/** Puts back its definition and its values of groups. False if it does not come back. */
export function restoreAttribute(undoing: Undoing, row: RowOfChange, deleted: Deleted): boolean {
  const { before, now } = undoing.parts.catalogues
  const id = (row.user_attribute_id ?? '') as UserAttributeId
  const attribute = before.attributes.get(id)
  if (attribute === undefined || now.attributes.has(id)) return false
  if (mustStay(undoing, row, deleted) || isTaken(undoing, row, attribute)) return false
  const { value_is_hidden, default_value } = attribute
  const definition = definitionOf(attribute)
  undoing.add(row, { op: 'create_attribute', definition, deleted: id })
  if (value_is_hidden && default_value !== null) {
    undoing.cannot(row, 'the default is hidden and was not kept; set it again.')
  }
  restoreGroupValues(undoing, row, attribute)
  return true
}

/** Whether another attribute, which this undo does not change, has the name or the label. */
function isTaken(undoing: Undoing, row: RowOfChange, { name, label, id }: UserAttribute): boolean {
  const { catalogues, made, oldest } = undoing.parts
  const others = [...catalogues.now.attributes.values()].filter(
    (it) => it.id !== id && !made.attributes.has(it.id) && !oldest.has(it.id),
  )
  const field = others.some((it) => it.name === name)
    ? 'name'
    : others.some((it) => labelKey(it.label) === labelKey(label)) && 'label'
  // guard undo-deleted-3: becomes false
  if (field === false) return false
  undoing.conflict(row, `another attribute has the ${field} now; change that one first.`)
  return true
}

const definitionOf = (attribute: UserAttribute): GivenDefinition => {
  const { name, label, type, value_is_hidden, user_can_view, user_can_edit } = attribute
  const { hidden_value_domain_whitelist: list, choices, combine, default_value } = attribute
  return {
    ...{ name, label, type, value_is_hidden, user_can_view, user_can_edit, combine },
    ...(list !== null && { hidden_value_domain_whitelist: list }),
    ...(choices !== null && { choices }),
    ...(default_value !== null && !value_is_hidden && { default_value }),
  }
}

function restoreGroupValues(undoing: Undoing, row: RowOfChange, attribute: UserAttribute): void {
  const { catalogues, made, time } = undoing.parts
  const held = valuesLeft(catalogues.before.storedGroupValues(attribute.id), time)
  if (held.length === 0) return
  // guard undo-deleted-13: becomes false
  if (attribute.value_is_hidden) {
    return void undoing.cannot(row, notKept('groups', held.length), held.length)
  }
  const values = held.flatMap((one): GroupItem[] => {
    const { group_id, value } = one
    const isThere = catalogues.now.groups.has(group_id) || made.ended.groups.has(group_id)
    const times = shownTimes(timesOf(one))
    if (isThere) return [{ group: undoing.group(row, group_id), value, times }]
    undoing.conflict(row, `the group ${group_id}, which had a value, has been deleted since.`)
    return []
  })
  const reference = undoing.attribute(row, attribute.id)
  undoing.addLast(row, { op: 'set_group_values', attribute: reference, values })
}

/** Values that are counted and not put back. */
export interface Lost {
  hidden: number
  sent: number
}

/** Puts back the own values of some users. */
export function restoreOwnValues(
  undoing: Undoing,
  row: RowOfChange,
  { held, known }: SomeHeld,
  lost: Lost,
  put = putOwn,
): void {
  const id = (row.user_attribute_id ?? '') as UserAttributeId
  const attribute = undoing.parts.catalogues.before.attributes.get(id)
  for (const user of [...held.keys()].sort(byId)) {
    const then = held.get(user)
    const own = ownLater(ownOf(then, id), undoing.parts.time)
    if (then?.sign_ins[id] !== undefined) lost.sent++
    if (!isSet(own)) continue
    // guard undo-deleted-13: attribute?.value_is_hidden !== false → false
    if (attribute?.value_is_hidden !== false) lost.hidden++
    else if (!known.has(user)) {
      undoing.conflict(row, `the user ${user}, who had a value, has been deleted since.`)
    } else {
      const about = { user: userWith(user), attribute: undoing.attribute(row, id) }
      put(undoing, row, { ...about, wanted: own })
    }
  }
}

/** Says how many values are not put back. */
export function tellLost(undoing: Undoing, row: RowOfChange, { hidden, sent }: Lost): void {
  // guard undo-deleted-4: gone
  if (hidden > 0) undoing.cannot(row, notKept('users', hidden), hidden)
  // guard undo-deleted-5: gone
  if (sent > 0) undoing.cannot(row, sentAgain(sent), sent)
}

const isSet = ({ now, scheduled }: OwnValue) => now !== undefined || scheduled !== undefined
const notKept = (whose: 'users' | 'groups', count: number) =>
  count === 1
    ? `1 hidden value of ${whose} was not kept and cannot be put back; set it again.`
    : `${count} hidden values of ${whose} were not kept and cannot be put back; set them again.`
const sentAgain = (count: number) =>
  count === 1
    ? '1 value from a sign-in cannot be put back; it comes again when its user signs in with their provider.'
    : `${count} values from sign-ins cannot be put back; they come again when their users sign in with their providers.`

/** Puts back everything of a group but its members. False if it does not come back. */
export function restoreGroup(undoing: Undoing, row: RowOfChange, deleted: Deleted): boolean {
  const { before, now } = undoing.parts.catalogues
  const id = (row.group_id ?? '') as GroupId
  const group = before.groups.get(id)
  if (group === undefined || now.groups.has(id)) return false
  if (mustStay(undoing, row, deleted)) return false
  // guard undo-deleted-10: becomes false
  if (deleted.users.length > limits.changed_operations) {
    undoing.cannot(row, tooMany())
    return false
  }
  // guard undo-deleted-6: becomes false
  if (isNameTaken(undoing, group.name)) {
    undoing.conflict(row, 'another group has the name now; change that one first.')
    return false
  }
  const { from, role_ids = [] } = detailsOf(row)
  const can_add_to_content_metadata = from?.can_add_to_content_metadata !== false
  const as = { id, can_add_to_content_metadata }
  undoing.add(row, { op: 'create_group', name: group.name, deleted: as })
  restoreNesting(undoing, row, id)
  for (const role_id of role_ids) {
    if (now.roles.has(role_id)) {
      undoing.addLast(row, { op: 'add_role_group', role_id, group: undoing.group(row, id) })
    } else undoing.conflict(row, `the role ${role_id}, which it had, has been deleted since.`)
  }
  const valued = new Set(before.storedValuesOf(id).map((value) => value.user_attribute_id))
  for (const attribute of valued) {
    if (!undoing.parts.made.ended.attributes.has(attribute)) {
      undoneGroupValues(undoing, row, attribute)
    }
  }
  return true
}
const tooMany = () =>
  `a group with more than ${limits.changed_operations} members is not put back; create it again.`

interface Details {
  readonly from?: { readonly can_add_to_content_metadata?: boolean } | null
  readonly role_ids?: readonly RoleId[]
}
const detailsOf = ({ details }: RowOfChange) => JSON.parse(details ?? '{}') as Details

/** Whether another group, which this undo does not change, has the name. */
function isNameTaken({ parts }: Undoing, name: string): boolean {
  const { catalogues, made } = parts
  const other = catalogues.now.groupNamed(name)
  const isChanged = (id: GroupId) =>
    made.groups.has(id) ||
    catalogues.before.groups.get(id)?.name !== catalogues.after.groups.get(id)?.name
  return other !== undefined && !isChanged(other.id)
}

function restoreNesting(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  const { catalogues, made } = undoing.parts
  const { before, now } = catalogues
  const outer = (before.groups.get(id)?.parents ?? []).filter((it) => !isAllUsers(it))
  const inner = [...before.groups.values()].filter(({ parents }) => parents.includes(id))
  const isThere = (other: GroupId) => now.groups.has(other) || made.ended.groups.has(other)
  const edges = [
    ...outer.map((other) => ({ other, parent: other, child: id })),
    ...inner.map((other) => ({ other: other.id, parent: id, child: other.id })),
  ]
  for (const { other, parent, child } of edges) {
    if (!undoing.isFirst(`nesting ${parent} ${child}`)) continue
    if (!isThere(other)) {
      const where = other === parent ? 'in which it was' : 'which was in it'
      undoing.conflict(row, `the group ${other}, ${where}, has been deleted since.`)
    } else if (other === child && outer.some((it) => isWithin(now, it, child))) {
      undoing.conflict(
        row,
        `the group ${other}, which was in it, contains a group in which it was; it would contain itself.`,
      )
    } else {
      const about = { group: undoing.group(row, parent), child: undoing.group(row, child) }
      undoing.addLast(row, { op: 'add_group_group', ...about })
    }
  }
}

/** Whether a group is in another one, or is the same. */
const isWithin = (catalogue: Catalogue, id: GroupId, other: GroupId): boolean =>
  catalogue.groups.has(id) && catalogue.groupsAround(id).includes(other)

/** Puts back some members. */
export function restoreMembers(
  undoing: Undoing,
  row: RowOfChange,
  { held, known }: SomeHeld,
): void {
  const id = (row.group_id ?? '') as GroupId
  for (const user of [...held.keys()].sort(byId)) {
    const then = membershipIn(held.get(user), id)
    const times = then && timesLeft(then, undoing.parts.time)
    if (times === undefined) continue
    if (!known.has(user)) {
      undoing.conflict(row, `the user ${user}, who was in it, has been deleted since.`)
      continue
    }
    const about = { user: userWith(user), group: undoing.group(row, id) }
    undoing.addLast(row, { op: 'add_group_user', ...about, times: shownTimes(times) })
  }
}
