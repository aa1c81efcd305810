// Finds what undoes a change: operations that put back what was there before it, and what has been changed again since.
import type { Catalogue } from '../domain/catalogue.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import type { Context } from '../request/context.ts'
import { ownTurns } from '../request/own-turns.ts'
import { type Extent, membersBeyond, ownersBeyond, type RowOfChange, rowsIn } from './extent-sql.ts'
import type { Operation } from './operation.ts'
import { around } from './past-effects-reader.ts'
import { applyChange } from './sql.ts'
import { type Made, Undoing } from './undoing.ts'
import { undoneDefinition, undoneGroup, undoneGroupValues } from './undone-catalogue.ts'

const isDefinition = ({ operation }: RowOfChange) => /^update_(user_)?attribute$/.test(operation)

interface Inverse {
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
  const users = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))] as UserId[]
  const { catalogue, rows: now } = await context.load(peopleNow({ ids: JSON.stringify(users) }))
  const undoing = new Undoing({
    catalogues: { before: before.catalogue, after: after.catalogue, now: catalogue },
    held: { before: await before.people(users), now: peopleIn(now[0]) },
    made: madeBy(rows),
    // Rows come newest first, so the last one counts.
    oldest: new Map(rows.filter(isDefinition).map((row) => [row.user_attribute_id ?? '', row])),
  })
  const inTurn = ownTurns()
  for (const row of rows) {
    await inTurn()
    await undo(context, undoing, row)
  }
  const { operations, problems, hasConflict } = undoing
  return { operations, problems, hasConflict }
}

function madeBy(rows: readonly RowOfChange[]): Made {
  const of = (operation: string) => rows.filter((row) => row.operation === operation)
  const attributes = (operation: string) =>
    new Set(of(operation).map((row) => row.user_attribute_id ?? ''))
  const groups = (operation: string) => new Set(of(operation).map((row) => row.group_id ?? ''))
  return {
    attributes: attributes('create_user_attribute'),
    groups: groups('create_group'),
    ended: { attributes: attributes('delete_user_attribute'), groups: groups('delete_group') },
    users: rows.flatMap(({ user_id }) => user_id ?? []),
  }
}

async function undo(context: Context, undoing: Undoing, row: RowOfChange): Promise<void> {
  const { made } = undoing.parts
  const attribute = (row.user_attribute_id ?? '') as UserAttributeId
  const group = (row.group_id ?? '') as GroupId
  const isEnding = /^delete_(user_attribute|group)$/.test(row.operation)
  if (!isEnding && (made.ended.attributes.has(attribute) || made.ended.groups.has(group))) return
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
    case 'update_attribute':
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
      // What the change itself has created and deleted was never there.
      if (made.attributes.has(attribute) || made.groups.has(group)) return
      undoing.cannot(
        row,
        'what was deleted cannot be put back: its values, members and roles went with it. Create it again.',
      )
      return
    default:
      undoing.cannot(row, 'this kind of change cannot be undone; make the opposite change.')
  }
}

function ownValue(undoing: Undoing, row: RowOfChange): void {
  const id = (row.user_attribute_id ?? '') as UserAttributeId
  const attribute = undoing.parts.catalogues.now.attributes.get(id)
  if (attribute === undefined) {
    return void undoing.conflict(row, 'the attribute has been deleted since.')
  }
  const user = undoing.user(row)
  if (user === undefined || !undoing.isFirst(`value ${row.user_id} ${id}`)) return
  const [wanted, held] = [user.before?.values[id], user.now.values[id]]
  const isHidden = attribute.value_is_hidden
  // A hidden value is never compared.
  if (wanted === undefined ? held === undefined : !isHidden && held === wanted) return
  if (!isAsAfter(user.now, id, row)) {
    return void undoing.conflict(row, 'the value has been changed again since.')
  }
  const about = { user: undoing.reference(row), attribute: undoing.attribute(row, id) }
  if (wanted === undefined) undoing.add(row, { op: 'clear_user_value', ...about })
  else if (!isHidden) undoing.add(row, { op: 'set_user_value', ...about, value: wanted })
  else undoing.cannot(row, 'a hidden value is not kept, so it cannot be put back; set it again.')
}

const isAsAfter = (now: Held, id: UserAttributeId, { operation, sequence }: RowOfChange) =>
  operation === 'delete_user_attribute_user_value'
    ? now.values[id] === undefined
    : now.changes[id] === sequence

function membership(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  if (!undoing.parts.catalogues.now.groups.has(id)) {
    return void undoing.conflict(row, 'the group has been deleted since.')
  }
  const user = undoing.user(row)
  if (user === undefined || !undoing.isFirst(`member ${row.user_id} ${id}`)) return
  const isIn = (held: Held | undefined) =>
    held?.groups.some(({ group_id }) => group_id === id) === true
  const [wanted, made, held] = [
    isIn(user.before),
    row.operation === 'add_group_user',
    isIn(user.now),
  ]
  if (held === wanted) return
  if (held !== made) {
    return void undoing.conflict(row, 'the membership has been changed again since.')
  }
  const about = { user: undoing.reference(row), group: undoing.group(row, id) }
  undoing.add(row, { op: wanted ? 'add_group_user' : 'remove_group_user', ...about })
}

function nesting(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  const { catalogues, made } = undoing.parts
  const details = JSON.parse(row.details ?? '{}') as Record<string, unknown>
  const child = String(details['added_group_id'] ?? details['removed_group_id']) as GroupId
  if (made.groups.has(child) || made.ended.groups.has(child)) return
  if (!undoing.isFirst(`nesting ${id} ${child}`)) return
  if (!areThere(catalogues.now, id, child)) {
    return void undoing.conflict(row, 'one of the groups has been deleted since.')
  }
  const isIn = ({ groups }: Catalogue) => groups.get(child)?.parents.includes(id) === true
  const [wanted, after, held] = [
    isIn(catalogues.before),
    isIn(catalogues.after),
    isIn(catalogues.now),
  ]
  if (held === wanted) return
  if (held !== after) {
    return void undoing.conflict(row, 'the nesting has been changed again since.')
  }
  const about = { group: undoing.group(row, id), child: undoing.group(row, child) }
  undoing.add(row, { op: wanted ? 'add_group_group' : 'remove_group_group', ...about })
}

const areThere = ({ groups }: Catalogue, ...ids: readonly GroupId[]) =>
  ids.every((id) => groups.has(id))
