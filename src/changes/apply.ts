// Applies operations to a draft by the rules that decide the same operation alone; what is refused changes nothing.
import type { Actor } from '../domain/actor.ts'
import type { Group, StoredGroupValue } from '../domain/catalogue.ts'
import { combiningProblems } from '../domain/combining.ts'
import { groupNameTaken, isAllUsers, nestingObstacle } from '../domain/group.ts'
import { namesIn, rankedGroupValues, togetherProblems } from '../domain/group-value-list.ts'
import { isReserved } from '../domain/system-attributes.ts'
import {
  changedDefinition,
  newDefinition,
  takenNames,
  type UserAttribute,
  valueFromBody,
} from '../domain/user-attribute.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, UserId } from '../ids.ts'
import { type Named, namedAttribute, namedGroup, unknownSentence } from '../references/reference.ts'
import { nameProblems } from '../texts/names.ts'
import { type Draft, draftedChange } from './draft.ts'
import type { Operation, Reference } from './operation.ts'

/** Finds the user of an operation: undefined if the caller can name nobody so. */
export type UserOf = (operation: Operation) => UserId | undefined

/** An operation that the rules refuse: its problems, each with its place. */
class Refused extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super('refused')
    this.problems = problems
  }
}

const refuse = (field: string, message: string): never => {
  throw new Refused([{ field, code: 'invalid', message }])
}

/** Applies the operations in their order; each sees what those before it have done. Returns all problems. */
export function applyAll(
  draft: Draft,
  operations: readonly Operation[],
  { actor, userOf }: { readonly actor: Actor; readonly userOf: UserOf },
): Problem[] {
  const problems: Problem[] = []
  for (const operation of operations) {
    try {
      new Application(draft, actor, operation, userOf).apply()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      problems.push(...error.problems)
    }
  }
  return problems
}

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>

class Application {
  readonly #draft: Draft
  readonly #actor: Actor
  readonly #operation: Operation
  readonly #userOf: UserOf

  constructor(draft: Draft, actor: Actor, operation: Operation, userOf: UserOf) {
    this.#draft = draft
    this.#actor = actor
    this.#operation = operation
    this.#userOf = userOf
  }

  apply(): void {
    const it = this.#operation
    const draft = this.#draft
    switch (it.op) {
      case 'set_user_value': {
        const attribute = this.#settable(it.attribute)
        const value = this.#valueOf(attribute, it.value, 'value')
        draft.setUserValue(this.#user(), attribute.id, value)
        break
      }
      case 'clear_user_value':
        draft.setUserValue(this.#user(), this.#settable(it.attribute).id, null)
        break
      case 'set_group_value':
        this.#setGroupValue(it)
        break
      case 'clear_group_value': {
        const { id } = this.#settable(it.attribute)
        const group = this.#group(it.group)
        const others = this.#valuesOf(id).filter(({ group_id }) => group_id !== group.id)
        draft.setGroupValues(id, others)
        break
      }
      case 'order_group_values':
        this.#order(it)
        break
      case 'set_group_values':
        this.#setGroupValues(it)
        break
      case 'create_attribute':
        this.#createAttribute(it)
        break
      case 'update_attribute':
        this.#updateAttribute(it)
        break
      case 'delete_attribute':
        draft.deleteAttribute(this.#settable(it.attribute).id)
        break
      case 'create_group':
        this.#insistOnName(it.name)
        draft.createGroup(it.name)
        break
      case 'update_group': {
        const group = this.#changeable(it.group)
        this.#insistOnName(it.name, group.id)
        draft.setGroup({ ...group, name: it.name })
        break
      }
      case 'delete_group':
        draft.deleteGroup(this.#changeable(it.group).id)
        break
      case 'add_group_user':
        draft.join(this.#user(), this.#group(it.group).id)
        break
      case 'remove_group_user':
        draft.leave(this.#user(), this.#changeable(it.group).id)
        break
      case 'add_group_group':
        this.#nest(it)
        break
      case 'remove_group_group': {
        const [outer, child] = [this.#changeable(it.group), this.#group(it.child)]
        draft.setGroup({ ...child, parents: child.parents.filter((id) => id !== outer.id) })
        break
      }
    }
  }

  #setGroupValue(it: Of<'set_group_value'>): void {
    const attribute = this.#settable(it.attribute)
    const group = this.#group(it.group)
    const value = this.#valueOf(attribute, it.value, 'value')
    const all = this.#valuesOf(attribute.id)
    const set = { group_id: group.id, value, newest_change: draftedChange }
    const isThere = all.some(({ group_id }) => group_id === group.id)
    const values = isThere
      ? all.map((held) => (held.group_id === group.id ? set : held))
      : [...all, set]
    this.#insist(togetherProblems(attribute, values, this.#draft.catalogue))
    this.#draft.setGroupValues(attribute.id, values)
  }

  /** Groups that are not named follow those that are, in their present order. */
  #order(it: Of<'order_group_values'>): void {
    const attribute = this.#settable(it.attribute)
    const held = this.#valuesOf(attribute.id)
    const first: StoredGroupValue[] = []
    for (const [at, text] of it.groups.entries()) {
      const field = `${it.place}.groups[${at}]`
      const group = this.#group({ field, text, by: 'name' })
      const value =
        held.find(({ group_id }) => group_id === group.id) ??
        refuse(field, 'the group has no value of this attribute.')
      if (first.includes(value)) refuse(field, 'groups must not name a group twice.')
      first.push(value)
    }
    const others = held.filter((value) => !first.includes(value))
    this.#draft.setGroupValues(attribute.id, [...first, ...others])
  }

  #setGroupValues(it: Of<'set_group_values'>): void {
    const attribute = this.#settable(it.attribute)
    const items = it.values.map(({ group, value }) => ({ group_id: this.#group(group).id, value }))
    const held = this.#valuesOf(attribute.id)
    const { values, problems } = rankedGroupValues(attribute, items, this.#draft.catalogue)
    // A group that the draft has created has no id of digits, and is no mistake.
    this.#insist(problems.filter(({ message }) => message !== noGroupId))
    this.#insist(combiningProblems(attribute, values, namesIn(this.#draft.catalogue)))
    const kept = (id: GroupId) => held.find(({ group_id }) => group_id === id)
    this.#draft.setGroupValues(
      attribute.id,
      values.map(({ group_id, value }) =>
        value === undefined
          ? (kept(group_id) as StoredGroupValue)
          : { group_id, value, newest_change: draftedChange },
      ),
    )
  }

  #createAttribute({ definition: given }: Of<'create_attribute'>): void {
    const { definition, problems } = newDefinition(given, takenNames(this.#attributes()))
    this.#insist(problems)
    this.#draft.createAttribute({ ...definition, is_system: false, is_permanent: false })
  }

  #updateAttribute(it: Of<'update_attribute'>): void {
    const before = this.#settable(it.attribute)
    const taken = takenNames(this.#attributes(), before)
    const { definition, problems } = changedDefinition(before, it.definition, taken)
    this.#insist(problems)
    const { catalogue } = this.#draft
    const field = definition.combine === before.combine ? 'type' : 'combine'
    const values = catalogue.groupValues(before.id)
    this.#insist(combiningProblems(definition, values, namesIn(catalogue), field))
    const hides = definition.value_is_hidden && !before.value_is_hidden
    const isNew = hides || definition.default_value !== before.default_value
    this.#draft.setAttribute({ ...before, ...definition }, isNew)
  }

  #nest(it: Of<'add_group_group'>): void {
    const [outer, child] = [this.#group(it.group), this.#group(it.child)]
    if (child.parents.includes(outer.id)) return
    const obstacle = nestingObstacle(this.#draft.catalogue, outer.id, child.id)
    if (obstacle !== undefined) refuse(it.child.field, obstacle.replace('group_id', 'child_group'))
    this.#draft.setGroup({ ...child, parents: [...child.parents, outer.id] })
  }

  #attributes = (): readonly UserAttribute[] => [...this.#draft.catalogue.attributes.values()]

  #valuesOf = (id: UserAttribute['id']) => this.#draft.catalogue.groupValues(id)

  #valueOf(attribute: UserAttribute, given: string | boolean | null, field: string): string {
    const value = valueFromBody(attribute, given)
    if ('text' in value) return value.text
    throw new Refused(value.problems.map((it) => this.#placed({ ...it, field })))
  }

  #insistOnName(name: string, except?: GroupId): void {
    this.#insist(nameProblems('group', name, groupNameTaken(this.#draft.catalogue, except)))
  }

  #insist(problems: readonly Problem[]): void {
    if (problems.length > 0) throw new Refused(problems.map((it) => this.#placed(it)))
  }

  #placed = (problem: Problem): Problem => ({
    ...problem,
    field: `${this.#operation.place}.${problem.field}`,
  })

  #user(): UserId {
    const user = this.#userOf(this.#operation)
    if (user !== undefined) return user
    const { by } = 'user' in this.#operation ? this.#operation.user : { by: 'id' as const }
    const field = by === 'id' ? 'user_id' : by
    return refuse(`${this.#operation.place}.${field}`, 'there is no such user.')
  }

  #settable(reference: Reference): UserAttribute {
    const { catalogue } = this.#draft
    const attribute = this.#thing('attribute', reference, (text) =>
      namedAttribute(this.#actor, catalogue, text),
    )
    return isReserved(attribute)
      ? refuse(
          reference.field,
          "the attribute is read from the user's record and cannot be changed.",
        )
      : attribute
  }

  #group(reference: Reference): Group {
    return this.#thing('group', reference, (text) =>
      namedGroup(this.#actor, this.#draft.catalogue, text),
    )
  }

  #changeable(reference: Reference): Group {
    const group = this.#group(reference)
    return isAllUsers(group.id)
      ? refuse(reference.field, 'All Users contains everybody and cannot be changed.')
      : group
  }

  #thing<Thing>(
    noun: string,
    { field, text, by }: Reference,
    find: (text: string) => Named<Thing>,
  ) {
    // A name of digits is reached by the id alone, and an id is never a name.
    const named = by === 'id' && !/^\d+$/.test(text) ? { near: undefined } : find(text)
    return 'thing' in named
      ? named.thing
      : refuse(field, `${unknownSentence(noun, named.near)}.`.replace('?.', '?'))
  }
}

const noGroupId = 'group_id must be the id of a group.'
