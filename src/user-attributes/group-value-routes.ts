// Operations on the values that groups have of an attribute.
import type { StoredGroupValue } from '../catalogue/catalogue.ts'
import { route } from '../context.ts'
import { allow, found, Refusal, refuseIf } from '../errors.ts'
import { canSeeGroup, visibleGroup } from '../groups/access.ts'
import { listBody, objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import type { GroupId } from '../ids.ts'
import { rankedGroupValues } from './group-value-list.ts'
import { managedAttribute, reserved, visibleAttribute } from './routes.ts'
import { showGroupValue, UserAttributeGroupValue } from './shapes.ts'
import {
  addGroupValue,
  clearGroupValue,
  clearGroupValues,
  closeRankGap,
  setGroupValue,
} from './sql.ts'
import { storedValue } from './stored-value.ts'
import { isReserved, reservedValue } from './system-attributes.ts'
import { givenText } from './value.ts'

/** Written although the schema calls them read-only (looker 4.3). */
const written = { also: ['group_id', 'value', 'rank'] }

export const allUserAttributeGroupValues = route({
  operation: 'all_user_attribute_group_values',
  tag: 'UserAttribute',
  method: 'GET',
  path: '/user_attributes/{user_attribute_id}/group_values',
  summary: 'Get User Attribute Group Values',
  query: { fields: fieldsParameter },
  reply: listOf(UserAttributeGroupValue),
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, params } = context
    const { catalogue } = await context.load()
    const attribute = visibleAttribute(context, catalogue, params.user_attribute_id)
    return catalogue
      .groupValues(attribute.id)
      .filter(({ group_id }) => canSeeGroup(actor, group_id))
      .map((value) => showGroupValue(attribute, value))
  },
})

export const setUserAttributeGroupValues = route({
  operation: 'set_user_attribute_group_values',
  tag: 'UserAttribute',
  method: 'POST',
  path: '/user_attributes/{user_attribute_id}/group_values',
  summary: 'Set User Attribute Group Values',
  description: 'Replaces all group values of the attribute; the order decides which one wins.',
  body: listBody(UserAttributeGroupValue, written),
  reply: listOf(UserAttributeGroupValue),
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { user_attribute_id } = context.params
    const attribute = managedAttribute(context, catalogue, user_attribute_id)
    refuseIf(isReserved(attribute) ? [reserved('value')] : [])
    const { values, problems } = rankedGroupValues(attribute, context.body, catalogue)
    refuseIf(problems)
    const { hidden } = context.server.keys
    const rows = await context.commit({
      touches: 'catalogue',
      statements: [
        clearGroupValues({ user_attribute_id }),
        ...values.map(({ group_id, rank, value }) => {
          const key = { group_id, user_attribute_id }
          return addGroupValue({ ...key, rank, ...storedValue(hidden, attribute, key, value) })
        }),
      ],
      audit: {
        user_attribute_id,
        value: JSON.stringify(values),
        hidden: attribute.value_is_hidden,
        details: {
          groups: values.map(inRank),
          before: catalogue.groupValues(user_attribute_id).map(inRank),
        },
      },
    })
    return values.map((value, at) =>
      showGroupValue(attribute, { ...value, id: idIn(rows[at + 1]) }),
    )
  },
})

const inRank = ({ group_id, rank }: { group_id: GroupId; rank: number }) => ({ group_id, rank })

const idIn = (rows: unknown[] | undefined) => found((rows as { id: string }[])[0]).id

export const updateUserAttributeGroupValue = route({
  operation: 'update_user_attribute_group_value',
  tag: 'Group',
  method: 'PATCH',
  path: '/groups/{group_id}/attribute_values/{user_attribute_id}',
  summary: 'Set User Attribute Group Value',
  description: 'A group that had no value gets the last rank; one that had keeps its rank.',
  body: objectBody(UserAttributeGroupValue, { also: ['value'] }),
  reply: UserAttributeGroupValue,
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { group_id, user_attribute_id } = context.params
    visibleGroup(context.actor, catalogue, group_id)
    const attribute = visibleAttribute(context, catalogue, user_attribute_id)
    context.insist()
    allow(!isReserved(attribute), 'denied', reservedValue)
    const given = givenText(attribute.type, context.body.value)
    if ('problems' in given) throw new Refusal('invalid', given)
    const value = given.text
    const key = { group_id, user_attribute_id }
    const { hidden } = context.server.keys
    const [rows] = await context.commit({
      touches: 'catalogue',
      statements: [setGroupValue({ ...key, ...storedValue(hidden, attribute, key, value) })],
      audit: { ...key, value, hidden: attribute.value_is_hidden },
    })
    const stored = found((rows as Pick<StoredGroupValue, 'id' | 'rank'>[])[0])
    return showGroupValue(attribute, { ...stored, group_id, value })
  },
})

export const deleteUserAttributeGroupValue = route({
  operation: 'delete_user_attribute_group_value',
  tag: 'Group',
  method: 'DELETE',
  path: '/groups/{group_id}/attribute_values/{user_attribute_id}',
  summary: 'Delete User Attribute Group Value',
  reply: undefined,
  untyped204: true,
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { group_id, user_attribute_id } = context.params
    visibleGroup(context.actor, catalogue, group_id)
    const attribute = visibleAttribute(context, catalogue, user_attribute_id)
    context.insist()
    found(catalogue.groupValues(attribute.id).find((value) => value.group_id === group_id))
    await context.commit({
      touches: 'catalogue',
      statements: [
        clearGroupValue({ group_id, user_attribute_id }),
        closeRankGap({ user_attribute_id }),
      ],
      audit: { group_id, user_attribute_id, value: null, hidden: attribute.value_is_hidden },
    })
    return undefined
  },
})
