// Operations on the values of groups.

import { attributeRights } from '../domain/attribute-access.ts'
import { canSeeGroup, visibleGroup } from '../domain/group-access.ts'
import {
  type RankedValue,
  rankedGroupValues,
  togetherProblems,
} from '../domain/group-value-list.ts'
import { hasNoTimes, timesOf } from '../domain/group-values-in-time.ts'
import { timesLeft } from '../domain/memberships.ts'
import { permissionTable } from '../domain/permissions.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import { isReserved, reservedValue } from '../domain/system-attributes.ts'
import { type UserAttribute, valueFromBody } from '../domain/user-attribute.ts'
import { allow, found, Refusal, refuseIf } from '../errors.ts'
import { listBody, objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { nothing } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { route } from '../request/route.ts'
import { type ListedValue, valueChange } from '../values/value-change.ts'
import { replacedGroupValues } from './change-sql.ts'
import { reserved, visibleAttribute } from './routes.ts'
import { showGroupValue, UserAttributeGroupValue } from './shapes.ts'
import { insistOnVersion, listVersion } from './versions.ts'

/** These fields are written, although the schema calls them read-only (looker 4.3). */
const written = {
  also: ['group_id', 'value', 'rank'],
  about:
    'All group values that the attribute should have, strongest first; at most 10,000, ' +
    'and 6 MB together, with each character beyond ASCII escaped.',
}

export const allUserAttributeGroupValues = route({
  operation: 'all_user_attribute_group_values',
  access: permissionTable.all_user_attribute_group_values,
  tag: 'UserAttribute',
  method: 'GET',
  path: '/user_attributes/{user_attribute_id}/group_values',
  summary: 'List the group values of an attribute',
  description:
    'Returns the values of the groups that you may see, strongest first. Hidden values are ' +
    'null.',
  query: { fields: fieldsParameter },
  replies: { 200: listOf(UserAttributeGroupValue) },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, params } = context
    const { catalogue } = await context.load()
    const attribute = context.allowed(catalogue.attributes.get(params.user_attribute_id))
    const answer = catalogue
      .groupValues(attribute.id)
      .filter(({ group_id }) => canSeeGroup(actor, group_id))
      .map((value) => showGroupValue(attribute, value))
    // The version is that of the whole list, so only those who see and may change all of it get it.
    const { update } = attributeRights(actor, attribute)
    return { answer, headers: update ? { etag: listVersion(catalogue, attribute) } : {} }
  },
})

export const setUserAttributeGroupValues = route({
  operation: 'set_user_attribute_group_values',
  access: permissionTable.set_user_attribute_group_values,
  tag: 'UserAttribute',
  method: 'POST',
  path: '/user_attributes/{user_attribute_id}/group_values',
  summary: 'Replace the group values of an attribute',
  description:
    'Replaces all group values at once. Groups left out lose their value, and an empty list ' +
    'clears them all. The first group in the list wins, unless every item has a `rank`: then ' +
    'the lowest rank wins. If the attribute is hidden, an item without `value` keeps the value ' +
    'of its group. A value that ends keeps its end if the list repeats it. With `If-Match` and the `ETag` of the list that you have read, the answer is 412 if somebody has ' +
    'changed it since.',
  hasVersions: true,
  example: {
    path: { user_attribute_id: '22' },
    body: [{ group_id: '5', value: '[0,40]' }],
  },
  body: listBody(UserAttributeGroupValue, written),
  replies: { 200: listOf(UserAttributeGroupValue) },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { user_attribute_id } = context.params
    const attribute = found(catalogue.attributes.get(user_attribute_id))
    refuseIf(isReserved(attribute) ? [reserved('value')] : [])
    insistOnVersion(context.request, 'group values', listVersion(catalogue, attribute))
    const { values, problems } = rankedGroupValues(attribute, context.body, catalogue)
    refuseIf(problems)
    const held = catalogue.groupValues(user_attribute_id)
    const isUnchanged = ({ group_id, value }: (typeof values)[number], at: number) =>
      held[at]?.group_id === group_id && isSame(attribute, held[at], value)
    const listed = catalogue.listedGroupValues(user_attribute_id)
    const isAll = listed.length === held.length && values.length === held.length
    if (isAll && values.every(isUnchanged)) {
      return held.map((value) => showGroupValue(attribute, value))
    }
    const { keys, now } = context.server
    const kept = keptTimes(attribute, held, values, now())
    const rows = await context.commit(replacedGroupValues(keys.hidden, attribute, listed, kept))
    return values.map(({ value = '', ...ranked }, at) =>
      showGroupValue(attribute, { ...ranked, value, id: idIn(rows[at + 1]) }),
    )
  },
})

/** The values in their order; that of a group without one comes last. */
function withValue(
  all: readonly Pick<StoredGroupValue, 'group_id' | 'value'>[],
  set: Pick<StoredGroupValue, 'group_id' | 'value'>,
) {
  const isThere = all.some(({ group_id }) => group_id === set.group_id)
  return isThere ? all.map((it) => (it.group_id === set.group_id ? set : it)) : [...all, set]
}

/** If it is the same, no change is stored or audited. A hidden value that was sent is never compared (T-10). */
const isSame = (
  { value_is_hidden }: UserAttribute,
  held: StoredGroupValue,
  value: string | undefined,
): boolean => value === undefined || (!value_is_hidden && value === held.value)

/**
 * A list of this API has no times, so sending it back with one value changed must not make permanent what ends: a value
 * that it repeats keeps its end.
 */
function keptTimes(
  attribute: UserAttribute,
  held: readonly StoredGroupValue[],
  values: readonly RankedValue[],
  now: number,
): ListedValue[] {
  const heldBy = new Map(held.map((it) => [it.group_id, it]))
  return values.map((ranked) => {
    const before = heldBy.get(ranked.group_id)
    // guard group-time-7: becomes false
    const isRepeated = before !== undefined && isSame(attribute, before, ranked.value)
    const times = isRepeated ? timesLeft(timesOf(before), now) : undefined
    return times === undefined ? ranked : { ...ranked, times }
  })
}

/** The rank that a value gets among those that count; one that counts keeps its own. */
function rankAmong(
  counting: readonly StoredGroupValue[],
  listed: readonly StoredGroupValue[],
  group_id: string,
): number {
  const counts = new Set(counting.map((it) => it.group_id))
  const place = listed.findIndex((it) => it.group_id === group_id)
  const before = place < 0 ? listed : listed.slice(0, place)
  return before.filter((it) => counts.has(it.group_id)).length + 1
}

const idIn = (rows: unknown[] | undefined) => found((rows as { id: string }[])[0]).id

export const updateUserAttributeGroupValue = route({
  operation: 'update_user_attribute_group_value',
  access: permissionTable.update_user_attribute_group_value,
  tag: 'Group',
  method: 'PATCH',
  path: '/groups/{group_id}/attribute_values/{user_attribute_id}',
  summary: 'Set the value of a group',
  description:
    'Stores a value for one group. Its members get it unless they have a value of their own ' +
    'or are in a group with a lower rank. A new value gets the last rank; an existing one ' +
    'keeps its rank. `If-Match` works as for the whole list.',
  hasVersions: true,
  example: { body: { value: 'EMEA' } },
  body: objectBody(UserAttributeGroupValue, { also: ['value'] }),
  replies: { 200: UserAttributeGroupValue },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { group_id, user_attribute_id } = context.params
    visibleGroup(context.actor, catalogue, group_id)
    const attribute = context.allowed(visibleAttribute(context, catalogue, user_attribute_id))
    allow(!isReserved(attribute), 'denied', reservedValue)
    insistOnVersion(context.request, 'group values', listVersion(catalogue, attribute))
    const given = valueFromBody(attribute, context.body.value)
    if ('problems' in given) throw new Refusal('invalid', given)
    const value = given.text
    const all = catalogue.groupValues(attribute.id)
    const listed = catalogue.listedGroupValues(attribute.id)
    const held = all.find((it) => it.group_id === group_id)
    // guard fitting-1: gone
    refuseIf(togetherProblems(attribute, withValue(listed, { group_id, value }), catalogue))
    if (held !== undefined && hasNoTimes(held) && isSame(attribute, held, value)) {
      return showGroupValue(attribute, held)
    }
    const { hidden } = context.server.keys
    const replacesEnded = catalogue
      .storedGroupValues(attribute.id)
      .some((it) => it.group_id === group_id && !listed.includes(it))
    const made = valueChange(hidden, attribute, { of: 'group', group_id, value, replacesEnded })
    const rows = await context.commit({ touches: 'catalogue', ...made })
    const id = idIn(rows[made.statements.length - 1])
    const rank = rankAmong(all, listed, group_id)
    return showGroupValue(attribute, { id, rank, group_id, value })
  },
})

export const deleteUserAttributeGroupValue = route({
  operation: 'delete_user_attribute_group_value',
  access: permissionTable.delete_user_attribute_group_value,
  tag: 'Group',
  method: 'DELETE',
  path: '/groups/{group_id}/attribute_values/{user_attribute_id}',
  summary: 'Delete the value of a group',
  description:
    'Deletes the value. Members fall back to their other groups, then to the default. The groups after it move ' +
    'up one rank. Returns 404 if the group has no value. `If-Match` works as for the whole list.',
  hasVersions: true,
  example: { path: { group_id: '6', user_attribute_id: '19' } },
  replies: { 204: nothing },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { group_id, user_attribute_id } = context.params
    visibleGroup(context.actor, catalogue, group_id)
    const attribute = context.allowed(visibleAttribute(context, catalogue, user_attribute_id))
    const all = catalogue.groupValues(attribute.id)
    const { rank } = found(all.find((value) => value.group_id === group_id))
    insistOnVersion(context.request, 'group values', listVersion(catalogue, attribute))
    const { hidden } = context.server.keys
    const { statements, audit } = valueChange(hidden, attribute, {
      ...{ of: 'group', group_id, value: null },
    })
    await context.commit({
      touches: 'catalogue',
      statements,
      audit: { ...audit, details: { ...audit.details, rank } },
    })
    return undefined
  },
})
