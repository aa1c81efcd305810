// Operations on definitions of user attributes.
import { permissionTable } from '../access/permissions.ts'
import { auditHeads } from '../audit/sql.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { markUnsealed } from '../domain/sealing-sql.ts'
import { newDefault, valueChange } from '../domain/value-change.ts'
import { allow, found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter, sortsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { parseSorts } from '../http/sorts.ts'
import { byId, type UserAttributeId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { sealBeforeAnswer } from '../sealing.ts'
import { required, type Statement } from '../store/statement.ts'
import { attributeRights, canSeeAttribute } from './access.ts'
import { hasKnownRange } from './known-ranges.ts'
import { UserAttribute as Shape, showUserAttribute } from './shapes.ts'
import {
  createUserAttribute,
  deleteUserAttribute,
  someUserValues,
  unchangedSince,
  unusedAttributeId,
  updateUserAttribute,
} from './sql.ts'
import { isReserved } from './system-attributes.ts'
import {
  createdDefinition,
  type Definition,
  hiddenStays,
  labelKey,
  type Taken,
  type UserAttribute,
  updatedDefinition,
} from './user-attribute.ts'
import { valueProblems } from './value.ts'

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
    'Defines an attribute. A hidden one needs a list of the places that its values may be ' +
    'sent to. Returns 422 if another attribute has the name or the label.',
  example: {
    body: { name: 'cost_center', label: 'Cost Center', type: 'string', user_can_view: true },
  },
  query: { fields: fieldsParameter },
  body: objectBody(Shape),
  replies: { 200: Shape },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { definition, problems } = createdDefinition(context.body, takenIn(catalogue))
    refuseIf(problems)
    const own = definition.value_is_hidden && definition.default_value !== null
    const { rows: free } = own ? await context.load(unusedAttributeId) : { rows: [] }
    const newId = free[0]?.[0]?.id as UserAttributeId | undefined
    const { stored, audit } = newDefault(context.server.keys.hidden, definition, newId)
    const [rows] = await context.commit({
      touches: 'catalogue',
      statements: [createUserAttribute(definition, stored, newId)],
      audit: {
        ...audit,
        created: { column: 'user_attribute_id', statement: 0 },
        details: detailsOf(definition),
      },
    })
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
    const { catalogue } = await context.load()
    const { user_attribute_id } = context.params
    return show(context, context.allowed(catalogue.attributes.get(user_attribute_id)))
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
    'cannot be changed.',
  example: { body: { name: 'region', label: 'Region', type: 'advanced_filter_string' } },
  query: { fields: fieldsParameter },
  body: objectBody(Shape),
  replies: { 200: Shape },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const before = found(catalogue.attributes.get(context.params.user_attribute_id))
    refuseIf(isReserved(before) ? [reserved('name')] : [])
    const { definition, problems } = updatedDefinition(
      before,
      context.body,
      takenIn(catalogue, before),
    )
    refuseIf(problems)
    const held = await heldValuesFit(context, catalogue, before, definition)
    const hides = definition.value_is_hidden && !before.value_is_hidden
    const { default_value: value, value_is_hidden } = definition
    const { hidden } = context.server.keys
    const change = valueChange(hidden, { id: before.id, value_is_hidden }, { of: 'default', value })
    await context.commit({
      touches: 'catalogue',
      statements: [
        ...held,
        updateUserAttribute(before.id, definition),
        ...(hides || value !== before.default_value ? change.statements : []),
        ...(hides ? [markUnsealed(before.id)] : []),
      ],
      audit: { ...change.audit, details: detailsOf(definition) },
    })
    // What was readable is sealed before the answer; a server that dies meanwhile goes on at its start,
    // and one that had no room for all of it when it is asked again.
    if (definition.value_is_hidden) await sealBeforeAnswer(context.server)
    return show(context, { ...before, ...definition })
  },
})

export const deleteUserAttributeRoute = route({
  operation: 'delete_user_attribute',
  access: permissionTable.delete_user_attribute,
  tag,
  method: 'DELETE',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Delete a user attribute',
  description:
    'Deletes the definition and every value of it: of users, of groups and the default. ' +
    'Attributes 1 to 10 cannot be deleted.',
  example: { path: { user_attribute_id: '23' } },
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const attribute = found(catalogue.attributes.get(context.params.user_attribute_id))
    // The operation declares no 403 (decision 4).
    allow(!isReserved(attribute), 'bad_request', 'A system attribute cannot be deleted.')
    await context.commit({
      touches: 'catalogue',
      statements: [deleteUserAttribute({ user_attribute_id: attribute.id })],
      audit: { user_attribute_id: attribute.id, details: { name: attribute.name } },
    })
    return undefined
  },
})

const show = ({ actor }: Context, attribute: UserAttribute) =>
  showUserAttribute(attribute, attributeRights(actor, attribute))

/** The attribute, if the caller may know of it; 404 otherwise. */
export function visibleAttribute(
  { actor }: Context,
  catalogue: Catalogue,
  id: UserAttributeId,
): UserAttribute {
  const attribute = catalogue.attributes.get(id)
  return found(attribute && canSeeAttribute(actor, attribute) ? attribute : undefined)
}

export const reserved = (field: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} belongs to a system attribute, which cannot be changed.`,
})

function takenIn(catalogue: Catalogue, except?: UserAttribute): Taken {
  const others = [...catalogue.attributes.values()].filter(({ id }) => id !== except?.id)
  return {
    name: (name) => others.some((other) => other.name === name),
    label: (key) => others.some((other) => labelKey(other.label) === key),
  }
}

/** What the audit says of a definition; its default is a value, and details hold none. */
export const detailsOf = ({ default_value, ...definition }: Definition) => ({
  ...definition,
  has_default_value: default_value !== null,
})

/**
 * When the type changes, or the name to one whose values are known, every stored value must fit (looker 2.8,
 * 3.5); of a hidden attribute none may be stored, because which types it fits would tell what it is.
 * Answers the statements that make the commit wait for nobody having set a value meanwhile.
 */
async function heldValuesFit(
  context: Context,
  catalogue: Catalogue,
  { id: user_attribute_id, name, type, value_is_hidden }: UserAttribute,
  wanted: Definition,
): Promise<Statement[]> {
  const field = wanted.type === type ? 'name' : 'type'
  if (field === 'name' && (wanted.name === name || !hasKnownRange(wanted.name))) return []
  const misfits = ({ value }: { value: string }) =>
    value_is_hidden || valueProblems(wanted, value).length > 0
  const refuse = (holder: string) =>
    refuseIf([value_is_hidden ? hiddenStays(field) : heldMisfit(field, holder)])
  const ofGroup = catalogue.groupValues(user_attribute_id).find(misfits)
  if (ofGroup !== undefined) refuse(`group ${ofGroup.group_id}`)
  const { db } = context.server
  const [heads] = await db.read(auditHeads)
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [values]: readonly [StoredValue[]] = await db.read(
      someUserValues({ user_attribute_id, after }),
    )
    const ofUser = values.find(misfits)
    if (ofUser !== undefined) refuse(`user ${ofUser.user_id}`)
    after = values.at(-1)?.user_id
    await new Promise((resolve) => setImmediate(resolve))
  }
  return [required(unchangedSince({ user_attribute_id, heads: JSON.stringify(heads) }))]
}
type StoredValue = { user_id: string; value: string }
/** Says whose value it is: there may be a million that fit. */
const heldMisfit = (field: 'name' | 'type', holder: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} cannot change: the value of ${holder} does not fit it; change or delete that value first.`,
})
