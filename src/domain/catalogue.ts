// The catalogue: definitions, group values, groups with their nesting, and roles. It is small and changes rarely,
// so each server keeps one version of it in memory.
import { byId, type GroupId, type RoleId, type UserAttributeId } from '../ids.ts'
import { textKey } from '../texts/text-key.ts'
import { type InTime, inTime, stretchAround } from './group-values-in-time.ts'
import type { StoredGroupValue } from './search-path.ts'
import type { UserAttribute } from './user-attribute.ts'

export interface Group {
  readonly id: GroupId
  readonly name: string
  /** The groups that directly contain this one. */
  readonly parents: readonly GroupId[]
}

/** The parts of a role that decide about rights. */
export interface Role {
  readonly id: RoleId
  /** The permissions its permission set names, and those that come with them. */
  readonly permissions: readonly string[]
  /** Its permission set allows everything. */
  readonly all_access: boolean
  readonly groups: readonly GroupId[]
}

/** The rows that make up a catalogue; groups and attributes are in the order of their ids. */
export interface CatalogueRows {
  readonly version: number
  readonly attributes: readonly UserAttribute[]
  readonly groupValues: readonly StoredGroupValue[]
  /** Values that have ended and were taken away since, of groups that have not got another one. */
  readonly endedGroupValues?: readonly StoredGroupValue[]
  readonly groups: readonly Group[]
  readonly roles: readonly Role[]
  /** The audit sequences of the changes that set the defaults. */
  readonly defaultChanges?: ReadonlyMap<UserAttributeId, number | null>
  /** Of attributes that were deleted once: the audit sequence since which they are there again. */
  readonly returns?: ReadonlyMap<UserAttributeId, number>
}

/** So many times of one version are remembered. */
const remembered = 8

/** The definitions and groups of one version, with the values of groups that count at one time. */
export class Catalogue {
  readonly version: number
  /** The time that decides which values count, and from when until when the same ones do. */
  readonly time: number
  readonly from: number
  readonly until: number
  readonly attributes: ReadonlyMap<UserAttributeId, UserAttribute>
  readonly groups: ReadonlyMap<GroupId, Group>
  readonly roles: ReadonlyMap<RoleId, Role>
  readonly #rows: CatalogueRows
  /** Catalogues of other times, by the time from which they are right. */
  readonly #slices: Map<number, Catalogue>
  readonly #byAttribute: ReadonlyMap<UserAttributeId, InTime>
  readonly #stored: ReadonlyMap<UserAttributeId, StoredGroupValue[]>
  readonly #byGroup: ReadonlyMap<GroupId, StoredGroupValue[]>
  readonly #defaultChanges: ReadonlyMap<UserAttributeId, number | null>
  readonly #around = new Map<GroupId, readonly GroupId[]>()
  #byName: ReadonlyMap<string, Group> | undefined
  #attributesByName: ReadonlyMap<string, UserAttribute> | undefined

  constructor(
    rows: CatalogueRows,
    time = Number.NEGATIVE_INFINITY,
    slices = new Map<number, Catalogue>(),
  ) {
    this.version = rows.version
    this.time = time
    this.#rows = rows
    this.#slices = slices
    this.attributes = new Map(rows.attributes.map((attribute) => [attribute.id, attribute]))
    this.groups = new Map(rows.groups.map((group) => [group.id, group]))
    this.roles = new Map(rows.roles.map((role) => [role.id, role]))
    this.#defaultChanges = rows.defaultChanges ?? new Map()
    const byRank = [...rows.groupValues].sort((one, other) => one.rank - other.rank)
    this.#stored = Map.groupBy(byRank, (value) => value.user_attribute_id)
    const { from, until } = stretchAround(byRank, time)
    this.from = from
    this.until = until
    this.#byAttribute = new Map([...this.#stored].map(([id, all]) => [id, inTime(all, time)]))
    const counting = [...this.#byAttribute.values()].flatMap((it) => it.counting)
    this.#byGroup = Map.groupBy(counting, (value) => value.group_id)
    if (slices.size >= remembered) slices.clear()
    slices.set(from, this)
  }

  /** The same catalogue at another time. */
  at(time: number): Catalogue {
    if (this.from <= time && time < this.until) return this
    const { from } = stretchAround(this.#rows.groupValues, time)
    return this.#slices.get(from) ?? new Catalogue(this.#rows, time, this.#slices)
  }

  /** The values that groups have of an attribute now, in precedence order. */
  groupValues(id: UserAttributeId): readonly StoredGroupValue[] {
    return this.#byAttribute.get(id)?.counting ?? []
  }

  /** The same with those that start later; ranks are those of all that are stored. */
  listedGroupValues(id: UserAttributeId): readonly StoredGroupValue[] {
    return this.#byAttribute.get(id)?.listed ?? []
  }

  /** All that are stored, also those that have ended. */
  storedGroupValues(id: UserAttributeId): readonly StoredGroupValue[] {
    return this.#stored.get(id) ?? []
  }

  /** Values that have ended, of groups that have not got another one, by their groups: swept or not. */
  endedGroupValues(id: UserAttributeId): readonly StoredGroupValue[] {
    const swept = this.#rows.endedGroupValues?.filter((it) => it.user_attribute_id === id) ?? []
    const all = [...(this.#byAttribute.get(id)?.ended ?? []), ...swept]
    return all.sort((one, other) => byId(one.group_id, other.group_id))
  }

  /** The audit sequence of the change that set the default of an attribute; null: none was recorded. */
  defaultChange(id: UserAttributeId): number | null {
    return this.#defaultChanges.get(id) ?? null
  }

  /** The audit sequence since which an attribute is there: 0 unless it was deleted once, and put back. */
  thereSince(id: UserAttributeId): number {
    return this.#rows.returns?.get(id) ?? 0
  }

  /** The values that a group has now. */
  valuesOf(id: GroupId): readonly StoredGroupValue[] {
    return this.#byGroup.get(id) ?? []
  }

  /** All values of a group that are stored. */
  storedValuesOf(id: GroupId): readonly StoredGroupValue[] {
    return this.#rows.groupValues.filter(({ group_id }) => group_id === id)
  }

  /** The group and every group that it is in, directly or through nesting (looker 1.9). */
  groupsAround(id: GroupId): readonly GroupId[] {
    const known = this.#around.get(id)
    if (known !== undefined) return known
    const around = new Set([id])
    for (const group of around) for (const parent of this.#parents(group)) around.add(parent)
    const list = [...around]
    this.#around.set(id, list)
    return list
  }

  /** The group and every group inside it, however deep. */
  groupsWithin(id: GroupId): ReadonlySet<GroupId> {
    const inside = [...this.groups.keys()].filter((it) => this.groupsAround(it).includes(id))
    return new Set(inside)
  }

  /** Every group that a member of these groups is in. */
  allGroups(direct: readonly GroupId[]): ReadonlySet<GroupId> {
    const all = new Set<GroupId>()
    for (const group of direct) for (const around of this.groupsAround(group)) all.add(around)
    return all
  }

  /** The roles that somebody has through all their groups. */
  rolesThrough(groups: ReadonlySet<GroupId>): RoleId[] {
    return [...this.roles.values()]
      .filter((role) => role.groups.some((group) => groups.has(group)))
      .map((role) => role.id)
      .sort(byId)
  }

  attributeNamed(name: string): UserAttribute | undefined {
    this.#attributesByName ??= new Map([...this.attributes.values()].map((it) => [it.name, it]))
    return this.#attributesByName.get(name)
  }

  /** Names of groups are unique without case. */
  groupNamed(name: string): Group | undefined {
    this.#byName ??= new Map([...this.groups.values()].map((group) => [textKey(group.name), group]))
    return this.#byName.get(textKey(name))
  }

  #parents(id: GroupId): readonly GroupId[] {
    return this.groups.get(id)?.parents ?? []
  }
}
