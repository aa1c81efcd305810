// Gathers the operations that undo a change.
import type { Catalogue } from '../domain/catalogue.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import { timesLeft } from '../domain/memberships.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'
import type { RowOfChange } from './extent-sql.ts'
import type { Operation, Reference } from './operation.ts'

export interface Parts {
  /** Everything just before the change, just after it, and now. */
  readonly catalogues: {
    readonly before: Catalogue
    readonly after: Catalogue
    readonly now: Catalogue
  }
  /** The users whom the change names, before it and now. */
  readonly held: {
    readonly before: ReadonlyMap<UserId, Held>
    readonly now: ReadonlyMap<UserId, Held>
  }
  readonly made: Made
  /** The time that decides which values count. */
  readonly time: number
  /** The oldest row of the change about each definition. */
  readonly oldest: ReadonlyMap<string, RowOfChange>
}

/** What the change itself has created. */
export interface Made {
  readonly attributes: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  /**
   * The ids of attributes and groups that it has deleted, each with the users whom its other rows name: everything
   * about them is put back with them.
   */
  readonly ended: { readonly attributes: Ended; readonly groups: Ended }
  /** The groups to which it has given roles, each with the role, as `group role`. */
  readonly roles: ReadonlySet<string>
}

export type Ended = ReadonlyMap<string, readonly UserId[]>

type WithoutPlace<Of> = Of extends Operation ? Omit<Of, 'place'> : never

export class Undoing {
  readonly parts: Parts
  readonly problems: Problem[] = []
  hasConflict = false
  /** What is not put back: more than there are problems where one tells of several values. */
  leftOut = 0
  readonly #operations: Operation[] = []
  /** Operations about what others put back. */
  readonly #last: Operation[] = []
  /** Definitions, lists and groups that are put back already: the oldest state of each is that before the change. */
  readonly #done = new Set<string>()
  readonly #decided = new Map<string, boolean>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  get operations(): readonly Operation[] {
    return [...this.#operations, ...this.#last]
  }

  add(row: RowOfChange, operation: WithoutPlace<Operation>): void {
    this.#operations.push({ ...operation, place: placeOf(row) } as Operation)
  }

  /** Leaves out operations that were added after so many. */
  dropAfter(count: number): void {
    this.#operations.length = count
  }

  /** The operation is about things that may only be there after all others. */
  addLast(row: RowOfChange, operation: WithoutPlace<Operation>): void {
    this.#last.push({ ...operation, place: placeOf(row) } as Operation)
  }

  conflict(row: RowOfChange, message: string): void {
    this.hasConflict = true
    this.cannot(row, message)
  }

  /** `count`: how many values or things it is about. */
  cannot(row: RowOfChange, message: string, count = 1): void {
    this.leftOut += count
    this.problems.push({ field: placeOf(row), code: 'invalid', message })
  }

  /**
   * Decides once for all rows about something whether they are put back: `decide` is asked for the first, which is the
   * newest.
   */
  isPutBack(what: string, decide: () => boolean): boolean {
    const known = this.#decided.get(what) ?? decide()
    this.#decided.set(what, known)
    return known
  }

  /** Whether this is the first row about something. */
  isFirst(what: string): boolean {
    if (this.#done.has(what)) return false
    this.#done.add(what)
    return true
  }

  /** The user of a row; undefined if they have been deleted since. */
  user(row: RowOfChange): { readonly before: Held | undefined; readonly now: Held } | undefined {
    const { held } = this.parts
    const id = (row.user_id ?? '') as UserId
    const now = held.now.get(id)
    if (now === undefined) this.conflict(row, 'the user has been deleted since.')
    return now && { before: held.before.get(id), now }
  }

  reference = ({ user_id }: RowOfChange) => ({ by: 'id' as const, text: (user_id ?? '') as UserId })
  attribute = (row: RowOfChange, id: UserAttributeId): Reference => reference(row, 'attribute', id)
  group = (row: RowOfChange, id: GroupId): Reference => reference(row, 'group', id)

  /** Deletes an attribute that the change has created, unless somebody has used it since. */
  endAttribute(row: RowOfChange, id: UserAttributeId, isUsed: boolean): void {
    const { catalogues, time } = this.parts
    const { now, after } = catalogues
    if (!now.attributes.has(id)) return
    const values = (one: Catalogue) => listText(valuesLeft(one.storedGroupValues(id), time), true)
    if (isUsed || values(now) !== values(after)) {
      return void this.conflict(row, 'the attribute has been given other values since.')
    }
    if (definitionText(now, id) !== definitionText(after, id)) {
      return void this.conflict(row, 'the attribute has been changed again since.')
    }
    this.add(row, { op: 'delete_attribute', attribute: this.attribute(row, id) })
  }

  /** Deletes a group that the change has created, unless somebody has used it since. */
  endGroup(row: RowOfChange, id: GroupId, isUsed: boolean): void {
    const { catalogues, made, time } = this.parts
    const { now, after } = catalogues
    if (!now.groups.has(id)) return
    const roles = [...now.roles.values()].some(
      (role) => role.groups.includes(id) && !made.roles.has(`${id} ${role.id}`),
    )
    if (isUsed || roles || useOf(now, id, time) !== useOf(after, id, time)) {
      return void this.conflict(
        row,
        'the group has been given other members, groups, values or roles since.',
      )
    }
    this.add(row, { op: 'delete_group', group: this.group(row, id) })
  }
}

/** Names the row of the history whose effect is put back. */
export const placeOf = ({ sequence }: RowOfChange): string => `history[${sequence}]`

const reference = (row: RowOfChange, field: string, id: string): Reference => ({
  ...{ field: `${placeOf(row)}.${field}`, text: id, by: 'id' },
})

/** The values of groups that are left at this time, whether or not a sweep has taken the others away. */
export const valuesLeft = (stored: readonly StoredGroupValue[], time: number): StoredGroupValue[] =>
  stored.flatMap((value) => {
    const times = timesLeft(timesOf(value), time)
    return times === undefined ? [] : [{ ...value, ...times }]
  })

/** A list by its order, times and values, or by the changes that set them: hidden values are never compared. */
export const listText = (values: readonly StoredGroupValue[] = [], byChange: boolean): string =>
  JSON.stringify(
    values.map(({ group_id, value, newest_change, starts_at, expires_at }) => [
      group_id,
      byChange ? newest_change : value,
      ...[starts_at, expires_at],
    ]),
  )

/** Everything about a group in a catalogue but its roles. */
function useOf(catalogue: Catalogue, id: GroupId, time: number): string {
  const inside = [...catalogue.groups.values()]
    .filter(({ parents }) => parents.includes(id))
    .map((group) => group.id)
  const values = valuesLeft(catalogue.storedValuesOf(id), time).map(
    (value) => `${value.user_attribute_id} ${listText([value], true)}`,
  )
  const { name, parents } = catalogue.groups.get(id) ?? {}
  return JSON.stringify([name, [...(parents ?? [])].sort(), inside.sort(), values.sort()])
}

/** Everything that a definition says, and which change set the default: of a hidden one, nothing else is compared. */
export function definitionText(
  catalogue: Catalogue,
  id: UserAttributeId,
  withChange = true,
): string {
  const attribute = catalogue.attributes.get(id)
  if (attribute === undefined) return ''
  const { default_value, value_is_hidden, ...rest } = attribute
  const shown = value_is_hidden ? default_value !== null : default_value
  const change = value_is_hidden || withChange ? catalogue.defaultChange(id) : null
  return JSON.stringify([rest, value_is_hidden, shown, change])
}
