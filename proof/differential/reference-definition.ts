// The definition that results from a body, according to looker 3.
import type { Attribute } from './reference-state.ts'
import { labelFrom, narrows, sameText, storable, textOf, typeNames } from './reference-values.ts'

// biome-ignore lint/suspicious/noExplicitAny: a body may hold anything
type Body = any

/** The fields of a definition when the body says nothing (looker 3.1). */
export const freshDefinition = ({ name }: Body): Attribute => ({
  name: '',
  label: labelFrom(String(name)),
  type: '',
  default_value: null,
  is_system: false,
  is_permanent: false,
  value_is_hidden: false,
  user_can_view: false,
  user_can_edit: false,
  hidden_value_domain_whitelist: null,
})

/** The definition that results when a body changes another one; undefined when the body has a fault. */
export function changedDefinition(
  before: Attribute,
  body: Body,
  others: readonly Attribute[],
): Attribute | undefined {
  const texts = [body.name, body.label, body.type, body.hidden_value_domain_whitelist]
  if (!texts.every((it) => it == null || storable(it))) return undefined
  const flags = [body.value_is_hidden, body.user_can_view, body.user_can_edit]
  if (!flags.every((it) => it == null || typeof it === 'boolean')) return undefined
  const type = body.type ?? before.type
  const name = body.name ?? before.name
  const default_value = defaultOf(before, body, { type, name })
  if (!typeNames.includes(type) || default_value === undefined) return undefined
  const user_can_edit = body.user_can_edit ?? before.user_can_edit
  const after: Attribute = {
    ...before,
    name: body.name ?? before.name,
    label: body.label ?? before.label,
    type,
    default_value,
    value_is_hidden: body.value_is_hidden ?? before.value_is_hidden,
    // Users who may edit may also view (looker 3.13).
    user_can_view: user_can_edit || (body.user_can_view ?? before.user_can_view),
    user_can_edit,
    hidden_value_domain_whitelist:
      body.hidden_value_domain_whitelist ?? before.hidden_value_domain_whitelist,
  }
  return isNamed(after, others) && isHiddenRight(before, after) ? after : undefined
}

/**
 * Null means no default, undefined one that does not fit. The word for a hidden default changes nothing
 * (looker 3.9).
 */
function defaultOf(
  before: Attribute,
  body: Body,
  wanted: Pick<Attribute, 'type' | 'name'>,
): string | null | undefined {
  const { value_is_hidden, default_value } = before
  const { default_value: given, value_is_hidden: isToBeHidden } = body
  const isMask = given === 'DEFAULT_IS_SET' && (isToBeHidden ?? value_is_hidden)
  const isKept = given === undefined || isMask
  const value = isKept ? default_value : given
  if (value === null || value === '') return null
  // The types that a hidden default fits would reveal something about it (decision 14).
  const isLocked = isKept && value_is_hidden && wanted.type !== before.type
  return isLocked ? undefined : textOf(wanted, value)
}

/** Name and label are valid and not in use; labels that differ only in case are equal (looker 3.2, 3.3). */
const isNamed = ({ name, label }: Attribute, others: readonly Attribute[]): boolean =>
  /^[a-z0-9_]+$/.test(name) &&
  label.trim() !== '' &&
  others.every((it) => it.name !== name && !sameText(it.label, label))

/**
 * A hidden attribute stays hidden and has an allowlist, which only becomes narrower (looker 3.10 to 3.12). System
 * attributes are never hidden (decision 14).
 */
function isHiddenRight(before: Attribute, after: Attribute): boolean {
  const list = after.hidden_value_domain_whitelist
  if (after.is_system && after.value_is_hidden) return false
  if (list === '' || (after.value_is_hidden && list === null)) return false
  if (!before.value_is_hidden) return true
  return after.value_is_hidden && narrows(list ?? '', before.hidden_value_domain_whitelist ?? '')
}
