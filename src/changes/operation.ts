// The operations of a change as callers write them: each is read field by field, and every mistake has its place.
import type { Problem } from '../errors.ts'
import { textProblem } from '../http/body.ts'
import { flagIn } from '../http/query.ts'
import { limits } from '../limits.ts'
import { isProblem, type UserReference, userInBody } from '../references/reference.ts'

/** A value as bodies send it; a number is the text that was sent. */
type Given = string | boolean | null

/** Numbers under these keys stay the texts that were sent (decision 41). */
export const asWritten: ReadonlySet<string> = new Set(['value', 'default_value'])

/** An attribute or a group as a caller names it: by its id, or by its name. */
export interface Reference {
  readonly field: string
  readonly text: string
  readonly by: 'id' | 'name'
}

interface OfUserValue {
  user: UserReference
  attribute: Reference
  /** It is a cell of a table: no value is there twice, and nothing to remove is no mistake. */
  readonly isCell?: boolean
}

export type Operation = { readonly place: string } & (
  | ({ readonly op: 'set_user_value'; value: Given } & OfUserValue)
  | ({ readonly op: 'clear_user_value' } & OfUserValue)
  | { readonly op: 'set_group_value'; group: Reference; attribute: Reference; value: Given }
  | { readonly op: 'clear_group_value'; group: Reference; attribute: Reference }
  | { readonly op: 'order_group_values'; attribute: Reference; groups: readonly string[] }
  | { readonly op: 'set_group_values'; attribute: Reference; values: readonly GroupItem[] }
  | { readonly op: 'create_attribute'; definition: GivenDefinition }
  | { readonly op: 'update_attribute'; attribute: Reference; definition: GivenDefinition }
  | { readonly op: 'delete_attribute'; attribute: Reference }
  | { readonly op: 'create_group'; name: string }
  | { readonly op: 'update_group'; group: Reference; name: string }
  | { readonly op: 'delete_group'; group: Reference }
  | { readonly op: 'add_group_user'; group: Reference; user: UserReference }
  | { readonly op: 'remove_group_user'; group: Reference; user: UserReference }
  | { readonly op: 'add_group_group'; group: Reference; child: Reference }
  | { readonly op: 'remove_group_group'; group: Reference; child: Reference }
)

export interface GroupItem {
  readonly group: Reference
  readonly value: Given
}

export interface GivenDefinition {
  readonly name?: string
  readonly label?: string
  readonly type?: string
  readonly default_value?: Given
  readonly value_is_hidden?: boolean
  readonly user_can_view?: boolean
  readonly user_can_edit?: boolean
  readonly hidden_value_domain_whitelist?: string
  readonly choices?: readonly string[]
  readonly combine?: string
}

type Op = Operation['op']
type Kind = 'user' | 'attribute' | 'group' | 'child' | 'value' | 'name' | 'groups' | 'values'

/** What each operation takes; those with a definition take its fields as well. */
const takes: Readonly<Record<Op, readonly (Kind | 'definition')[]>> = {
  set_user_value: ['user', 'attribute', 'value'],
  clear_user_value: ['user', 'attribute'],
  set_group_value: ['group', 'attribute', 'value'],
  clear_group_value: ['group', 'attribute'],
  order_group_values: ['attribute', 'groups'],
  set_group_values: ['attribute', 'values'],
  create_attribute: ['definition'],
  update_attribute: ['attribute', 'definition'],
  delete_attribute: ['attribute'],
  create_group: ['name'],
  update_group: ['group', 'name'],
  delete_group: ['group'],
  add_group_user: ['group', 'user'],
  remove_group_user: ['group', 'user'],
  add_group_group: ['group', 'child'],
  remove_group_group: ['group', 'child'],
}
export const operationNames = Object.keys(takes) as Op[]

const textFields = ['name', 'label', 'type', 'hidden_value_domain_whitelist', 'combine'] as const
const flagFields = ['value_is_hidden', 'user_can_view', 'user_can_edit'] as const

/** The fields that each kind of argument may have. */
const fieldsOf: Readonly<Record<Kind | 'definition', readonly string[]>> = {
  user: ['user_id', 'email', 'external_user_id'],
  attribute: ['user_attribute_id', 'attribute'],
  group: ['group_id', 'group'],
  child: ['child_group_id', 'child_group'],
  value: ['value'],
  name: ['name'],
  groups: ['groups'],
  values: ['values'],
  definition: [...textFields, ...flagFields, 'default_value', 'choices'],
}

/** Reads a list of operations; if there is any problem, the operations are not to be used. */
export function readOperations(
  list: unknown,
  most: number,
): {
  operations: readonly Operation[]
  problems: readonly Problem[]
} {
  const field = 'changes'
  if (!Array.isArray(list)) return refused(field, 'changes must be a list of operations.')
  // guard what-if-1: becomes false
  if (list.length > most) {
    return refused(field, `changes may have at most ${most} operations.`)
  }
  const problems: Problem[] = []
  const operations = list.flatMap((item, at) => readOperation(item, `changes[${at}]`, problems))
  return { operations, problems }
}

const refused = (field: string, message: string) => ({
  operations: [],
  problems: [{ field, code: 'invalid' as const, message }],
})

/** Reads one operation; the field of each of its problems begins with the place, as in `changes[3].value`. */
export function readOperation(item: unknown, place: string, problems: Problem[]): Operation[] {
  const before = problems.length
  const reader = new OperationReader(item, place, problems)
  const op = reader.op()
  if (op === undefined) return []
  const kinds = takes[op]
  reader.insistOnFields(kinds.flatMap((kind) => fieldsOf[kind]))
  const read: Record<string, unknown> = { op, place }
  for (const kind of kinds) read[kind] = reader.read(kind)
  return problems.length > before ? [] : [read as unknown as Operation]
}

/** Reads one object; what is wrong with it becomes a problem of its field. */
class OperationReader {
  readonly #given: Readonly<Record<string, unknown>>
  readonly #isObject: boolean
  readonly #place: string
  readonly #problems: Problem[]

  constructor(item: unknown, place: string, problems: Problem[]) {
    this.#isObject = typeof item === 'object' && item !== null && !Array.isArray(item)
    this.#given = this.#isObject ? (item as Record<string, unknown>) : {}
    this.#place = place
    this.#problems = problems
  }

  op(): Op | undefined {
    if (!this.#isObject) {
      this.#problems.push(invalid(this.#place, `${this.#place} must be an object.`))
      return undefined
    }
    const op = operationNames.find((name) => name === this.#given['op'])
    if (op === undefined) this.#wrong('op', `must be one of ${operationNames.join(', ')}`)
    return op
  }

  /** What is asked for and not known is never ignored. */
  insistOnFields(known: readonly string[]): void {
    for (const name of Object.keys(this.#given)) {
      if (name === 'op' || known.includes(name)) continue
      const safe = name.slice(0, limits.ignored_name_characters).replace(/[^\w.-]/g, '?')
      this.#wrong(safe, 'is not a field of this operation; correct the name or leave it out')
    }
  }

  read(kind: Kind | 'definition'): unknown {
    switch (kind) {
      case 'user':
        return this.#user()
      case 'attribute':
        return this.#reference('user_attribute_id', 'attribute')
      case 'group':
        return this.#reference('group_id', 'group')
      case 'child':
        return this.#reference('child_group_id', 'child_group')
      case 'value':
        return this.#value('value')
      case 'name':
        return this.#text('name') ?? this.#missing('name')
      case 'groups':
        return this.#list('groups').map((item, at) => this.#listed(item, `groups[${at}]`))
      case 'values':
        return this.#list('values').map((item, at) => this.#item(item, at))
      case 'definition':
        return this.#definition()
    }
  }

  #user(): UserReference | undefined {
    const fields = Object.fromEntries(fieldsOf.user.map((name) => [name, this.#text(name) ?? null]))
    const user = userInBody(fields)
    if (!isProblem(user)) return user
    this.#problems.push({ ...user, field: `${this.#place}.${user.field}` })
    return undefined
  }

  #reference(idField: string, nameField: string): Reference | undefined {
    const [id, name] = [this.#text(idField), this.#text(nameField)]
    if (id !== undefined && name !== undefined) {
      this.#wrong(idField, `and ${nameField} are both given; give only one of them`)
    } else if (id === undefined && name === undefined) {
      this.#missing(nameField)
    }
    return id !== undefined
      ? { field: `${this.#place}.${idField}`, text: id, by: 'id' }
      : { field: `${this.#place}.${nameField}`, text: name ?? '', by: 'name' }
  }

  #item(item: unknown, at: number): GroupItem {
    const reader = new OperationReader(item, `${this.#place}.values[${at}]`, this.#problems)
    reader.insistOnFields([...fieldsOf.group, 'value'])
    return { group: reader.read('group') as Reference, value: reader.read('value') as Given }
  }

  #definition(): GivenDefinition {
    const definition: Record<string, unknown> = {}
    for (const name of textFields) definition[name] = this.#text(name)
    for (const name of flagFields) definition[name] = this.#flag(name)
    if (Object.hasOwn(this.#given, 'default_value')) {
      definition['default_value'] = this.#value('default_value')
    }
    if (Object.hasOwn(this.#given, 'choices')) definition['choices'] = this.#choices()
    return Object.fromEntries(Object.entries(definition).filter(([, value]) => value !== undefined))
  }

  /** Null means that everything is allowed that fits the type, as does an empty list. */
  #choices(): readonly string[] {
    if (this.#given['choices'] === null) return []
    return this.#list('choices').flatMap((item, at) => {
      if (typeof item === 'string' && textProblem(item) === undefined) return [item]
      this.#wrong(`choices[${at}]`, 'must be a string')
      return []
    })
  }

  #text(name: string): string | undefined {
    const value = this.#given[name]
    if (value === undefined || value === null) return undefined
    const text = /_id$/.test(name) && Number.isSafeInteger(value) ? String(value) : value
    const problem = typeof text === 'string' ? textProblem(text) : 'must be a string'
    if (problem === undefined) return text as string
    this.#wrong(name, problem)
    return undefined
  }

  #flag(name: string): boolean | undefined {
    const value = this.#given[name]
    if (value === undefined || value === null) return undefined
    const flag = typeof value === 'string' ? flagIn(value) : value
    if (typeof flag === 'boolean') return flag
    this.#wrong(name, 'must be true or false')
    return undefined
  }

  #value(name: string): Given {
    const value = this.#given[name]
    if (value === undefined || value === null) return null
    if (typeof value === 'boolean') return value
    return this.#text(name) ?? null
  }

  #list(name: string): readonly unknown[] {
    const value = this.#given[name]
    const isList = Array.isArray(value) && value.length <= limits.array_items
    if (!isList) this.#wrong(name, `must be a list of at most ${limits.array_items} items`)
    return isList ? value : []
  }

  #listed(item: unknown, name: string): string {
    const text = Number.isSafeInteger(item) ? String(item) : item
    if (typeof text === 'string' && textProblem(text) === undefined) return text
    this.#wrong(name, 'must be a name or an id')
    return ''
  }

  #missing(name: string): undefined {
    this.#problems.push({
      field: `${this.#place}.${name}`,
      code: 'missing_field',
      message: `'${name}' is required.`,
    })
  }

  #wrong(name: string, expectation: string): void {
    this.#problems.push(invalid(`${this.#place}.${name}`, `${name} ${expectation}.`))
  }
}

const invalid = (field: string, message: string): Problem => ({ field, code: 'invalid', message })
