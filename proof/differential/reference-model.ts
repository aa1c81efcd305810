// The expected answers to a script of commands: docs/looker in memory, without a line of the program.
import { groupsOf } from '../../test/support/reference-resolver.ts'
import { administrator, allUsers, type Command, isName, type Operation } from './command.ts'
import { changedDefinition, freshDefinition } from './reference-definition.ts'
import { type Attribute, isReserved, ReferenceState } from './reference-state.ts'
import { attributeText, sameText, storable, textOf } from './reference-values.ts'

/** A status, and the parts of the answer that this model knows; names stand for ids. */
export interface Expected {
  readonly status: number
  readonly answer?: unknown
}

// biome-ignore lint/suspicious/noExplicitAny: a body may hold anything
type Body = any

const refused = (status: number): Expected => ({ status })
const answered = (answer: unknown): Expected => ({ status: 200, answer })
const done: Expected = { status: 204 }

export class ReferenceModel {
  readonly state: ReferenceState

  /** Starts with the content of every new instance: definitions and an administrator. */
  constructor(definitions: ReadonlyMap<string, Attribute>, admin: Body) {
    this.state = new ReferenceState(definitions)
    this.#addUser(administrator, admin)
  }

  /** Returns the required answer of the server and brings the state to the one required after it. */
  expect({ operation, on, body: given, makes = '' }: Command): Expected {
    const body: Body = given
    const { attribute = '', group = '', user = '', child = '' } = on
    if (!hasShape(operation, body)) return refused(400)
    // A text that is not spelled like an id names nothing, whatever else is wrong (T-20).
    if (!Object.values(on).every(isName)) return refused(404)
    switch (operation) {
      case 'create_user_attribute':
        return this.#createAttribute(makes, body)
      case 'update_user_attribute':
        return this.#updateAttribute(attribute, body)
      case 'delete_user_attribute':
        return this.#deleteAttribute(attribute)
      case 'set_user_attribute_group_values':
        return this.#setGroupValues(attribute, body ?? [])
      case 'update_user_attribute_group_value':
        return this.#setGroupValue(group, attribute, body)
      case 'delete_user_attribute_group_value':
        return this.#clearGroupValue(group, attribute)
      case 'set_user_attribute_user_value':
        return this.#setUserValue(user, attribute, body)
      case 'delete_user_attribute_user_value':
        return this.#clearUserValue(user, attribute)
      case 'create_user':
        return this.#createUser(makes, body ?? {})
      case 'update_user':
        return this.#updateUser(user, body)
      case 'delete_user':
        return this.#deleteUser(user)
      case 'create_group':
        return this.#createGroup(makes, body)
      case 'update_group':
        return this.#updateGroup(group, body)
      case 'delete_group':
        return this.#deleteGroup(group)
      case 'add_group_user':
        return this.#addMember(group, body)
      case 'delete_group_user':
        return this.#removeMember(group, user)
      case 'add_group_group':
        return this.#nest(group, body)
      case 'delete_group_from_group':
        return this.#unnest(group, child)
    }
  }

  // Definitions (section 3).

  #createAttribute(makes: string, body: Body): Expected {
    const made = changedDefinition(freshDefinition(body), body, [...this.state.attributes.values()])
    if (made === undefined) return refused(422)
    this.state.attributes.set(makes, made)
    return answered(this.state.shownAttribute(makes))
  }

  #updateAttribute(id: string, body: Body): Expected {
    const before = this.state.attributes.get(id)
    if (before === undefined) return refused(404)
    const others = [...this.state.attributes.values()].filter((it) => it !== before)
    const after = isReserved(before) ? undefined : changedDefinition(before, body, others)
    if (after === undefined) return refused(422)
    const ofUsers = [...this.state.users.values()].flatMap(({ values }) => values.get(id) ?? [])
    const held = [...ofUsers, ...this.state.held(id).map(({ value }) => value)]
    const isFit = (value: string) => textOf(after, value) === value
    // The types that hidden values fit would reveal something about them (decision 14).
    const isLocked = before.value_is_hidden && after.type !== before.type
    if (isLocked ? held.length > 0 : !held.every(isFit)) return refused(422)
    this.state.attributes.set(id, after)
    return answered(this.state.shownAttribute(id))
  }

  #deleteAttribute(id: string): Expected {
    const attribute = this.state.attributes.get(id)
    if (attribute === undefined) return refused(404)
    if (isReserved(attribute)) return refused(400)
    this.state.attributes.delete(id)
    this.state.groupValues.delete(id)
    for (const { values } of this.state.users.values()) values.delete(id)
    return done
  }

  // Values (sections 1 and 4).

  #setUserValue(user: string, id: string, body: Body): Expected {
    const [holder, attribute] = [this.state.users.get(user), this.state.attributes.get(id)]
    if (holder === undefined || attribute === undefined) return refused(404)
    if (isReserved(attribute)) return refused(403)
    const text = attributeText(attribute, body.value)
    if (text === undefined) return refused(422)
    holder.values.set(id, text)
    return answered(this.state.rows(user, { only: [id] })[0])
  }

  #clearUserValue(user: string, id: string): Expected {
    const [holder, attribute] = [this.state.users.get(user), this.state.attributes.get(id)]
    if (holder === undefined || attribute === undefined) return refused(404)
    return holder.values.delete(id) ? done : refused(404)
  }

  #setGroupValue(group: string, id: string, body: Body): Expected {
    const attribute = this.state.attributes.get(id)
    if (!this.state.groups.has(group) || attribute === undefined) return refused(404)
    if (isReserved(attribute)) return refused(403)
    const value = attributeText(attribute, body.value)
    if (value === undefined) return refused(422)
    const held = this.state.held(id)
    const own = held.find((it) => it.group === group)
    if (own === undefined) this.state.groupValues.set(id, [...held, { group, value }])
    else own.value = value
    return answered(this.state.groupValueRows(id).find((row) => row.group_id === group))
  }

  #clearGroupValue(group: string, id: string): Expected {
    const held = this.state.held(id)
    const kept = held.filter((it) => it.group !== group)
    if (kept.length === held.length) return refused(404)
    this.state.groupValues.set(id, kept)
    return done
  }

  #setGroupValues(id: string, items: Body[]): Expected {
    const attribute = this.state.attributes.get(id)
    if (attribute === undefined) return refused(404)
    const groups = items.map(({ group_id }) => group_id)
    const values = items.map(({ group_id, value }) =>
      attribute.value_is_hidden && value == null
        ? this.state.held(id).find(({ group }) => group === group_id)?.value
        : attributeText(attribute, value),
    )
    const ranks = items.map(({ rank }) => rank).filter((rank) => rank != null)
    const isRight =
      !isReserved(attribute) &&
      groups.every((group) => this.state.groups.has(group)) &&
      new Set(groups).size === groups.length &&
      !values.includes(undefined) &&
      ranks.every(Number.isSafeInteger) &&
      (ranks.length === 0 || ranks.length === items.length)
    if (!isRight) return refused(422)
    const order = items.map((_, at) => at).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0))
    const held = order.map((at) => ({ group: groups[at], value: values[at] ?? '' }))
    this.state.groupValues.set(id, held)
    return answered(this.state.groupValueRows(id))
  }

  // Users, groups and memberships (section 10).

  #createUser(makes: string, body: Body): Expected {
    if (!hasUserFields(body)) return refused(422)
    this.#addUser(makes, { ...body, email: '' })
    return answered(this.state.shownUser(makes))
  }

  #addUser(id: string, { first_name, last_name, email, is_disabled }: Body): void {
    this.state.users.set(id, {
      email: email ?? '',
      first_name: first_name ?? '',
      last_name: last_name ?? '',
      is_disabled: is_disabled ?? false,
      groups: new Set([allUsers]),
      values: new Map(),
    })
  }

  #updateUser(id: string, body: Body): Expected {
    const user = this.state.users.get(id)
    if (user === undefined) return refused(404)
    if (!hasUserFields(body)) return refused(422)
    // This user is the only administrator and stays one.
    if (id === administrator && body.is_disabled === true) return refused(403)
    if (body.first_name !== undefined) user.first_name = body.first_name ?? ''
    if (body.last_name !== undefined) user.last_name = body.last_name ?? ''
    user.is_disabled = body.is_disabled ?? user.is_disabled
    return answered(this.state.shownUser(id))
  }

  #deleteUser(id: string): Expected {
    if (id === administrator) return refused(403)
    return this.state.users.delete(id) ? done : refused(404)
  }

  #createGroup(makes: string, { name }: Body): Expected {
    if (!this.#isGroupName(makes, name)) return refused(422)
    this.state.groups.set(makes, { name, parents: new Set([allUsers]) })
    return answered({ id: makes, name, user_count: 0 })
  }

  #updateGroup(id: string, body: Body): Expected {
    const group = this.state.groups.get(id)
    if (group === undefined) return refused(404)
    if (id === allUsers) return refused(403)
    if (!this.#isGroupName(id, body.name ?? group.name)) return refused(422)
    group.name = body.name ?? group.name
    return answered({ id, name: group.name, user_count: this.state.members(id).length })
  }

  #isGroupName(id: string, name: unknown): boolean {
    const others = [...this.state.groups].filter(([other]) => other !== id)
    if (!storable(name) || name.trim() === '') return false
    return others.every(([, group]) => !sameText(group.name, name))
  }

  #deleteGroup(id: string): Expected {
    if (id === allUsers) return refused(403)
    if (!this.state.groups.delete(id)) return refused(404)
    for (const { groups } of this.state.users.values()) groups.delete(id)
    for (const { parents } of this.state.groups.values()) parents.delete(id)
    for (const attribute of this.state.groupValues.keys()) this.#clearGroupValue(id, attribute)
    return done
  }

  #addMember(group: string, { user_id }: Body): Expected {
    if (user_id == null) return refused(400)
    const user = this.state.users.get(user_id)
    if (!this.state.groups.has(group) || user === undefined) return refused(404)
    user.groups.add(group)
    return answered(this.state.shownUser(user_id))
  }

  #removeMember(group: string, id: string): Expected {
    const user = this.state.users.get(id)
    if (!user?.groups.has(group)) return refused(404)
    if (group === allUsers) return refused(403)
    user.groups.delete(group)
    return done
  }

  #nest(parent: string, { group_id }: Body): Expected {
    if (group_id == null) return refused(400)
    const child = this.state.groups.get(group_id)
    if (!this.state.groups.has(parent) || child === undefined) return refused(404)
    // A group around the parent, or the parent itself, would contain itself.
    if (groupsOf(this.state.asWorld(), [parent]).includes(group_id)) return refused(400)
    child.parents.add(parent)
    return answered({ id: group_id, name: child.name })
  }

  #unnest(parent: string, id: string): Expected {
    const child = this.state.groups.get(id)
    if (!this.state.groups.has(parent) || !child?.parents.has(parent)) return refused(404)
    if (parent === allUsers) return refused(403)
    child.parents.delete(parent)
    return done
  }
}

const isObject = (body: unknown) =>
  typeof body === 'object' && body !== null && !Array.isArray(body)

/** Whether a body has the kind that the operation takes; otherwise it is a 400 before anything else (looker 6.9). */
function hasShape(operation: Operation, body: Body): boolean {
  if (operation.startsWith('delete_')) return true
  if (operation === 'set_user_attribute_group_values') {
    return body === null || (Array.isArray(body) && body.every(isObject))
  }
  return isObject(body) || (operation === 'create_user' && body === undefined)
}

const hasUserFields = ({ first_name, last_name, is_disabled }: Body) =>
  [first_name, last_name].every((name) => name == null || storable(name)) &&
  (is_disabled == null || typeof is_disabled === 'boolean')
