// Reads operations field by field; every mistake has its place.
import type { Problem } from '../errors.ts'
import { textProblem } from '../http/body.ts'
import { safeName } from '../http/ignored.ts'
import { flagIn } from '../http/query.ts'
import { limits } from '../limits.ts'
import { isProblem, type UserReference, userInBody } from '../references/reference.ts'
import {
  type Given,
  type GivenDefinition,
  type GivenTimes,
  type GroupItem,
  type Kind,
  type Op,
  type Operation,
  operationNames,
  type Reference,
  takes,
} from './operation.ts'

const textFields = ['name', 'label', 'type', 'hidden_value_domain_whitelist', 'combine'] as const
const flagFields = ['value_is_hidden', 'user_can_view', 'user_can_edit'] as const

/** The fields that each kind of argument may have. */
const fieldsOf: Readonly<Record<Kind | 'definition', readonly string[]>> = {
  user: ['user_id', 'email', 'external_user_id'],
  attribute: ['user_attribute_id', 'attribute'],
  group: ['group_id', 'group'],
  child: ['child_group_id', 'child_group'],
  value: ['value'],
  times: ['starts_at', 'expires_at'],
  name: ['name'],
  groups: ['groups'],
  values: ['values'],
  definition: [...textFields, ...flagFields, 'default_value', 'choices'],
}

/**
 * Reads a list of operations; if there is any problem, the operations are not to be used. `elsewhere`: where more than
 * `most` may be sent.
 */
export function readOperations(
  list: unknown,
  most: number,
  elsewhere = '',
): {
  operations: readonly Operation[]
  problems: readonly Problem[]
} {
  const field = 'changes'
  if (!Array.isArray(list)) return refused(field, 'changes must be a list of operations.')
  // guard what-if-1: becomes false
  if (list.length > most) {
    return refused(field, `changes may have at most ${most} operations${elsewhere}.`)
  }
  const problems: Problem[] = []
  const operations: Operation[] = []
  for (const [at, item] of list.entries()) {
    if (problems.length >= limits.changed_problems) break
    operations.push(...readOperation(item, `changes[${at}]`, problems))
  }
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
      // guard import-14: gone
      if (this.#problems.length >= limits.changed_problems) return
      this.#wrong(
        safeName(name),
        'is not a field of this operation; correct the name or leave it out',
      )
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
      case 'times':
        return this.#times()
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

  /** A field of a wrong type has its problem already. */
  #isGiven = (...names: readonly string[]): boolean =>
    names.some((name) => this.#given[name] !== undefined && this.#given[name] !== null)

  #user(): UserReference | undefined {
    const fields = Object.fromEntries(fieldsOf.user.map((name) => [name, this.#text(name) ?? null]))
    const user = userInBody(fields)
    if (!isProblem(user)) return user
    const isOfWrongType = user.code === 'missing_field' && this.#isGiven(...fieldsOf.user)
    if (isOfWrongType) return undefined
    this.#problems.push({ ...user, field: `${this.#place}.${user.field}` })
    return undefined
  }

  #reference(idField: string, nameField: string): Reference | undefined {
    const [id, name] = [this.#text(idField), this.#text(nameField)]
    if (id !== undefined && name !== undefined) {
      this.#wrong(idField, `and ${nameField} are both given; give only one of them`)
    } else if (id === undefined && name === undefined && !this.#isGiven(idField, nameField)) {
      this.#missing(nameField)
    }
    return id !== undefined
      ? { field: `${this.#place}.${idField}`, text: id, by: 'id' }
      : { field: `${this.#place}.${nameField}`, text: name ?? '', by: 'name' }
  }

  #times(): GivenTimes | undefined {
    const [starts_at = null, expires_at = null] = fieldsOf.times.map((name) => this.#text(name))
    return starts_at === null && expires_at === null ? undefined : { starts_at, expires_at }
  }

  #item(item: unknown, at: number): GroupItem {
    const reader = new OperationReader(item, `${this.#place}.values[${at}]`, this.#problems)
    reader.insistOnFields([...fieldsOf.group, 'value', ...fieldsOf.times])
    return {
      group: reader.read('group') as Reference,
      value: reader.read('value') as Given,
      times: reader.read('times') as GivenTimes | undefined,
    }
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
    if (value === undefined || value === null) {
      this.#missing(name)
      return []
    }
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
