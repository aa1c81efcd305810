// Finds what undoes a change: operations that put back what was there before it, and what has been changed again since.
import type { Catalogue } from '../domain/catalogue.ts'
import { isSameTimes, timesLeft } from '../domain/memberships.ts'
import { forGood, isSameOwn, type OwnValue, ownLater, type Times } from '../domain/times.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'
import { ownOf } from '../moment/own-values.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import { endedChanges } from '../past/sql.ts'
import type { Context } from '../request/context.ts'
import { ownTurns } from '../request/own-turns.ts'
import { shownInstant } from '../texts/instant.ts'
import {
  type Extent,
  extentOf,
  membersBeyond,
  ownersBeyond,
  type RowOfChange,
  rowsIn,
} from './extent-sql.ts'
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
    case 'set_sign_in_values':
      undoing.cannot(
        row,
        'a sign-in sets what its provider sends; change it there, or set a value of the user, which comes first.',
      )
      return
    case 'delete_user_attribute':
    case 'delete_group':
      // What the change itself has created and deleted was never there.
      if (made.attributes.has(attribute) || made.groups.has(group)) return
      undoing.cannot(
        row,
        'what was deleted cannot be put back: its values, members and roles went with it. Create it again; as_of in ' +
          'lists of values and in explanations tells what it gave before.',
      )
      return
    default:
      undoing.cannot(row, 'this kind of change cannot be undone; make the opposite change.')
  }
}

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
  if (!isAsAfter(user.now, id, row)) {
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
  const { now, scheduled } = wanted
  if (!isNothing(held) && (now === undefined || held.scheduled !== undefined)) {
    undoing.add(row, { op: 'clear_user_value', ...about })
  }
  for (const it of [now, scheduled]) {
    if (it === undefined) continue
    const times = {
      starts_at: it === scheduled ? shownTime(it.starts_at) : null,
      expires_at: shownTime(it.expires_at),
    }
    undoing.add(row, { op: 'set_user_value', ...about, value: it.value, times })
  }
}

const shownTime = (time: number | null) => (time === null ? null : shownInstant(time))

function isAsAfter(now: Held, id: UserAttributeId, { operation, sequence }: RowOfChange): boolean {
  const own = ownOf(now, id)
  const newest = now.timed[id]?.newest_change ?? now.changes[id]
  const isGone = own.now === undefined && own.scheduled === undefined
  if (operation === 'delete_user_attribute_user_value') return isGone
  // A value that has started as it was scheduled is as it was set.
  return !isGone && (newest === sequence || (!own.scheduled && own.now?.change === sequence))
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

function membership(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  if (!undoing.parts.catalogues.now.groups.has(id)) {
    return void undoing.conflict(row, 'the group has been deleted since.')
  }
  const user = undoing.user(row)
  if (user === undefined || !undoing.isFirst(`member ${row.user_id} ${id}`)) return
  const { time } = undoing.parts
  const left = (times: Times | undefined) => times && timesLeft(times, time)
  const [wanted, made, held] = [
    left(membershipIn(user.before, id)),
    row.operation === 'add_group_user' ? left(timesOf(row)) : undefined,
    left(membershipIn(user.now, id)),
  ]
  if (isSameTimes(held, wanted)) return
  if (!isSameTimes(held, made)) {
    return void undoing.conflict(
      row,
      `the membership of user ${row.user_id} has been changed again since.`,
    )
  }
  const about = { user: undoing.reference(row), group: undoing.group(row, id) }
  if (wanted === undefined) return void undoing.add(row, { op: 'remove_group_user', ...about })
  // What counts now cannot be given a later start.
  if (held !== undefined && wanted.starts_at !== null) {
    undoing.add(row, { op: 'remove_group_user', ...about })
  }
  const { starts_at, expires_at } = wanted
  const times = { starts_at: shownTime(starts_at), expires_at: shownTime(expires_at) }
  undoing.add(row, { op: 'add_group_user', ...about, times })
}

/** The times of a membership; undefined if there is none. */
function membershipIn(held: Held | undefined, id: GroupId): Times | undefined {
  const isOfGroup = ({ group_id }: { readonly group_id: string }) => group_id === id
  const timed = held?.timedGroups.find(isOfGroup)
  return timed ?? (held?.groups.some(isOfGroup) ? forGood : undefined)
}

function timesOf({ details }: RowOfChange): Times {
  const { starts_at = null, expires_at = null } = JSON.parse(details ?? '{}') as Partial<Times>
  return { starts_at, expires_at }
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
