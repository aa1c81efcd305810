// Operations on the values of one user; setting one is the seed operation (decision 9).

import { canSeeUserValue } from '../domain/attribute-access.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { holdings } from '../domain/held-values.ts'
import { permissionTable } from '../domain/permissions.ts'
import { effectiveValue, type FoundValue, searchPath } from '../domain/search-path.ts'
import { isReserved, reservedValue } from '../domain/system-attributes.ts'
import { type UserAttribute, valueFromBody } from '../domain/user-attribute.ts'
import { allow, found, Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { eachPart, listOfParts } from '../http/json-list.ts'
import { fieldsParameter, flagParameter, idsParameter } from '../http/query.ts'
import { JsonText, nothing } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { isId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { AsksOfAttribute, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { valueChange } from '../values/value-change.ts'
import { visibleAttribute } from './routes.ts'
import { showUserValue, UserAttributeWithValue } from './shapes.ts'
import { userExists, userHeld, userValue } from './sql.ts'
import { userRows } from './user-rows.ts'
import { userValueText } from './user-value-text.ts'

const tag = 'User'

export const setUserAttributeUserValue = route({
  operation: 'set_user_attribute_user_value',
  access: permissionTable.set_user_attribute_user_value,
  tag,
  method: 'PATCH',
  path: '/users/{user_id}/attribute_values/{user_attribute_id}',
  summary: 'Set the value of a user',
  description:
    "Stores a value for one user. It wins over the values of the user's groups and over the " +
    'default. When the answer arrives, the change is on disk and in the audit.',
  example: { body: { value: 'EMEA' } },
  body: objectBody(UserAttributeWithValue),
  replies: { 200: UserAttributeWithValue },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    // A value for an unknown user breaks a constraint, so the user need not be read first.
    const catalogue = await context.presume(() => userExists({ user_id }))
    const attribute = settableAttribute(context, catalogue)
    const given = valueFromBody(attribute, context.body.value)
    if ('problems' in given) throw new Refusal('invalid', given)
    const value = given.text
    await context.commit({
      touches: 'values',
      ...valueChange(context.server.keys.hidden, attribute, { of: 'user', user_id, value }),
    })
    return showUserValue(attribute, user_id, { source: 'user', value }, catalogue)
  },
})

export const deleteUserAttributeUserValue = route({
  operation: 'delete_user_attribute_user_value',
  access: permissionTable.delete_user_attribute_user_value,
  tag,
  method: 'DELETE',
  path: '/users/{user_id}/attribute_values/{user_attribute_id}',
  summary: 'Delete the value of a user',
  description:
    'Deletes the value. The user falls back to the values of their groups, then to the default. Returns 404 if ' +
    'the user has no value of their own.',
  example: { path: { user_attribute_id: '20' } },
  replies: { 204: nothing },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id, user_attribute_id } = context.params
    const key = { user_id, user_attribute_id }
    const { catalogue, rows } = await context.load(
      userExists({ user_id }),
      userValue({ ...key, now: context.server.now() }),
    )
    found(rows[0][0]?.id)
    const attribute = context.allowed(visibleAttribute(context, catalogue, user_attribute_id))
    found(rows[1][0])
    await context.commit({
      touches: 'ended values',
      ...valueChange(context.server.keys.hidden, attribute, { of: 'user', user_id, value: null }),
    })
    return undefined
  },
})

interface OfValue extends Context, AsksOfAttribute {
  readonly params: { readonly user_attribute_id: UserAttribute['id'] }
}

/** The attribute, if the caller may set its value for this user; throws 404 or 403 otherwise (looker 5.4). */
function settableAttribute(context: OfValue, catalogue: Catalogue): UserAttribute {
  const attribute = visibleAttribute(context, catalogue, context.params.user_attribute_id)
  allow(!isReserved(attribute), 'denied', reservedValue)
  return context.allowed(attribute)
}

export const userAttributeUserValues = route({
  operation: 'user_attribute_user_values',
  access: permissionTable.user_attribute_user_values,
  tag,
  method: 'GET',
  path: '/users/{user_id}/attribute_values',
  summary: 'Get the attribute values of a user',
  description:
    "Returns one row for each attribute that you may see: the user's own value, else the one that an identity " +
    'provider sent at their sign-in, else the value of the group with the lowest rank, else the default. Groups that contain a group ' +
    'of the user count too. Hidden values are never returned. For other users, `email` and ' +
    '`timezone` need the permission `see_users`, and the ids at other systems the role Admin.',
  query: {
    fields: fieldsParameter,
    user_attribute_ids: idsParameter(
      'Return only attributes with these ids; if no id is valid, all are returned.',
      ['14'],
    ),
    all_values: flagParameter(
      'True: return the whole search path, strongest value first. If false, only the effective value.',
      true,
    ),
    include_unset: flagParameter(
      'False: leave out attributes that have no value anywhere. If true, they have a row with an empty ' +
        'value and the source `No Value`.',
      false,
    ),
  },
  replies: { 200: listOf(UserAttributeWithValue) },
  // As long as the list of attributes, and made as fast as an object (decision 39).
  cost: 'little',
  fails: [400, 404, 429],

  async handle(context) {
    const { params, query, actor } = context
    const { user_id } = params
    const key = { user_id, now: context.server.now() }
    const { catalogue, rows } = await context.load(userHeld(key))
    const heldFor = holdings(catalogue, userRows(rows[0][0]))
    const rowsOf = <Row>(show: (...row: Parameters<typeof showUserValue>) => Row): Row[] => {
      const rows: Row[] = []
      for (const attribute of selectAttributes(catalogue, query.user_attribute_ids)) {
        if (!canSeeUserValue(actor, attribute, user_id)) continue
        const held = heldFor(attribute)
        const path = query.all_values
          ? searchPath(attribute, held)
          : asList(effectiveValue(attribute, held))
        const isUnset = path.length === 0 && query.include_unset !== false
        for (const value of isUnset ? [undefined] : path) {
          rows.push(show(attribute, user_id, value, catalogue))
        }
      }
      return rows
    }
    if (query.fields !== undefined) return rowsOf(showUserValue)
    const texts = rowsOf(userValueText)
    const listed = (part: readonly string[]) => `[${part.join(',')}]`
    const isShort = texts.length <= limits.listed_in_a_part
    return new JsonText(isShort ? listed(texts) : listOfParts(eachPart(texts, listed)))
  },
})

const asList = (found: FoundValue | undefined) => (found === undefined ? [] : [found])

/** The attributes in the list, in the order of their ids; all attributes if the list names no id (looker 1.16). */
function selectAttributes(
  catalogue: Catalogue,
  wantedIds: string[] | undefined,
): Iterable<UserAttribute> {
  const ids = new Set<string>((wantedIds ?? []).filter(isId))
  const all = catalogue.attributes.values()
  return ids.size === 0 ? all : [...all].filter(({ id }) => ids.has(id))
}
