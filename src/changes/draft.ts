// What decides values, with changes that are not stored: a copy of the catalogue, and what users would gain or lose.
import { Catalogue, type Group, type Role } from '../domain/catalogue.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import type { Membership } from '../domain/memberships.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import { nothingOwn, type OwnValue, type Times } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import {
  allUsersGroupId,
  type GroupId,
  type RoleId,
  type UserAttributeId,
  type UserId,
} from '../ids.ts'
import type { Held, TimedOwn } from '../moment/moment.ts'
import { ownOf } from '../moment/own-values.ts'
import { groupsWith, type InGroups, type JoinedAndLeft, membershipsIn } from './drafted-groups.ts'
import type { Deciding } from './effects.ts'

/** The change that set a value of a draft: no row of the audit has this sequence. */
export const draftedChange = 0

type DraftedGroupValue = Pick<
  StoredGroupValue,
  'group_id' | 'value' | 'newest_change' | 'starts_at' | 'expires_at'
>

interface OwnChanges extends JoinedAndLeft {
  /** Null: the value is removed. */
  readonly values: Map<UserAttributeId, OwnValue | null>
  /** How often the user has joined or left a group, or got other times in one. */
  memberships: number
}

/** Ids for what a draft creates. */
export interface NewIds {
  readonly group: () => GroupId
  readonly attribute: () => UserAttributeId
}

/** Ids that nothing has, for drafts that are never stored. */
function draftIds(): NewIds {
  let made = 0
  const next = () => `new-${++made}`
  return { group: () => next() as GroupId, attribute: () => next() as UserAttributeId }
}

export class Draft {
  readonly #attributes: Map<UserAttributeId, UserAttribute>
  readonly #groups: Map<GroupId, Group>
  readonly #roles: Map<RoleId, Role>
  readonly #values: Map<UserAttributeId, StoredGroupValue[]>
  readonly #defaultChanges: Map<UserAttributeId, number | null>
  readonly #base: Catalogue
  readonly #before: ReadonlyMap<UserId, Held>
  readonly #newIds: NewIds
  readonly #people = new Map<UserId, OwnChanges>()
  readonly #said = new Map<string, 'now' | 'later'>()
  #catalogue: Catalogue | undefined

  /** `before` has the users whom the changes name. */
  constructor(base: Catalogue, before: ReadonlyMap<UserId, Held>, newIds = draftIds()) {
    this.#base = base
    this.#before = before
    this.#newIds = newIds
    this.#attributes = new Map(base.attributes)
    this.#groups = new Map(base.groups)
    this.#roles = new Map(base.roles)
    const ids = [...base.attributes.keys()]
    this.#values = new Map(ids.map((id) => [id, [...base.listedGroupValues(id)]]))
    this.#defaultChanges = new Map(ids.map((id) => [id, base.defaultChange(id)]))
  }

  get catalogue(): Catalogue {
    const rows = {
      version: this.#base.version,
      attributes: [...this.#attributes.values()],
      groups: [...this.#groups.values()],
      groupValues: [...this.#values.values()].flat(),
      endedGroupValues: this.#ended(),
      roles: [...this.#roles.values()],
      defaultChanges: this.#defaultChanges,
    }
    this.#catalogue ??= new Catalogue(rows, this.#base.time)
    return this.#catalogue
  }

  /** What a user holds with the changes. Values of attributes that are gone stay there, and nobody asks for them. */
  held<Own extends Pick<Held, 'values' | 'changes' | 'timed' | keyof InGroups>>(
    user_id: UserId,
    before: Own,
  ): Own {
    const own = this.#people.get(user_id)
    if (own === undefined) return before
    const values: Record<string, string> = { ...before.values }
    const changes: Record<string, number | null> = { ...before.changes }
    const timed: Record<string, TimedOwn> = { ...before.timed }
    for (const [attribute, value] of own.values) {
      if (value?.now === undefined) delete values[attribute]
      else values[attribute] = value.now.value
      changes[attribute] = value?.now?.change ?? draftedChange
      if (value === null) delete timed[attribute]
      else timed[attribute] = { ...value, newest_change: draftedChange }
    }
    return { ...before, ...{ values, changes, timed }, ...groupsWith(own, before) }
  }

  /** The same of what alone decides values. */
  decided(user_id: UserId, { values, changes, sign_ins, groups }: Deciding): Deciding {
    const inGroups = groups.map((group_id) => ({ group_id }))
    const {
      values: own,
      changes: made,
      groups: inAll,
    } = this.held(user_id, {
      values,
      changes,
      groups: inGroups,
      timed: {},
      timedGroups: [],
      endedGroups: [],
    })
    const ids = inAll.map(({ group_id }) => group_id as GroupId)
    return { values: own, changes: made, sign_ins, groups: ids }
  }

  /** What the user has of their own. */
  ownValue(user_id: UserId, attribute: UserAttributeId): OwnValue {
    const drafted = this.#people.get(user_id)?.values.get(attribute)
    if (drafted !== undefined) return drafted ?? nothingOwn
    return ownOf(this.#before.get(user_id), attribute)
  }

  /**
   * Whether an earlier cell of a table has said the same of a value, whatever it has changed: one cell may say what
   * counts now, and another one what follows it.
   */
  isSaid(user_id: UserId, attribute: UserAttributeId, startsLater: boolean): boolean {
    const key = `${user_id} ${attribute}`
    if (this.#said.has(key) && (!startsLater || this.#said.get(key) === 'later')) return true
    this.#said.set(key, startsLater ? 'later' : 'now')
    return false
  }

  /** The values that this draft gives users for an attribute. */
  newValues(attribute: UserAttributeId): { user_id: UserId; value: string }[] {
    return [...this.#people].flatMap(([user_id, { values }]) => {
      const { now, scheduled } = values.get(attribute) ?? nothingOwn
      return [now, scheduled].flatMap((it) =>
        it === undefined ? [] : { user_id, value: it.value },
      )
    })
  }

  /** The users whose own value of the attribute this draft sets or removes. */
  changedOwners = (attribute: UserAttributeId): ReadonlySet<UserId> =>
    new Set([...this.#people].flatMap(([id, { values }]) => (values.has(attribute) ? [id] : [])))

  /** The groups that the user is directly in. */
  groupsOf(user_id: UserId): GroupId[] {
    const before = this.#before.get(user_id)
    const { groups } = before === undefined ? { groups: [] } : this.held(user_id, before)
    return groups.map(({ group_id }) => group_id as GroupId)
  }

  /** All memberships of the user, whether they count or not. */
  memberships(user_id: UserId): Membership[] {
    const before = this.#before.get(user_id)
    return before === undefined ? [] : membershipsIn(this.held(user_id, before))
  }

  membershipChanges(user_id: UserId): number {
    return this.#people.get(user_id)?.memberships ?? 0
  }

  /** The users whose values or memberships this draft changes. */
  get people(): ReadonlyMap<UserId, Readonly<OwnChanges>> {
    return this.#people
  }

  setUserValue(user_id: UserId, attribute: UserAttributeId, value: OwnValue | null): void {
    this.#own(user_id).values.set(attribute, value)
  }

  /** A start has to be in the future. */
  join(user_id: UserId, group: GroupId, times: Times): void {
    const own = this.#own(user_id)
    own.joined.set(group, times)
    own.left.delete(group)
    own.memberships++
  }

  leave(user_id: UserId, group: GroupId): void {
    const own = this.#own(user_id)
    own.joined.delete(group)
    own.left.add(group)
    own.memberships++
  }

  /** Whether the store may still have a value of the group that has ended. */
  hasEnded(attribute: UserAttributeId, group: GroupId): boolean {
    const isOfGroup = ({ group_id }: { readonly group_id: string }) => group_id === group
    const isThere = this.#values.get(attribute)?.some(isOfGroup) === true
    return !isThere && this.#base.storedGroupValues(attribute).some(isOfGroup)
  }

  /** Values that have ended, of groups that have not got another one. */
  #ended(): StoredGroupValue[] {
    return [...this.#values].flatMap(([id, values]) => {
      const given = new Set(values.map(({ group_id }) => group_id))
      const ended = this.#base.endedGroupValues(id)
      return ended.filter(({ group_id }) => this.#groups.has(group_id) && !given.has(group_id))
    })
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

  setRole(role: Role): void {
    this.#roles.set(role.id, role)
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
  setGroupValues(user_attribute_id: UserAttributeId, values: readonly DraftedGroupValue[]): void {
    this.#values.set(
      user_attribute_id,
      values.map((value, at) => ({
        id: '',
        user_attribute_id,
        group_id: value.group_id,
        value: value.value,
        rank: at + 1,
        newest_change: value.newest_change ?? null,
        ...timesOf(value),
      })),
    )
    this.#catalogue = undefined
  }

  /** Creates a group inside All Users: with a new id, or with one that a deleted group had. */
  createGroup(name: string, deleted?: GroupId): Group {
    const group: Group = { id: deleted ?? this.#newIds.group(), name, parents: [allUsersGroupId] }
    this.setGroup(group)
    return group
  }

  createAttribute(definition: Omit<UserAttribute, 'id'>, deleted?: UserAttributeId): UserAttribute {
    const attribute = { ...definition, id: deleted ?? this.#newIds.attribute() }
    this.#values.set(attribute.id, [])
    this.setAttribute(attribute, definition.default_value !== null)
    return attribute
  }

  #own(user_id: UserId): OwnChanges {
    const known = this.#people.get(user_id) ?? {
      values: new Map<UserAttributeId, OwnValue | null>(),
      joined: new Map<GroupId, Times>(),
      left: new Set<GroupId>(),
      memberships: 0,
    }
    this.#people.set(user_id, known)
    return known
  }
}
