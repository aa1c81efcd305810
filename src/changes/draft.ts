// What decides values, with changes that nobody has stored: a copy of the catalogue, and what users would gain or lose.
import { Catalogue, type Group, type StoredGroupValue } from '../domain/catalogue.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { allUsersGroupId, type GroupId, type UserAttributeId, type UserId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'

/** The change that set a value of a draft: no row of the audit has this sequence. */
export const draftedChange = 0

interface OwnChanges {
  /** Null: the value is removed. */
  readonly values: Map<UserAttributeId, string | null>
  readonly joined: Set<GroupId>
  readonly left: Set<GroupId>
}

export class Draft {
  readonly #attributes: Map<UserAttributeId, UserAttribute>
  readonly #groups: Map<GroupId, Group>
  readonly #values: Map<UserAttributeId, StoredGroupValue[]>
  readonly #defaultChanges: Map<UserAttributeId, number | null>
  readonly #base: Catalogue
  readonly #people = new Map<UserId, OwnChanges>()
  #made = 0
  #catalogue: Catalogue | undefined

  constructor(base: Catalogue) {
    this.#base = base
    this.#attributes = new Map(base.attributes)
    this.#groups = new Map(base.groups)
    const ids = [...base.attributes.keys()]
    this.#values = new Map(ids.map((id) => [id, [...base.groupValues(id)]]))
    this.#defaultChanges = new Map(ids.map((id) => [id, base.defaultChange(id)]))
  }

  get catalogue(): Catalogue {
    this.#catalogue ??= new Catalogue({
      version: this.#base.version,
      attributes: [...this.#attributes.values()],
      groups: [...this.#groups.values()],
      groupValues: [...this.#values.values()].flat(),
      roles: [...this.#base.roles.values()],
      defaultChanges: this.#defaultChanges,
    })
    return this.#catalogue
  }

  /** What a user holds with the changes. Values of attributes that are gone stay there, and nobody asks for them. */
  held(user_id: UserId, before: Held): Held {
    const own = this.#people.get(user_id)
    if (own === undefined) return before
    const values: Record<string, string> = { ...before.values }
    const changes: Record<string, number | null> = { ...before.changes }
    for (const [attribute, value] of own.values) {
      if (value === null) delete values[attribute]
      else values[attribute] = value
      changes[attribute] = draftedChange
    }
    const kept = before.groups.filter(({ group_id }) => !own.left.has(group_id as GroupId))
    const isIn = new Set(kept.map(({ group_id }) => group_id))
    const joined = [...own.joined].filter((id) => !isIn.has(id))
    return {
      ...before,
      values,
      changes,
      groups: [...kept, ...joined.map((group_id) => ({ group_id }))],
    }
  }

  setUserValue(user_id: UserId, attribute: UserAttributeId, value: string | null): void {
    this.#own(user_id).values.set(attribute, value)
  }

  join(user_id: UserId, group: GroupId): void {
    const { joined, left } = this.#own(user_id)
    joined.add(group)
    left.delete(group)
  }

  leave(user_id: UserId, group: GroupId): void {
    const { joined, left } = this.#own(user_id)
    joined.delete(group)
    left.add(group)
  }

  setAttribute(attribute: UserAttribute, hasNewDefault: boolean): void {
    this.#attributes.set(attribute.id, attribute)
    if (hasNewDefault) this.#defaultChanges.set(attribute.id, draftedChange)
    this.#catalogue = undefined
  }

  deleteAttribute(id: UserAttributeId): void {
    this.#attributes.delete(id)
    this.#values.delete(id)
    for (const { values } of this.#people.values()) values.delete(id)
    this.#catalogue = undefined
  }

  setGroup(group: Group): void {
    this.#groups.set(group.id, group)
    this.#catalogue = undefined
  }

  /** Deletes a group with its values and its nesting; the groups after it move up (looker 1.7). */
  deleteGroup(id: GroupId): void {
    this.#groups.delete(id)
    for (const [other, group] of this.#groups) {
      if (group.parents.includes(id)) {
        this.#groups.set(other, { ...group, parents: group.parents.filter((it) => it !== id) })
      }
    }
    for (const [attribute, values] of this.#values) {
      if (values.some(({ group_id }) => group_id === id)) {
        this.setGroupValues(
          attribute,
          values.filter(({ group_id }) => group_id !== id),
        )
      }
    }
    for (const { joined } of this.#people.values()) joined.delete(id)
    this.#catalogue = undefined
  }

  /** Replaces the values of all groups, strongest first. */
  setGroupValues(
    user_attribute_id: UserAttributeId,
    values: readonly Pick<StoredGroupValue, 'group_id' | 'value' | 'newest_change'>[],
  ): void {
    this.#values.set(
      user_attribute_id,
      values.map((value, at) => ({
        id: '',
        user_attribute_id,
        group_id: value.group_id,
        value: value.value,
        rank: at + 1,
        newest_change: value.newest_change ?? null,
      })),
    )
    this.#catalogue = undefined
  }

  /** An id that nothing else has, for a group that the draft creates inside All Users. */
  createGroup(name: string): Group {
    const group: Group = { id: this.#newId() as GroupId, name, parents: [allUsersGroupId] }
    this.setGroup(group)
    return group
  }

  createAttribute(definition: Omit<UserAttribute, 'id'>): void {
    const id = this.#newId() as UserAttributeId
    this.#values.set(id, [])
    this.setAttribute({ ...definition, id }, definition.default_value !== null)
  }

  #newId(): string {
    return `new-${++this.#made}`
  }

  #own(user_id: UserId): OwnChanges {
    const known = this.#people.get(user_id) ?? {
      values: new Map<UserAttributeId, string | null>(),
      joined: new Set<GroupId>(),
      left: new Set<GroupId>(),
    }
    this.#people.set(user_id, known)
    return known
  }
}
