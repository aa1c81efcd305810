// Operations on the values of one user; the seed operation lives here.
import { permissionTable } from '../access/permissions.ts'
import { directGroups } from '../access/sql.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { valueChange } from '../domain/value-change.ts'
import { allow, found, Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter, flagParameter, idsParameter } from '../http/query.ts'
import { JsonText, nothing } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { isId } from '../ids.ts'
import type { AsksOfAttribute, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { canSeeUserValue } from './access.ts'
import { holdings } from './held-values.ts'
import { visibleAttribute } from './routes.ts'
import { type FoundValue, searchPath } from './search-path.ts'
import { showUserValue, UserAttributeWithValue } from './shapes.ts'
import { userExists, userFacts, userValue, userValues } from './sql.ts'
import { isReserved, reservedValue } from './system-attributes.ts'
import { givenValue, type UserAttribute } from './user-attribute.ts'
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
    // A value of nobody breaks a constraint, so that there is such a user need not be read first.
    const catalogue = await context.presume(userExists({ user_id }))
    const attribute = settableAttribute(context, catalogue)
    const given = givenValue(attribute, context.body.value)
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
    'The user falls back to the values of their groups, then to the default. Returns 404 if ' +
    'the user has no value of their own.',
  example: { path: { user_attribute_id: '20' } },
  replies: { 204: nothing },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id, user_attribute_id } = context.params
    const key = { user_id, user_attribute_id }
    const { catalogue, rows } = await context.load(userExists({ user_id }), userValue(key))
    found(rows[0][0]?.id)
    const attribute = settableAttribute(context, catalogue)
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

/** The attribute whose value the caller may set for this user: 404 or 403 otherwise (looker 5.4). */
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
    "Returns one row for each attribute that you may see: the user's own value, else the " +
    'value of the group with the lowest rank, else the default. Groups that contain a group ' +
    'of the user count too. Hidden values are never returned. Of somebody else, `email` and ' +
    '`timezone` need the permission `see_users`, and the ids at other systems the role Admin.',
  query: {
    fields: fieldsParameter,
    user_attribute_ids: idsParameter(
      'Return only attributes with these ids; if no id is valid, all are returned.',
      ['14'],
    ),
    all_values: flagParameter(
      'True: return the whole search path, strongest value first. Else only the effective value.',
      true,
    ),
    include_unset: flagParameter(
      'False: leave out attributes that have no value anywhere. Else they have a row with an empty ' +
        'value and the source `No Value`.',
      false,
    ),
  },
  replies: { 200: listOf(UserAttributeWithValue) },
  fails: [400, 404, 429],

  async handle(context) {
    const { params, query, actor } = context
    const { user_id } = params
    const { catalogue, rows } = await context.load(
      userFacts({ user_id }),
      userValues({ user_id }),
      directGroups({ user_id }),
    )
    const heldFor = holdings(catalogue, {
      facts: found(rows[0][0]),
      values: JSON.parse(rows[1][0]?.by_attribute ?? '{}'),
      groups: rows[2],
    })
    const rowsOf = <Row>(show: (...row: Parameters<typeof showUserValue>) => Row): Row[] => {
      const shown: Row[] = []
      for (const attribute of askedAttributes(catalogue, query.user_attribute_ids)) {
        if (!canSeeUserValue(actor, attribute, user_id)) continue
        const path: (FoundValue | undefined)[] = searchPath(attribute, heldFor(attribute))
        if (path.length === 0 && query.include_unset !== false) path.push(undefined)
        const wanted = query.all_values ? path : path.slice(0, 1)
        for (const value of wanted) shown.push(show(attribute, user_id, value, catalogue))
      }
      return shown
    }
    if (query.fields !== undefined) return rowsOf(showUserValue)
    return new JsonText(`[${rowsOf(userValueText).join(',')}]`)
  },
})

/** Those of the list in the order of their ids; all of them when the list names no id (looker 1.16). */
function askedAttributes(
  catalogue: Catalogue,
  asked: string[] | undefined,
): Iterable<UserAttribute> {
  const ids = new Set<string>((asked ?? []).filter(isId))
  const all = catalogue.attributes.values()
  return ids.size === 0 ? all : [...all].filter(({ id }) => ids.has(id))
}
