// The catalogue: definitions, group values, groups with their nesting, and roles. It is small and changes rarely,
// so each server keeps one version of it in memory.
import { byId, type GroupId, type RoleId, type UserAttributeId } from '../ids.ts'
import { textKey } from '../texts/text-key.ts'
import type { GroupValue } from './search-path.ts'
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

export interface StoredGroupValue extends GroupValue {
  readonly id: string
  readonly user_attribute_id: UserAttributeId
  /** The audit sequence of its newest change; null: none was recorded. */
  readonly newest_change?: number | null
}

/** The rows that make up a catalogue; groups and attributes are in the order of their ids. */
export interface CatalogueRows {
  readonly version: number
  readonly attributes: readonly UserAttribute[]
  readonly groupValues: readonly StoredGroupValue[]
  readonly groups: readonly Group[]
  readonly roles: readonly Role[]
  /** The audit sequences of the changes that set the defaults. */
  readonly defaultChanges?: ReadonlyMap<UserAttributeId, number | null>
}

export class Catalogue {
  readonly version: number
  readonly attributes: ReadonlyMap<UserAttributeId, UserAttribute>
  readonly groups: ReadonlyMap<GroupId, Group>
  readonly roles: ReadonlyMap<RoleId, Role>
  readonly #byAttribute: ReadonlyMap<UserAttributeId, StoredGroupValue[]>
  readonly #byGroup: ReadonlyMap<GroupId, StoredGroupValue[]>
  readonly #defaultChanges: ReadonlyMap<UserAttributeId, number | null>
  readonly #around = new Map<GroupId, readonly GroupId[]>()
  #byName: ReadonlyMap<string, Group> | undefined

  constructor(rows: CatalogueRows) {
    this.version = rows.version
    this.attributes = new Map(rows.attributes.map((attribute) => [attribute.id, attribute]))
    this.groups = new Map(rows.groups.map((group) => [group.id, group]))
    this.roles = new Map(rows.roles.map((role) => [role.id, role]))
    this.#defaultChanges = rows.defaultChanges ?? new Map()
    const byRank = [...rows.groupValues].sort((one, other) => one.rank - other.rank)
    this.#byAttribute = Map.groupBy(byRank, (value) => value.user_attribute_id)
    this.#byGroup = Map.groupBy(byRank, (value) => value.group_id)
  }

  /** The values that groups have of an attribute, in precedence order. */
  groupValues(id: UserAttributeId): readonly StoredGroupValue[] {
    return this.#byAttribute.get(id) ?? []
  }

  /** The audit sequence of the change that set the default of an attribute; null: none was recorded. */
  defaultChange(id: UserAttributeId): number | null {
    return this.#defaultChanges.get(id) ?? null
  }

  /** The values that a group has. */
  valuesOf(id: GroupId): readonly StoredGroupValue[] {
    return this.#byGroup.get(id) ?? []
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
    return [...this.attributes.values()].find((attribute) => attribute.name === name)
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
