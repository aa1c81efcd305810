// What is small, read by every request and rarely changed, held in memory as of one version:
// definitions, group values, groups and their nesting, roles.
import { grouped } from '../grouped.ts'
import { byId, type GroupId, type RoleId, type UserAttributeId } from '../ids.ts'
import type { GroupValue } from '../user-attributes/search-path.ts'
import type { UserAttribute } from '../user-attributes/user-attribute.ts'

export interface Group {
  readonly id: GroupId
  readonly name: string
  /** The groups it was put into. */
  readonly parents: readonly GroupId[]
}

/** A role as far as rights go. */
export interface Role {
  readonly id: RoleId
  /** Those its permission set names, and those that come with them. */
  readonly permissions: readonly string[]
  /** Its permission set allows everything. */
  readonly all_access: boolean
  readonly groups: readonly GroupId[]
}

export interface StoredGroupValue extends GroupValue {
  readonly id: string
  readonly user_attribute_id: UserAttributeId
}

/** The rows a catalogue is made of, groups and attributes in the order of their ids. */
export interface CatalogueRows {
  readonly version: number
  readonly attributes: readonly UserAttribute[]
  readonly groupValues: readonly StoredGroupValue[]
  readonly groups: readonly Group[]
  readonly roles: readonly Role[]
}

export class Catalogue {
  readonly version: number
  readonly attributes: ReadonlyMap<UserAttributeId, UserAttribute>
  readonly groups: ReadonlyMap<GroupId, Group>
  readonly roles: ReadonlyMap<RoleId, Role>
  readonly #byAttribute: ReadonlyMap<UserAttributeId, StoredGroupValue[]>
  readonly #byGroup: ReadonlyMap<GroupId, StoredGroupValue[]>
  readonly #around = new Map<GroupId, readonly GroupId[]>()

  constructor(rows: CatalogueRows) {
    this.version = rows.version
    this.attributes = new Map(rows.attributes.map((attribute) => [attribute.id, attribute]))
    this.groups = new Map(rows.groups.map((group) => [group.id, group]))
    this.roles = new Map(rows.roles.map((role) => [role.id, role]))
    const byRank = [...rows.groupValues].sort((one, other) => one.rank - other.rank)
    this.#byAttribute = grouped(byRank, (value) => value.user_attribute_id)
    this.#byGroup = grouped(byRank, (value) => value.group_id)
  }

  /** Values that groups have of an attribute, in precedence order. */
  groupValues(id: UserAttributeId): readonly StoredGroupValue[] {
    return this.#byAttribute.get(id) ?? []
  }

  /** Values that a group has. */
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

  /** Every group that somebody in these groups is in. */
  allGroups(direct: readonly GroupId[]): ReadonlySet<GroupId> {
    const all = new Set<GroupId>()
    for (const group of direct) for (const around of this.groupsAround(group)) all.add(around)
    return all
  }

  /** Roles that come to somebody by way of groups, given every group he is in. */
  rolesThrough(groups: ReadonlySet<GroupId>): RoleId[] {
    return [...this.roles.values()]
      .filter((role) => role.groups.some((group) => groups.has(group)))
      .map((role) => role.id)
      .sort(byId)
  }

  attributeNamed(name: string): UserAttribute | undefined {
    return [...this.attributes.values()].find((attribute) => attribute.name === name)
  }

  #parents(id: GroupId): readonly GroupId[] {
    return this.groups.get(id)?.parents ?? []
  }
}
