// The definition of a user attribute and its rules (looker 3).
import type { Problem } from '../errors.ts'
import type { UserAttributeId } from '../ids.ts'
import { limits } from '../limits.ts'
import { unseenProblems } from '../texts/names.ts'
import type { Choices } from './choices.ts'
import type { Combine } from './combining.ts'
import { allowlistProblems, isNarrower } from './domain-allowlist.ts'
import { extensionProblems, extensionsIn, noExtensions } from './extensions.ts'
import { hasKnownRange } from './known-ranges.ts'
import {
  asText,
  type GivenValue,
  isValueType,
  textFromBody,
  type ValueType,
  valueProblems,
  valueTypes,
} from './value-type.ts'

export interface UserAttribute {
  readonly id: UserAttributeId
  readonly name: string
  readonly label: string
  readonly type: ValueType
  /** Null means no default. */
  readonly default_value: string | null
  readonly is_system: boolean
  readonly is_permanent: boolean
  readonly value_is_hidden: boolean
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
  readonly hidden_value_domain_whitelist: string | null
  /** The values that are allowed; null: all that fit the type. */
  readonly choices: Choices
  /** How the values of several groups become one. */
  readonly combine: Combine
}

/** The part of a definition that a caller writes. */
export type Definition = Pick<
  UserAttribute,
  | 'name'
  | 'label'
  | 'type'
  | 'default_value'
  | 'value_is_hidden'
  | 'user_can_view'
  | 'user_can_edit'
  | 'hidden_value_domain_whitelist'
  | 'choices'
  | 'combine'
>

/** The fields of a definition in a body; a missing field keeps its value. */
export interface DefinitionChange {
  readonly name?: string | null
  readonly label?: string | null
  readonly type?: string | null
  readonly default_value?: string | boolean | null
  readonly value_is_hidden?: boolean
  readonly user_can_view?: boolean
  readonly user_can_edit?: boolean
  readonly hidden_value_domain_whitelist?: string | null
  /** Null or an empty list: all values that fit the type. Only the Attrium API has these two. */
  readonly choices?: readonly string[] | null
  readonly combine?: string | null
}

/** Stands for the default value of a hidden attribute in answers, and in bodies that are sent back (looker 3.9). */
export const defaultIsSet = 'DEFAULT_IS_SET'

/** The text to store for a given value of the attribute, or its problems. */
export function valueFromBody(
  attribute: Pick<UserAttribute, 'name' | 'type' | 'value_is_hidden' | 'choices'>,
  given: GivenValue,
): ReturnType<typeof textFromBody> {
  // A client that sends a row back has only this word in place of the value.
  // guard hidden-6: defaultIsSet → undefined
  if (attribute.value_is_hidden && given === defaultIsSet) return { problems: [maskedValue] }
  return textFromBody(attribute, given)
}
const maskedValue: Problem = {
  field: 'value',
  code: 'invalid',
  message: `value must not be ${defaultIsSet}, which stands for a hidden value; send the value itself.`,
}

/** Which names and labels other attributes use; labels are compared without case (looker 3.3). */
export interface Taken {
  readonly name: (name: string) => boolean
  readonly label: (labelKey: string) => boolean
}

/** The names and labels of all attributes but one. */
export function takenNames(
  attributes: readonly Pick<UserAttribute, 'id' | 'name' | 'label'>[],
  except?: Pick<UserAttribute, 'id'>,
): Taken {
  const others = attributes.filter(({ id }) => id !== except?.id)
  return {
    name: (name) => others.some((other) => other.name === name),
    label: (key) => others.some((other) => labelKey(other.label) === key),
  }
}

export const labelKey = (label: string) => label.normalize('NFC').toLowerCase()

/** `sales_region` becomes `Sales Region` (looker 3.1). */
export function labelFrom(name: string): string {
  return name
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

/** A definition from a body, and all its problems. */
export function newDefinition(
  body: DefinitionChange,
  taken: Taken,
): { definition: Definition; problems: Problem[] } {
  const problems: Problem[] = []
  if (body.name == null) problems.push(missing('name'))
  if (body.type == null) problems.push(missing('type'))
  const name = body.name ?? ''
  const given = withoutMask(body, false)
  const definition = merge(
    {
      name,
      label: body.label ?? (labelFrom(name) || name),
      type: 'string',
      default_value: null,
      value_is_hidden: false,
      user_can_view: false,
      user_can_edit: false,
      hidden_value_domain_whitelist: null,
      ...noExtensions,
    },
    given,
  )
  return { definition, problems: [...problems, ...problemsOf(definition, given, taken)] }
}

/** A definition as changed by a body, and all its problems. */
export function changedDefinition(
  before: UserAttribute,
  body: DefinitionChange,
  taken: Taken,
): { definition: Definition; problems: Problem[] } {
  const change = withoutMask(body, before.value_is_hidden)
  const definition = merge(before, change)
  // The stored default of a hidden attribute is sealed; only a new one can be checked.
  const keepsSealed = before.value_is_hidden && change.default_value === undefined
  const looked = keepsSealed ? { ...definition, default_value: null } : definition
  const problems = problemsOf(looked, change, taken)
  if (keepsSealed && before.default_value !== null) {
    // guard hidden-3: becomes false
    if (definition.type !== before.type) problems.push(hiddenStays('type'))
    else if (definition.name !== before.name && hasKnownRange(definition.name)) {
      problems.push(hiddenStays('name'))
    }
  }
  // guard hidden-1: becomes false
  if (before.value_is_hidden && !definition.value_is_hidden) {
    problems.push(
      invalid(
        'value_is_hidden',
        'value_is_hidden must stay true: hidden values are never shown again.',
      ),
    )
  }
  if (before.is_system && definition.value_is_hidden) {
    problems.push(
      invalid(
        'value_is_hidden',
        'value_is_hidden must stay false: the user record shows system attributes.',
      ),
    )
  }
  // guard hidden-2: becomes false
  if (before.value_is_hidden && !keepsOrNarrows(before, definition)) {
    problems.push(
      invalid(
        'hidden_value_domain_whitelist',
        'hidden_value_domain_whitelist of a hidden attribute may only lose entries, or get longer paths below one that ends in /*.',
      ),
    )
  }
  return { definition, problems }
}

/** The body without the word that stands for the default of a hidden attribute: the word is not a value. */
function withoutMask(body: DefinitionChange, isHidden: boolean): DefinitionChange {
  const hidden = body.value_is_hidden ?? isHidden
  // guard hidden-5: becomes true
  if (!hidden || body.default_value !== defaultIsSet) return body
  const { default_value: _, ...others } = body
  return others
}

/** Refuses whatever the values are: telling which types they fit would tell something about them (T-10). */
export const hiddenStays = (field: 'name' | 'type'): Problem =>
  invalid(
    field,
    `${field} of a hidden attribute cannot change ${field === 'name' ? 'to this one ' : ''}` +
      'while it has values; delete those first.',
  )

function keepsOrNarrows(before: UserAttribute, after: Definition): boolean {
  const [current, wanted] = [before, after].map((it) => it.hidden_value_domain_whitelist ?? '')
  return current === wanted || isNarrower(wanted ?? '', current ?? '')
}

function merge(before: Definition, body: DefinitionChange): Definition {
  const user_can_edit = body.user_can_edit ?? before.user_can_edit
  const type = body.type ?? before.type
  return {
    name: body.name ?? before.name,
    label: body.label ?? before.label,
    type: isValueType(type) ? type : before.type,
    default_value: defaultValue(before, body, isValueType(type) ? type : before.type),
    value_is_hidden: body.value_is_hidden ?? before.value_is_hidden,
    // User access is none, view or edit: whoever may edit may also view (looker 3.13).
    user_can_view: user_can_edit || (body.user_can_view ?? before.user_can_view),
    user_can_edit,
    hidden_value_domain_whitelist:
      body.hidden_value_domain_whitelist ?? before.hidden_value_domain_whitelist,
    ...extensionsIn(before, body),
  }
}

/** Null and the empty text both mean no default (looker 3.9). */
function defaultValue(
  before: Definition,
  { default_value: given }: DefinitionChange,
  type: ValueType,
): string | null {
  if (given === undefined) return before.default_value
  if (given === null || given === '') return null
  return asText(type, given) ?? String(given)
}

function problemsOf(definition: Definition, body: DefinitionChange, taken: Taken): Problem[] {
  const problems: Problem[] = []
  if (body.name != null) problems.push(...nameProblems(body.name, taken))
  if (body.label !== undefined || body.name != null) {
    problems.push(...labelProblems(definition.label, taken))
  }
  if (body.type != null && !isValueType(body.type)) {
    problems.push(invalid('type', `type must be one of ${valueTypes.join(', ')}.`))
  }
  if (definition.default_value !== null) {
    const given = body.default_value ?? definition.default_value
    problems.push(...valueProblems(definition, given, 'default_value'))
  }
  problems.push(...allowlistProblems(body.hidden_value_domain_whitelist))
  problems.push(...extensionProblems(definition, body))
  if (definition.value_is_hidden && definition.hidden_value_domain_whitelist === null) {
    problems.push(missing('hidden_value_domain_whitelist'))
  }
  return problems
}

function nameProblems(name: string, taken: Taken): Problem[] {
  if (!/^[a-z0-9_]+$/.test(name)) {
    return [invalid('name', 'name must consist of lowercase letters, digits and underscores.')]
  }
  if (name.length > limits.name_characters) return [tooLong('name')]
  return taken.name(name) ? [alreadyExists('name')] : []
}

function labelProblems(label: string, taken: Taken): Problem[] {
  if (label.trim() === '') return [invalid('label', 'label must not be empty.')]
  if (label.length > limits.name_characters) return [tooLong('label')]
  const unseen = unseenProblems('label', label)
  if (unseen.length > 0) return unseen
  return taken.label(labelKey(label)) ? [alreadyExists('label')] : []
}

const invalid = (field: string, message: string): Problem => ({ field, code: 'invalid', message })
const missing = (field: string): Problem => ({
  field,
  code: 'missing_field',
  message: `'${field}' is required.`,
})
const tooLong = (field: string) =>
  invalid(field, `${field} must have at most ${limits.name_characters} characters.`)
const alreadyExists = (field: string): Problem => ({
  field,
  code: 'already_exists',
  message: `${field} already exists: another user attribute has it.`,
})
