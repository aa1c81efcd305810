// The operations of a change that set and remove values.
import type { StoredGroupValue } from '../domain/catalogue.ts'
import { combiningProblems } from '../domain/combining.ts'
import { namesIn, rankedGroupValues, togetherProblems } from '../domain/group-value-list.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { UserId } from '../ids.ts'
import type { Change } from '../request/context.ts'
import { replacedGroupValues } from '../user-attributes/change-sql.ts'
import { valueChange } from '../values/value-change.ts'
import type { Applying, Of } from './applying.ts'
import { draftedChange } from './draft.ts'

export function setUserValue(applying: Of<'set_user_value'>): Change | undefined {
  const { draft, it, hidden } = applying
  const user_id = applying.user()
  const attribute = settableOf(applying, user_id)
  const value = applying.valueOf(attribute, it.value, 'value')
  // A hidden value is never compared (T-10).
  if (!attribute.value_is_hidden && draft.ownValue(user_id, attribute.id) === value)
    return undefined
  draft.setUserValue(user_id, attribute.id, value)
  return { ...asSetUserValue, ...valueChange(hidden, attribute, { of: 'user', user_id, value }) }
}
const asSetUserValue = {
  touches: 'values',
  operation: 'set_user_attribute_user_value',
} as const

export function clearUserValue(applying: Of<'clear_user_value'>): Change | undefined {
  const { draft, it, hidden } = applying
  const user_id = applying.user()
  const attribute = settableOf(applying, user_id)
  if (draft.ownValue(user_id, attribute.id) === undefined) {
    if (it.isCell) return undefined
    applying.refuse(it.attribute.field, 'the user has no value of their own for this attribute.')
  }
  draft.setUserValue(user_id, attribute.id, null)
  return {
    touches: 'ended values',
    operation: 'delete_user_attribute_user_value',
    ...valueChange(hidden, attribute, { of: 'user', user_id, value: null }),
  }
}

/** The attribute, if the caller may set its value for this user. */
function settableOf(
  applying: Of<'set_user_value' | 'clear_user_value'>,
  user_id: UserId,
): UserAttribute {
  const { draft, it } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('set_user_attribute_user_value', { user_id, attribute })
  // guard change-2: becomes false
  if (it.isCell && draft.hasChanged(user_id, attribute.id)) {
    applying.refuse(it.place, 'an earlier line sets the same value; keep one of them.')
  }
  return attribute
}

export function setGroupValue(applying: Of<'set_group_value'>): Change | undefined {
  const { draft, it, hidden } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('update_user_attribute_group_value')
  const { id: group_id } = applying.group(it.group)
  const value = applying.valueOf(attribute, it.value, 'value')
  const all = draft.catalogue.groupValues(attribute.id)
  const held = all.find((one) => one.group_id === group_id)
  if (held !== undefined && !attribute.value_is_hidden && held.value === value) return undefined
  const set = { group_id, value, newest_change: draftedChange }
  const values = held === undefined ? [...all, set] : all.map((one) => (one === held ? set : one))
  applying.insist(togetherProblems(attribute, values, draft.catalogue))
  draft.setGroupValues(attribute.id, values)
  return {
    touches: 'catalogue',
    operation: 'update_user_attribute_group_value',
    ...valueChange(hidden, attribute, { of: 'group', group_id, value }),
  }
}

export function clearGroupValue(applying: Of<'clear_group_value'>): Change {
  const { draft, it, hidden } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('delete_user_attribute_group_value')
  const { id: group_id } = applying.group(it.group)
  const all = draft.catalogue.groupValues(attribute.id)
  const held =
    all.find((one) => one.group_id === group_id) ??
    applying.refuse(it.attribute.field, 'the group has no value for this attribute.')
  draft.setGroupValues(
    attribute.id,
    all.filter((one) => one !== held),
  )
  const change = valueChange(hidden, attribute, { of: 'group', group_id, value: null })
  return {
    touches: 'catalogue',
    operation: 'delete_user_attribute_group_value',
    statements: change.statements,
    audit: { ...change.audit, details: { ...change.audit.details, rank: held.rank } },
  }
}

/** Groups that are not named follow those that are, in their present order. */
export function orderGroupValues(applying: Of<'order_group_values'>): Change | undefined {
  const { draft, it } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('set_user_attribute_group_values')
  const held = draft.catalogue.groupValues(attribute.id)
  const first: StoredGroupValue[] = []
  for (const [at, text] of it.groups.entries()) {
    const field = `${it.place}.groups[${at}]`
    const group = applying.group({ field, text, by: 'name' })
    const value =
      held.find(({ group_id }) => group_id === group.id) ??
      applying.refuse(field, 'the group has no value of this attribute.')
    if (first.includes(value)) applying.refuse(field, 'groups must not name a group twice.')
    first.push(value)
  }
  const others = held.filter((value) => !first.includes(value))
  return ordered(applying, attribute, [...first, ...others])
}

/** The list in a new order: no value changes, and each keeps its id. */
function ordered(
  { draft, hidden }: Applying,
  attribute: UserAttribute,
  values: readonly StoredGroupValue[],
): Change | undefined {
  const held = draft.catalogue.groupValues(attribute.id)
  if (values.every((value, at) => value === held[at])) return undefined
  const listed = values.map(({ group_id, value }, at) => ({
    ...{ group_id, rank: at + 1, value: undefined },
    ...(attribute.value_is_hidden ? {} : { kept: value }),
  }))
  const change = replacedGroupValues(hidden, attribute, held, listed)
  draft.setGroupValues(attribute.id, values)
  return { ...change, operation: 'set_user_attribute_group_values' }
}

export function setGroupValues(applying: Of<'set_group_values'>): Change | undefined {
  const { draft, it, hidden } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('set_user_attribute_group_values')
  const { catalogue } = draft
  const held = catalogue.groupValues(attribute.id)
  const seen = new Set<string>()
  const items = it.values.map(({ group, value }, at) => {
    const { id } = applying.group(group)
    if (seen.has(id)) applying.refuse(group.field, 'the list names the group a second time.')
    seen.add(id)
    const keeps = attribute.value_is_hidden && held.some(({ group_id }) => group_id === id)
    if (!keeps || value !== null) applying.valueOf(attribute, value, `values[${at}].value`)
    return { group_id: id, value }
  })
  const { values, problems } = rankedGroupValues(attribute, items, catalogue)
  applying.insist(problems)
  applying.insist(combiningProblems(attribute, values, namesIn(catalogue)))
  const isSame = ({ group_id, value }: (typeof values)[number], at: number) =>
    held[at]?.group_id === group_id &&
    (value === undefined || (!attribute.value_is_hidden && held[at]?.value === value))
  if (values.length === held.length && values.every(isSame)) return undefined
  const heldBy = new Map(held.map((one) => [one.group_id, one]))
  // A value that stays keeps its id and the change that set it.
  const isKept = ({ group_id, value }: (typeof values)[number]) =>
    value === undefined || (!attribute.value_is_hidden && heldBy.get(group_id)?.value === value)
  const listed = values.map((one) =>
    isKept(one)
      ? {
          ...one,
          value: undefined,
          ...(attribute.value_is_hidden ? {} : { kept: one.value ?? '' }),
        }
      : one,
  )
  const change = replacedGroupValues(hidden, attribute, held, listed)
  draft.setGroupValues(
    attribute.id,
    values.map((one) =>
      isKept(one)
        ? (heldBy.get(one.group_id) as StoredGroupValue)
        : { group_id: one.group_id, value: one.value ?? '', newest_change: draftedChange },
    ),
  )
  return { ...change, operation: 'set_user_attribute_group_values' }
}
