// Finds what undoes a change: operations that put back what was there before it, and what has been changed again since.
import type { Catalogue } from '../domain/catalogue.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import type { Context } from '../request/context.ts'
import {
  type Extent,
  membersBeyond,
  ownersBeyond,
  type RowOfChange,
  rowsIn,
  valuesBefore,
} from './extent-sql.ts'
import type { Operation } from './operation.ts'
import { around } from './past-effects-reader.ts'
import { applyChange } from './sql.ts'
import { type Made, Undoing } from './undoing.ts'
import { undoneDefinition, undoneGroup, undoneGroupValues } from './undone-catalogue.ts'

export interface Inverse {
  readonly operations: readonly Operation[]
  /** What was changed again since, or cannot be put back. */
  readonly problems: readonly Problem[]
  /** Whether something was changed again since. */
  readonly hasConflict: boolean
}

export async function inverseOf(context: Context, extent: Extent): Promise<Inverse> {
  const { before, after } = await around(context, extent)
  const { rows: read } = await context.load(rowsIn(extent))
  const rows = read[0]
  const users = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))]
  const prior = rows.flatMap(({ previous_change }) => previous_change ?? [])
  const { catalogue, rows: more } = await context.load(
    peopleNow({ ids: JSON.stringify(users) }),
    valuesBefore({ list: JSON.stringify(prior.map(String)) }),
  )
  const undoing = new Undoing({
    catalogues: { before: before.catalogue, after: after.catalogue, now: catalogue },
    held: peopleIn(more[0]),
    prior: new Map(more[1].map((row) => [row.sequence, row])),
    made: madeBy(rows),
    firsts: new Map(rows.map((row) => [placeIn(row), row])),
  })
  for (const row of rows) await undo(context, undoing, row)
  const { operations, problems, hasConflict } = undoing
  return { operations, problems, hasConflict }
}

function madeBy(rows: readonly RowOfChange[]): Made {
  const of = (operation: string) => rows.filter((row) => row.operation === operation)
  return {
    attributes: new Set(of('create_user_attribute').map((row) => row.user_attribute_id ?? '')),
    groups: new Set(of('create_group').map((row) => row.group_id ?? '')),
    users: rows.flatMap(({ user_id }) => user_id ?? []),
  }
}

async function undo(context: Context, undoing: Undoing, row: RowOfChange): Promise<void> {
  const { made } = undoing.parts
  const attribute = (row.user_attribute_id ?? '') as UserAttributeId
  const group = (row.group_id ?? '') as GroupId
  switch (row.operation) {
    case applyChange:
      return
    case 'set_user_attribute_user_value':
    case 'delete_user_attribute_user_value':
      if (!made.attributes.has(attribute)) ownValue(undoing, row)
      return
    case 'update_user_attribute_group_value':
    case 'delete_user_attribute_group_value':
    case 'set_user_attribute_group_values':
      if (!made.attributes.has(attribute)) undoneGroupValues(undoing, row, attribute)
      return
    case 'update_user_attribute':
      if (!made.attributes.has(attribute)) undoneDefinition(undoing, row, attribute)
      return
    case 'create_user_attribute': {
      const beyond = { user_attribute_id: attribute, users: JSON.stringify(made.users) }
      const { rows } = await context.load(ownersBeyond(beyond))
      undoing.endAttribute(row, attribute, rows[0].length > 0)
      return
    }
    case 'update_group':
      if (!made.groups.has(group)) undoneGroup(undoing, row, group)
      return
    case 'create_group': {
      const beyond = { group_id: group, users: JSON.stringify(made.users) }
      const { rows } = await context.load(membersBeyond(beyond))
      undoing.endGroup(row, group, rows[0].length > 0)
      return
    }
    case 'add_group_user':
    case 'delete_group_user':
      if (!made.groups.has(group)) membership(undoing, row, group)
      return
    case 'add_group_group':
    case 'delete_group_from_group':
      if (!made.groups.has(group)) nesting(undoing, row, group)
      return
    case 'delete_user_attribute':
    case 'delete_group':
      undoing.cannot(
        row,
        'what was deleted cannot be put back: its values, members and roles went with it. Create it again.',
      )
      return
    default:
      undoing.cannot(row, 'this kind of change cannot be undone; make the opposite change.')
  }
}

const placeIn = ({ user_id, user_attribute_id }: RowOfChange) => `${user_id} ${user_attribute_id}`

function ownValue(undoing: Undoing, row: RowOfChange): void {
  const { catalogues, held, prior, firsts } = undoing.parts
  const user_id = (row.user_id ?? '') as UserId
  const id = (row.user_attribute_id ?? '') as UserAttributeId
  const attribute = catalogues.now.attributes.get(id)
  const user = held.get(user_id)
  if (attribute === undefined)
    return void undoing.conflict(row, 'the attribute has been deleted since.')
  if (user === undefined) return void undoing.conflict(row, 'the user has been deleted since.')
  if (!undoing.isFirst(placeIn(row))) return
  // The oldest row about a value tells what was there before the change.
  const { previous_change = null } = firsts.get(placeIn(row)) ?? row
  const before = previous_change === null ? undefined : prior.get(previous_change)
  if (previous_change !== null && before === undefined) {
    return void undoing.cannot(row, 'the value before is in an archive of the audit.')
  }
  const hadValue = before?.sets === 1
  const isUnread = attribute.value_is_hidden || before?.redacted !== null
  const value = hadValue && !isUnread ? (before?.new_value ?? '') : undefined
  if (isAsBefore(user, id, { hadValue, value, isUnread })) return
  if (!isAsAfter(user, id, row)) {
    return void undoing.conflict(row, 'the value has been changed again since.')
  }
  const about = {
    user: { by: 'id' as const, text: user_id },
    attribute: undoing.attribute(row, id),
  }
  if (!hadValue) undoing.add(row, { op: 'clear_user_value', ...about })
  else if (value !== undefined) undoing.add(row, { op: 'set_user_value', ...about, value })
  else undoing.cannot(row, 'a hidden value is not kept, so it cannot be put back; set it again.')
}

interface Before {
  readonly hadValue: boolean
  readonly value: string | undefined
  readonly isUnread: boolean
}

/** A hidden value is never compared. */
const isAsBefore = (user: Held, id: UserAttributeId, { hadValue, value, isUnread }: Before) =>
  hadValue ? !isUnread && user.values[id] === value : user.values[id] === undefined

const isAsAfter = (user: Held, id: UserAttributeId, { operation, sequence }: RowOfChange) =>
  operation === 'delete_user_attribute_user_value'
    ? user.values[id] === undefined
    : user.changes[id] === sequence

function membership(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  const { held, catalogues } = undoing.parts
  const user_id = (row.user_id ?? '') as UserId
  const user = held.get(user_id)
  if (user === undefined) return void undoing.conflict(row, 'the user has been deleted since.')
  if (!catalogues.now.groups.has(id)) {
    return void undoing.conflict(row, 'the group has been deleted since.')
  }
  const isIn = user.groups.some(({ group_id }) => group_id === id)
  const joined = row.operation === 'add_group_user'
  if (isIn !== joined) return
  undoing.add(row, {
    op: joined ? 'remove_group_user' : 'add_group_user',
    user: { by: 'id', text: user_id },
    group: undoing.group(row, id),
  })
}

function nesting(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  const { catalogues, made } = undoing.parts
  const details = JSON.parse(row.details ?? '{}') as Record<string, unknown>
  const child = String(details['added_group_id'] ?? details['removed_group_id']) as GroupId
  if (made.groups.has(child)) return
  if (!areThere(catalogues.now, id, child)) {
    return void undoing.conflict(row, 'one of the groups has been deleted since.')
  }
  const isIn = catalogues.now.groups.get(child)?.parents.includes(id) === true
  const nested = row.operation === 'add_group_group'
  if (isIn !== nested) return
  undoing.add(row, {
    op: nested ? 'remove_group_group' : 'add_group_group',
    group: undoing.group(row, id),
    child: undoing.group(row, child),
  })
}

const areThere = ({ groups }: Catalogue, ...ids: readonly GroupId[]) =>
  ids.every((id) => groups.has(id))
