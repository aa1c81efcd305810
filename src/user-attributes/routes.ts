// Operations on definitions of user attributes.

import { attributeRights, canSeeAttribute } from '../domain/attribute-access.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { permissionTable } from '../domain/permissions.ts'
import { isReserved } from '../domain/system-attributes.ts'
import { isUnchanged } from '../domain/unchanged.ts'
import {
  changedDefinition,
  type Definition,
  type DefinitionChange,
  newDefinition,
  takenNames,
  type UserAttribute,
} from '../domain/user-attribute.ts'
import { allow, found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter, sortsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { parseSorts } from '../http/sorts.ts'
import { byId, type UserAttributeId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { sealingOf } from '../values/sealing-sql.ts'
import { changedDefinitionOf, createdDefinition, deletedDefinition } from './change-sql.ts'
import { insistStoredValuesFit } from './fitting-reader.ts'
import { UserAttribute as Shape, showUserAttribute } from './shapes.ts'
import { unusedAttributeId } from './sql.ts'
import { definitionVersion, insistOnVersion } from './versions.ts'

const tag = 'UserAttribute'
const sortFields = ['name', 'label'] as const

export const allUserAttributes = route({
  operation: 'all_user_attributes',
  access: permissionTable.all_user_attributes,
  tag,
  method: 'GET',
  path: '/user_attributes',
  summary: 'List user attributes',
  description:
    'Returns the definitions that you may see: all of them with the permission ' +
    '`manage_user_attributes`, else those that users may view.',
  query: { fields: fieldsParameter, sorts: sortsParameter(sortFields) },
  replies: { 200: listOf(Shape) },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, query } = context
    const sorts = parseSorts(query.sorts, sortFields)
    const { catalogue } = await context.load()
    const seen = [...catalogue.attributes.values()].filter((it) => canSeeAttribute(actor, it))
    seen.sort((one, other) => byId(one.id, other.id))
    for (const { field, descending } of sorts.reverse()) {
      const sign = descending ? -1 : 1
      seen.sort((one, other) => sign * (one[field] < other[field] ? -1 : 1))
    }
    return seen.map((attribute) => show(context, attribute))
  },
})

export const createUserAttributeRoute = route({
  operation: 'create_user_attribute',
  access: permissionTable.create_user_attribute,
  tag,
  method: 'POST',
  path: '/user_attributes',
  summary: 'Create a user attribute',
  description:
    'Defines an attribute. A hidden attribute needs a list of the places to which its values may be ' +
    'sent. Returns 422 if another attribute has the name or the label.',
  example: {
    body: { name: 'cost_center', label: 'Cost Center', type: 'string', user_can_view: true },
  },
  query: { fields: fieldsParameter },
  body: objectBody(Shape),
  replies: { 200: Shape },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { definition, problems } = newDefinition(
      context.body,
      takenNames([...catalogue.attributes.values()]),
    )
    refuseIf(problems)
    const own = definition.value_is_hidden && definition.default_value !== null
    const { rows: free } = own ? await context.load(unusedAttributeId) : { rows: [] }
    const newId = free[0]?.[0]?.id as UserAttributeId | undefined
    const change = createdDefinition(context.server.keys.hidden, definition, { generated: newId })
    const [rows] = await context.commit(change)
    const { id } = found((rows as { id: UserAttributeId }[])[0])
    return show(context, { ...definition, id, is_system: false, is_permanent: false })
  },
})

export const userAttribute = route({
  operation: 'user_attribute',
  access: permissionTable.user_attribute,
  tag,
  method: 'GET',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Get a user attribute',
  description: 'Returns one definition. The default of a hidden attribute reads `DEFAULT_IS_SET`.',
  query: { fields: fieldsParameter },
  replies: { 200: Shape },
  fails: [400, 404, 429],

  async handle(context) {
    const { user_attribute_id } = context.params
    const { catalogue, rows } = await context.load(sealingOf({ user_attribute_id }))
    const attribute = context.allowed(catalogue.attributes.get(user_attribute_id))
    const answer = show(context, attribute)
    const { update } = attributeRights(context.actor, attribute)
    const headers = {
      ...(update ? { etag: definitionVersion(catalogue, attribute) } : {}),
      ...(rows[0].length === 0 ? {} : sealingUnderWay),
    }
    return { answer, headers }
  },
})

export const updateUserAttributeRoute = route({
  operation: 'update_user_attribute',
  access: permissionTable.update_user_attribute,
  tag,
  method: 'PATCH',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Change a user attribute',
  description:
    'Changes a definition. The type can change as long as every stored value fits the new ' +
    'one. Hiding an attribute encrypts its values and cannot be undone. Attributes 1 to 10 ' +
    'cannot be changed. With `If-Match` and the `ETag` of the definition that you have read, the answer is 412 ' +
    'if somebody has changed it since.',
  example: { body: { name: 'region', label: 'Region', type: 'advanced_filter_string' } },
  hasVersions: true,
  query: { fields: fieldsParameter },
  body: objectBody(Shape),
  replies: { 200: Shape },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const before = found(catalogue.attributes.get(context.params.user_attribute_id))
    refuseIf(isReserved(before) ? [reserved('name')] : [])
    insistOnVersion(context.request, 'definition', definitionVersion(catalogue, before))
    const change = { catalogue, before, body: context.body }
    const { definition, headers } = await changeDefinition(context, change)
    return { answer: show(context, { ...before, ...definition }), headers }
  },
})

/** A change of a definition, through either API. */
interface Redefinition {
  readonly catalogue: Catalogue
  readonly before: UserAttribute
  readonly body: DefinitionChange
}

/**
 * Changes the definition of an attribute as the body says and returns the new one, with the headers of the answer.
 * Throws 422 when the change breaks a rule or stored values do not fit it.
 */
export async function changeDefinition(
  context: Context,
  { catalogue, before, body }: Redefinition,
): Promise<{ readonly definition: Definition; readonly headers: Record<string, string> }> {
  const taken = takenNames([...catalogue.attributes.values()], before)
  const { definition, problems } = changedDefinition(before, body, taken)
  refuseIf(problems)
  const guardsOfValues = await insistStoredValuesFit(context, catalogue, before, definition)
  const hides = definition.value_is_hidden && !before.value_is_hidden
  const change = changedDefinitionOf(context.server.keys.hidden, before, definition)
  const commit = { ...change, statements: [...guardsOfValues, ...change.statements] }
  if (!isUnchanged({ ...before }, { ...definition })) await context.commit(commit)
  // Readable values are sealed before the answer if there is time, and the rest afterwards.
  const sealed = !hides || (await context.server.sealer.startAndWait(limits.sealing_milliseconds))
  return { definition, headers: sealed ? {} : sealingUnderWay }
}

export const deleteUserAttributeRoute = route({
  operation: 'delete_user_attribute',
  access: permissionTable.delete_user_attribute,
  tag,
  method: 'DELETE',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Delete a user attribute',
  description:
    'Deletes the definition and every value of it: of users, of groups and the default. Nobody ' +
    'sees any of it from then on. More than 1,000 values of users are removed from the store ' +
    'afterwards, while others go on. ' +
    'Attributes 1 to 10 cannot be deleted. `If-Match` works as for a change.',
  example: { path: { user_attribute_id: '23' } },
  hasVersions: true,
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const attribute = found(catalogue.attributes.get(context.params.user_attribute_id))
    // The operation declares no 403 (decision 4).
    allow(!isReserved(attribute), 'bad_request', 'A system attribute cannot be deleted.')
    insistOnVersion(context.request, 'definition', definitionVersion(catalogue, attribute))
    await context.commit(deletedDefinition(catalogue, attribute))
    return undefined
  },
})

/** Values that were readable are still being sealed; nobody can see them meanwhile. */
export const sealingUnderWay = { 'x-attrium-sealing': 'under way' }

const show = ({ actor }: Context, attribute: UserAttribute) =>
  showUserAttribute(attribute, attributeRights(actor, attribute))

/** The attribute, if the caller may know of it; 404 otherwise. */
export function visibleAttribute(
  { actor }: Context,
  catalogue: Catalogue,
  id: UserAttributeId,
): UserAttribute {
  const attribute = catalogue.attributes.get(id)
  // guard hidden-thing-2: becomes found(attribute)
  return found(attribute && canSeeAttribute(actor, attribute) ? attribute : undefined)
}

export const reserved = (field: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} belongs to a system attribute, which cannot be changed.`,
})
