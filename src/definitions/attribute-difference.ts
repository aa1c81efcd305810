// How definitions of attributes differ from what the files say.
import { labelKey } from '../domain/user-attribute.ts'
import { limits } from '../limits.ts'
import { attributeField, type Role } from './cast.ts'
import type { Comparison, Target } from './comparison.ts'
import type { AttributeWanted } from './definitions.ts'
import { compareGroupValues } from './group-value-difference.ts'
import { type Line, quoted, type Sent, shown } from './planned.ts'
import type { AttributeHeld } from './present.ts'

/** Attributes whose new shape stored values may not fit: such values are taken out before. */
export type Reshaped = ReadonlySet<Role<AttributeHeld>>

export function compareAttributes(comparison: Comparison): Reshaped {
  const { definitions, attributes } = comparison
  const reshaped = new Set<Role<AttributeHeld>>()
  const labels: { role: Role<AttributeHeld>; label: string }[] = []
  for (const wanted of definitions.attributes ?? []) {
    const role = comparison.attribute(wanted.name)
    if (role === undefined) continue
    const target = comparison.target(wanted, role.held)
    labels.push({ role, label: target.label })
    if (reshapes(role.held, target)) reshaped.add(role)
    compareAttribute(comparison, wanted, role, target)
  }
  freeLabels(comparison, labels)
  for (const { id } of comparison.present.attributes) {
    const role = attributes.withId(id)
    if (role !== undefined && comparison.isPrunedAttribute(role)) prune(comparison, role)
  }
  return reshaped
}

const reshapes = (held: AttributeHeld | undefined, { type, choices, combine }: Target): boolean =>
  held !== undefined &&
  (held.type !== type ||
    held.combine !== combine ||
    JSON.stringify(held.choices ?? []) !== JSON.stringify(choices))

function compareAttribute(
  comparison: Comparison,
  wanted: AttributeWanted,
  role: Role<AttributeHeld>,
  target: Target,
): void {
  const { planning } = comparison
  const { held, name } = role
  const { at } = wanted.name
  if (held?.value_is_hidden && !target.value_is_hidden) {
    const message =
      'values of the attribute are hidden and stay so for ever; write value_is_hidden: true.'
    planning.wrong(wanted.places.get('value_is_hidden') ?? at, message)
    return
  }
  const changed = changedFields(comparison, wanted, target, held)
  const lines = changed.map(({ sign, field, text }): Line => ({ sign, text: `${field}: ${text}` }))
  const fields = Object.fromEntries(changed.map(({ field, value }) => [field, value]))
  const { places } = wanted
  if (held === undefined) create(comparison, role, fields, wanted)
  else if (changed.length > 0 || held.name !== name) {
    const naming = held.name === name ? {} : { name }
    const operation = { op: 'update_attribute', user_attribute_id: held.id, ...naming } as const
    planning.add({ phase: 'update attributes', operation: { ...operation, ...fields }, at, places })
    if (held.name !== name) {
      lines.unshift({ sign: '~', text: `name: ${held.name} -> ${name}` })
    }
  }
  lines.push(...compareGroupValues(comparison, wanted, role, target, reshapes(held, target)))
  planning.show({ sign: held === undefined ? '+' : '~', noun: 'attribute', name, lines })
}

function create(
  { planning }: Comparison,
  { name, createdAs }: Role<AttributeHeld>,
  fields: Record<string, unknown>,
  { name: { at }, places }: AttributeWanted,
): void {
  const operation = { op: 'create_attribute', name: createdAs, ...fields } as const
  planning.add({ phase: 'create attributes', operation, at, places })
  if (createdAs === name) return
  const naming = { op: 'update_attribute', attribute: createdAs, name } as const
  planning.add({ phase: 'name at last', operation: naming, at })
}

interface ChangedField {
  readonly field: string
  readonly sign: '+' | '~'
  readonly value: unknown
  readonly text: string
}

/** What the fields of a new attribute are if nothing is said. */
const initial: Partial<Target> = {
  ...{ value_is_hidden: false, user_can_view: false, user_can_edit: false },
  ...{ hidden_value_domain_whitelist: null, choices: [], combine: 'first' },
}

const compared = [
  'type',
  'label',
  'value_is_hidden',
  'hidden_value_domain_whitelist',
  'user_can_view',
  'user_can_edit',
  'choices',
  'combine',
] as const

function changedFields(
  comparison: Comparison,
  wanted: AttributeWanted,
  target: Target,
  held: AttributeHeld | undefined,
): ChangedField[] {
  const fields = compared.flatMap((field): ChangedField[] => {
    const value = target[field]
    const before =
      held === undefined ? initial[field] : (held[field] ?? (Array.isArray(value) ? [] : null))
    if (JSON.stringify(value) === JSON.stringify(before)) return []
    if (held === undefined) return [{ field, sign: '+', value, text: spelled(value) }]
    return [{ field, sign: '~', value, text: `${spelled(before)} -> ${spelled(value)}` }]
  })
  return [...fields, ...changedDefault(comparison, wanted, target, held)]
}

const spelled = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.map(quoted).join(', ')
  return value == null ? 'none' : typeof value === 'string' ? quoted(value) : String(value)
}

function changedDefault(
  comparison: Comparison,
  wanted: AttributeWanted,
  target: Target,
  held: AttributeHeld | undefined,
): ChangedField[] {
  const field = 'default_value'
  const before = held?.default_value ?? null
  const { default: given, value_is_hidden } = target
  if (given === undefined) {
    if (before === null) return []
    const was = held?.value_is_hidden ? '(hidden)' : quoted(before)
    return [{ field, sign: '~', value: null, text: `${was} -> none` }]
  }
  if (wanted.default === given && !comparison.fits(wanted.default, value_is_hidden)) return []
  const value: Sent = 'from' in given ? { value_from: given.from } : given.text
  if (value_is_hidden && before !== null && !comparison.options.replacesHidden) return []
  if (value === before) return []
  if (held === undefined) return [{ field, sign: '+', value, text: shown(value) }]
  const was = before === null ? 'none' : held.value_is_hidden ? '(hidden)' : quoted(before)
  return [{ field, sign: '~', value, text: `${was} -> ${shown(value)}` }]
}

/** A label that one attribute gives up and another gets is given up first. */
function freeLabels(
  { planning }: Comparison,
  labels: readonly { readonly role: Role<AttributeHeld>; readonly label: string }[],
): void {
  const wantedBy = new Map(labels.map(({ role, label }) => [labelKey(label), role]))
  for (const { role, label } of labels) {
    const { held } = role
    if (held === undefined || labelKey(held.label) === labelKey(label)) continue
    const taker = wantedBy.get(labelKey(held.label))
    if (taker === undefined || taker === role) continue
    const free = `${held.label.slice(0, limits.name_characters - 24)} (${held.id})`
    const operation = { op: 'update_attribute', ...attributeField(role), label: free } as const
    planning.add({ phase: 'free labels', operation, at: undefined })
  }
}

function prune({ planning }: Comparison, { held, name }: Role<AttributeHeld>): void {
  const operation = { op: 'delete_attribute', user_attribute_id: held?.id } as const
  planning.add({ phase: 'delete attributes', operation, at: undefined })
  const count = held?.values.length ?? 0
  const text = `with the values of ${count} ${count === 1 ? 'group' : 'groups'}`
  const lines = count === 0 ? [] : [{ sign: '-' as const, text }]
  planning.show({ sign: '-', noun: 'attribute', name, lines })
}
