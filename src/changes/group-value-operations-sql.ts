// The operations of a change that set, order and remove values of groups.
import { combiningProblems } from '../domain/combining.ts'
import { namesIn, rankedGroupValues, togetherProblems } from '../domain/group-value-list.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import { isSameTimes, timesLeft } from '../domain/memberships.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import { forGood, hasBegun, type Times } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { isDigits } from '../references/reference.ts'
import type { Change } from '../request/context.ts'
import { replacedGroupValues } from '../user-attributes/change-sql.ts'
import { valueChange } from '../values/value-change.ts'
import type { Applying, Of } from './applying.ts'
import { draftedChange } from './draft.ts'

/** Whether a value has these times already; when it began does not matter. */
const hasTimes = (held: StoredGroupValue, times: Times, now: number): boolean =>
  isSameTimes(timesLeft(timesOf(held), now), times)

/** A value that counts goes on until it is replaced: another one that starts later would take it away until then. */
function insistOnStart(
  applying: Applying,
  held: StoredGroupValue | undefined,
  { starts_at }: Times,
  place: string,
): void {
  const { now } = applying.circumstances
  // guard group-time-4: becomes false
  const wouldEnd = held !== undefined && starts_at !== null && hasBegun(timesOf(held), now)
  if (!wouldEnd) return
  applying.refuse(
    `${place}.starts_at`,
    'the group has a value already, and a later start would take it away until then; leave starts_at out, or ' +
      'remove the value first.',
  )
}

export function setGroupValue(applying: Of<'set_group_value'>): Change | undefined {
  const { draft, it, hidden, circumstances } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('update_user_attribute_group_value')
  const { id: group_id } = applying.group(it.group)
  const value = applying.valueOf(attribute, it.value, 'value')
  const times = applying.timesIn(it.times)
  const all = draft.catalogue.listedGroupValues(attribute.id)
  const held = all.find((one) => one.group_id === group_id)
  const isSame = held !== undefined && !attribute.value_is_hidden && held.value === value
  if (isSame && hasTimes(held, times, circumstances.now)) return undefined
  insistOnStart(applying, held, times, it.place)
  const replacesEnded = draft.hasEnded(attribute.id, group_id)
  const set = { group_id, value, newest_change: draftedChange, ...times }
  const values = held === undefined ? [...all, set] : all.map((one) => (one === held ? set : one))
  applying.insist(togetherProblems(attribute, values, draft.catalogue))
  draft.setGroupValues(attribute.id, values)
  return {
    touches: 'catalogue',
    operation: 'update_user_attribute_group_value',
    ...valueChange(hidden, attribute, { of: 'group', group_id, value, times, replacesEnded }),
  }
}

export function clearGroupValue(applying: Of<'clear_group_value'>): Change {
  const { draft, it, hidden } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('delete_user_attribute_group_value')
  const { id: group_id } = applying.group(it.group)
  const all = draft.catalogue.listedGroupValues(attribute.id)
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
  const held = draft.catalogue.listedGroupValues(attribute.id)
  const first: StoredGroupValue[] = []
  for (const [at, text] of it.groups.entries()) {
    const field = `${it.place}.groups[${at}]`
    // Clients send ids here, so digits are one even if they are a name, too.
    const group = applying.group({ field, text, by: isDigits(text) ? 'id' : 'name' })
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
  const held = draft.catalogue.listedGroupValues(attribute.id)
  if (values.every((value, at) => value === held[at])) return undefined
  const listed = values.map(({ group_id, value, ...times }, at) => ({
    ...{ group_id, rank: at + 1, value: undefined, times: timesOf(times) },
    ...(attribute.value_is_hidden ? {} : { kept: value }),
  }))
  const change = replacedGroupValues(hidden, attribute, held, listed)
  draft.setGroupValues(attribute.id, values)
  return { ...change, operation: 'set_user_attribute_group_values' }
}

export function setGroupValues(applying: Of<'set_group_values'>): Change | undefined {
  const { draft, it, hidden, circumstances } = applying
  const { now } = circumstances
  const attribute = applying.settable(it.attribute)
  applying.ask('set_user_attribute_group_values')
  const { catalogue } = draft
  const held = catalogue.listedGroupValues(attribute.id)
  const heldBy = new Map<string, StoredGroupValue>(held.map((one) => [one.group_id, one]))
  const timesBy = new Map<string, Times>()
  const timesOfGroup = (id: string) => timesBy.get(id) ?? forGood
  const seen = new Set<string>()
  const items = it.values.map(({ group, value, times }, at) => {
    const { id } = applying.group(group)
    if (seen.has(id)) applying.refuse(group.field, 'the list names the group a second time.')
    seen.add(id)
    timesBy.set(id, applying.timesIn(times, `values[${at}].`))
    if (it.putsBack !== true) {
      insistOnStart(applying, heldBy.get(id), timesOfGroup(id), `${it.place}.values[${at}]`)
    }
    const keeps = attribute.value_is_hidden && heldBy.has(id)
    if (!keeps || value !== null) applying.valueOf(attribute, value, `values[${at}].value`)
    return { group_id: id, value }
  })
  const { values, problems } = rankedGroupValues(attribute, items, catalogue, held)
  applying.insist(problems)
  applying.insist(combiningProblems(attribute, values, namesIn(catalogue)))
  const isSame = ({ group_id, value }: (typeof values)[number], at: number) =>
    held[at]?.group_id === group_id &&
    hasTimes(held[at], timesOfGroup(group_id), now) &&
    (value === undefined || (!attribute.value_is_hidden && held[at]?.value === value))
  if (values.length === held.length && values.every(isSame)) return undefined
  // A value that stays keeps its id and the change that set it.
  const isKept = ({ group_id, value }: (typeof values)[number]) =>
    value === undefined || (!attribute.value_is_hidden && heldBy.get(group_id)?.value === value)
  const listed = values.map((ranked) => {
    const one = { ...ranked, times: timesOfGroup(ranked.group_id) }
    return isKept(one)
      ? {
          ...one,
          value: undefined,
          ...(attribute.value_is_hidden ? {} : { kept: one.value ?? '' }),
        }
      : one
  })
  const change = replacedGroupValues(hidden, attribute, held, listed)
  draft.setGroupValues(
    attribute.id,
    values.map((one) =>
      isKept(one)
        ? { ...(heldBy.get(one.group_id) as StoredGroupValue), ...timesOfGroup(one.group_id) }
        : {
            ...{ group_id: one.group_id, value: one.value ?? '', newest_change: draftedChange },
            ...timesOfGroup(one.group_id),
          },
    ),
  )
  return { ...change, operation: 'set_user_attribute_group_values' }
}
