// Finds what undoes a change: operations that put back what was there before it, and what has been changed again since.
import { isSameOwn, type OwnValue, ownLater } from '../domain/times.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Moment } from '../moment/moment.ts'
import { ownOf } from '../moment/own-values.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import { endedChanges } from '../past/sql.ts'
import type { Context } from '../request/context.ts'
import { ownTurns } from '../request/own-turns.ts'
import {
  type Extent,
  extentOf,
  membersBeyond,
  type RowOfChange,
  rowsIn,
  valuesBeyond,
} from './extent-sql.ts'
import type { Operation } from './operation.ts'
import { around } from './past-effects-reader.ts'
import { attributeBack, groupBack, type LargeDeletion } from './restoring-reader.ts'
import { applyChange } from './sql.ts'
import { type Ended, type Made, Undoing } from './undoing.ts'
import { undoneDefinition, undoneGroup, undoneGroupValues } from './undone-catalogue.ts'
import { membership, nesting, putOwn, untouchedMembers } from './undone-members.ts'

const isDefinition = ({ operation }: RowOfChange) => /^update_(user_)?attribute$/.test(operation)

export interface Inverse {
  readonly operations: readonly Operation[]
  /** What was changed again since, or cannot be put back. */
  readonly problems: readonly Problem[]
  /** How many things they are about. */
  readonly leftOut: number
  /** Whether something was changed again since. */
  readonly hasConflict: boolean
  /** Attributes with more values of users than fit into memory; those are not among the operations. */
  readonly large: readonly LargeDeletion[]
  readonly before: Moment
  readonly undoing: Undoing
}

interface Around {
  readonly before: Moment
  readonly extent: Extent
  /** Newest first. */
  readonly rows: readonly RowOfChange[]
  readonly large: LargeDeletion[]
}

/** `made`: attributes that a long change has created, whose values of users need not be looked at one by one. */
export async function inverseOf(
  context: Context,
  extent: Extent,
  made: readonly string[] = [],
): Promise<Inverse> {
  const { before, after } = await around(context, extent)
  const { rows: read } = await context.load(rowsIn({ ...extent, but: JSON.stringify(made) }))
  const rows = read[0]
  const users = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))] as UserId[]
  const time = context.server.now()
  const { catalogue, rows: now } = await context.load(peopleNow({ ids: JSON.stringify(users) }))
  const undoing = new Undoing({
    catalogues: { before: before.catalogue, after: after.catalogue, now: catalogue },
    held: { before: await before.people(users), now: peopleIn(now[0], time) },
    made: madeBy(rows),
    time,
    // Rows come newest first, so the last one counts.
    oldest: new Map(rows.filter(isDefinition).map((row) => [row.user_attribute_id ?? '', row])),
  })
  const at: Around = { before, extent, rows, large: [] }
  const inTurn = ownTurns()
  for (const row of rows) {
    await inTurn()
    await undo(context, undoing, row, at)
  }
  const { operations, problems, leftOut, hasConflict } = undoing
  return { operations, problems, leftOut, hasConflict, large: at.large, before, undoing }
}

function madeBy(rows: readonly RowOfChange[]): Made {
  const of = (operation: string) => rows.filter((row) => row.operation === operation)
  const attributes = (operation: string) =>
    new Set(of(operation).map((row) => row.user_attribute_id ?? ''))
  const groups = (operation: string) => new Set(of(operation).map((row) => row.group_id ?? ''))
  const ended = (ids: Iterable<string>, id: (row: RowOfChange) => string | null): Ended => {
    const users = Map.groupBy(rows, (row) => id(row) ?? '')
    const named = (it: string) => users.get(it)?.flatMap(({ user_id }) => user_id ?? []) ?? []
    return new Map([...ids].map((it) => [it, named(it) as UserId[]]))
  }
  return {
    attributes: attributes('create_user_attribute'),
    groups: groups('create_group'),
    ended: {
      attributes: ended(attributes('delete_user_attribute'), (row) => row.user_attribute_id),
      groups: ended(groups('delete_group'), (row) => row.group_id),
    },
    roles: rolesGiven(of('set_role_groups')),
  }
}

const rolesGiven = (rows: readonly RowOfChange[]): ReadonlySet<string> =>
  new Set(
    rows.flatMap(({ details }) => {
      const { role_id, group_ids = [], from = [] } = JSON.parse(details ?? '{}') as GivenRole
      return group_ids.filter((id) => !from.includes(id)).map((id) => `${id} ${role_id}`)
    }),
  )
interface GivenRole {
  readonly role_id: string
  readonly group_ids?: readonly string[]
  readonly from?: readonly string[]
}

async function undo(
  context: Context,
  undoing: Undoing,
  row: RowOfChange,
  at: Around,
): Promise<void> {
  const { made, time } = undoing.parts
  const attribute = (row.user_attribute_id ?? '') as UserAttributeId
  const group = (row.group_id ?? '') as GroupId
  const isEnding = /^delete_(user_attribute|group)$/.test(row.operation)
  if (!isEnding && (made.ended.attributes.has(attribute) || made.ended.groups.has(group))) return
  switch (row.operation) {
    case applyChange:
      return
    case 'set_user_attribute_user_value':
    case 'delete_user_attribute_user_value':
      if (!made.attributes.has(attribute)) await ownValue(context, undoing, row)
      return
    case 'expire_user_attribute_user_value':
    case 'start_user_attribute_user_value':
      undoing.cannot(row, 'a value ends and starts by its times; set it again, or change them.')
      return
    case 'expire_group_user':
    case 'start_group_user':
      undoing.cannot(
        row,
        'a membership ends and starts by its times; put the user into the group again.',
      )
      return
    case 'expire_user_attribute_group_value':
    case 'start_user_attribute_group_value':
      undoing.cannot(row, 'a value ends and starts by its times; set it again, or change them.')
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
      const { rows } = await context.load(
        valuesBeyond({ ...at.extent, user_attribute_id: attribute, now: time }),
      )
      // guard undo-made-1: rows[0].length > 0 → false
      undoing.endAttribute(row, attribute, rows[0].length > 0)
      return
    }
    case 'update_group':
      if (!made.groups.has(group)) undoneGroup(undoing, row, group)
      return
    case 'create_group': {
      const users = JSON.stringify(untouchedMembers(undoing, at.rows, group))
      const { rows } = await context.load(membersBeyond({ group_id: group, users, now: time }))
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
    case 'set_sign_in_values':
      undoing.cannot(
        row,
        'a sign-in sets what its provider sends; change it there, or set a value of the user, which comes first.',
      )
      return
    case 'set_role_groups':
      if (rolesGiven([row]).size > 0 && isOfMade(row, made)) return
      undoing.cannot(row, opposite)
      return
    case 'delete_user_attribute':
      // What the change itself has created and deleted was never there.
      if (made.attributes.has(attribute)) return
      await attributeBack(context, undoing, row, at)
      return
    case 'delete_group':
      if (made.groups.has(group)) return
      await groupBack(context, undoing, row, at)
      return
    case 'delete_user':
    case 'delete_service_account':
      undoing.cannot(row, person)
      return
    default:
      undoing.cannot(row, opposite)
  }
}
const opposite = 'this kind of change cannot be undone; make the opposite change.'
const person =
  'a person who was deleted cannot be put back: their addresses, passwords and keys were not kept. Create them again.'

/** Whether a row has given a role to groups that the change itself has put there, and to nobody else. */
const isOfMade = (row: RowOfChange, { groups }: Made): boolean =>
  [...rolesGiven([row])].every((given) => groups.has(given.split(' ')[0] ?? ''))

/** Puts back what a user had of their own before a row, or says why that cannot be. */
export async function ownValue(
  context: Context,
  undoing: Undoing,
  row: RowOfChange,
): Promise<void> {
  const id = (row.user_attribute_id ?? '') as UserAttributeId
  const attribute = undoing.parts.catalogues.now.attributes.get(id)
  if (attribute === undefined) {
    return void undoing.conflict(row, 'the attribute has been deleted since.')
  }
  const user = undoing.user(row)
  if (user === undefined || !undoing.isFirst(`value ${row.user_id} ${id}`)) return
  const held = ownOf(user.now, id)
  // What has ended since is not put back.
  const wanted = ownLater(ownOf(user.before, id), undoing.parts.time)
  const isHidden = attribute.value_is_hidden
  const isNothing = (own: OwnValue) => own.now === undefined && own.scheduled === undefined
  // A hidden value is never compared.
  const isSo = isNothing(wanted) ? isNothing(held) : !isHidden && isSameOwn(held, wanted)
  if (isSo) return
  if (!isAsAfter(held, row)) {
    if (await hasJustEnded(context, held, row)) {
      return void undoing.cannot(row, 'the value has ended since; set it again.')
    }
    return void undoing.conflict(
      row,
      `the value of attribute ${id} of user ${row.user_id} has been changed again since.`,
    )
  }
  const about = { user: undoing.reference(row), attribute: undoing.attribute(row, id) }
  if (isHidden && !isNothing(wanted)) {
    const message = 'a hidden value is not kept, so it cannot be put back; set it again.'
    return void undoing.cannot(row, message)
  }
  if (!isNothing(held) && (wanted.now === undefined || held.scheduled !== undefined)) {
    undoing.add(row, { op: 'clear_user_value', ...about })
  }
  putOwn(undoing, row, { ...about, wanted })
}

function isAsAfter(own: OwnValue, { operation, sequence }: RowOfChange): boolean {
  // A value that has started as it was scheduled is as it was set.
  const last = own.scheduled ?? own.now
  if (operation === 'delete_user_attribute_user_value') return last === undefined
  return last?.change === sequence
}

/** Whether the value that a change had set has ended, and nothing has happened to it but that. */
async function hasJustEnded(
  context: Context,
  { now, scheduled, expired }: OwnValue,
  { sequence, user_id, user_attribute_id }: RowOfChange,
): Promise<boolean> {
  if (now !== undefined || scheduled !== undefined) return false
  if (expired !== undefined) return expired.change === sequence
  const [ids, attributes] = [JSON.stringify([user_id]), JSON.stringify([user_attribute_id])]
  const newest = (await context.load(endedChanges({ ids, attributes }))).rows[0][0]?.newest_change
  const { rows } = await context.load(extentOf({ id: String(newest ?? 0) }))
  const { operation, details } = rows[0][0] ?? {}
  const isEnd = operation === 'expire_user_attribute_user_value'
  return isEnd && JSON.parse(details ?? '{}').change === sequence
}
