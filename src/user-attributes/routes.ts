// Operations on definitions of user attributes.
import { auditHeads } from '../audit/sql.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Context, route } from '../context.ts'
import { allow, found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter, sortsParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { parseSorts } from '../http/sorts.ts'
import { byId, type UserAttributeId } from '../ids.ts'
import { sealBeforeAnswer } from '../sealing.ts'
import { required, type Statement } from '../store/statement.ts'
import { attributeRights, canSeeAttribute } from './access.ts'
import { markUnsealed } from './sealing-sql.ts'
import { UserAttribute as Shape, showUserAttribute } from './shapes.ts'
import {
  createUserAttribute,
  deleteUserAttribute,
  setDefaultValue,
  someUserValues,
  unchangedSince,
  unusedAttributeId,
  updateUserAttribute,
} from './sql.ts'
import { storedValue } from './stored-value.ts'
import { isReserved } from './system-attributes.ts'
import {
  createdDefinition,
  type Definition,
  hiddenTypeStays,
  labelKey,
  type Taken,
  type UserAttribute,
  updatedDefinition,
} from './user-attribute.ts'
import { type ValueType, valueProblems } from './value.ts'

const tag = 'UserAttribute'

export const allUserAttributes = route({
  operation: 'all_user_attributes',
  tag,
  method: 'GET',
  path: '/user_attributes',
  summary: 'Get All User Attributes',
  query: { fields: fieldsParameter, sorts: sortsParameter },
  reply: listOf(Shape),
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, query } = context
    const sorts = parseSorts(query.sorts, ['name', 'label'])
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
  tag,
  method: 'POST',
  path: '/user_attributes',
  summary: 'Create User Attribute',
  query: { fields: fieldsParameter },
  body: objectBody(Shape),
  reply: Shape,
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    context.insist()
    const { definition, problems } = createdDefinition(context.body, takenIn(catalogue))
    refuseIf(problems)
    const own = definition.value_is_hidden && definition.default_value !== null
    const { rows: free } = own ? await context.load(unusedAttributeId) : { rows: [] }
    const newId = free[0]?.[0]?.id as UserAttributeId | undefined
    const stored = storedDefault(context, newId, definition)
    const [rows] = await context.commit({
      touches: 'catalogue',
      statements: [createUserAttribute(definition, stored, newId)],
      audit: { created: { column: 'user_attribute_id', statement: 0 }, ...audited(definition) },
    })
    const { id } = found((rows as { id: UserAttributeId }[])[0])
    return show(context, { ...definition, id, is_system: false, is_permanent: false })
  },
})

export const userAttribute = route({
  operation: 'user_attribute',
  tag,
  method: 'GET',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Get User Attribute',
  query: { fields: fieldsParameter },
  reply: Shape,
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const attribute = catalogue.attributes.get(context.params.user_attribute_id)
    // Of one that is not there nobody is a viewer: the same way out takes the same time (T-20).
    context.insist({ attribute })
    return show(context, found(attribute))
  },
})

export const updateUserAttributeRoute = route({
  operation: 'update_user_attribute',
  tag,
  method: 'PATCH',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Update User Attribute',
  query: { fields: fieldsParameter },
  body: objectBody(Shape),
  reply: Shape,
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const before = managedAttribute(context, catalogue, context.params.user_attribute_id)
    refuseIf(isReserved(before) ? [reserved('name')] : [])
    const { definition, problems } = updatedDefinition(
      before,
      context.body,
      takenIn(catalogue, before),
    )
    refuseIf(problems)
    const held = await heldValuesFit(context, catalogue, before, definition.type)
    const hides = definition.value_is_hidden && !before.value_is_hidden
    await context.commit({
      touches: 'catalogue',
      statements: [
        ...held,
        updateUserAttribute(before.id, definition),
        ...(hides || definition.default_value !== before.default_value
          ? [setDefaultValue(before.id, storedDefault(context, before.id, definition))]
          : []),
        ...(hides ? [markUnsealed(before.id)] : []),
      ],
      audit: { user_attribute_id: before.id, ...audited(definition) },
    })
    // What was readable is sealed before the answer; a server that dies meanwhile goes on at its start,
    // and one that had no room for all of it when it is asked again.
    if (definition.value_is_hidden) await sealBeforeAnswer(context.server)
    return show(context, { ...before, ...definition })
  },
})

export const deleteUserAttributeRoute = route({
  operation: 'delete_user_attribute',
  tag,
  method: 'DELETE',
  path: '/user_attributes/{user_attribute_id}',
  summary: 'Delete User Attribute',
  reply: undefined,
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const attribute = managedAttribute(context, catalogue, context.params.user_attribute_id)
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

/** The attribute, if the caller may do this operation at all. */
export function managedAttribute(
  context: Context,
  catalogue: Catalogue,
  id: UserAttributeId,
): UserAttribute {
  context.insist()
  return found(catalogue.attributes.get(id))
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

function storedDefault(
  { server }: Context,
  id: UserAttributeId | undefined,
  definition: Definition,
) {
  const { default_value } = definition
  if (default_value === null) return undefined
  return storedValue(server.keys.hidden, definition, { user_attribute_id: id ?? '' }, default_value)
}

/** What the audit says of a definition; its default is a value, and details hold none. */
function audited({ default_value, ...definition }: Definition) {
  return {
    value: default_value,
    hidden: definition.value_is_hidden,
    details: { ...definition, has_default_value: default_value !== null },
  }
}

/**
 * When the type changes, every stored value must fit the new one (looker 3.5); of a hidden
 * attribute none may be stored, because which types it fits would tell what it is. Answers the
 * statements that make the commit wait for nobody having set a value meanwhile.
 */
async function heldValuesFit(
  context: Context,
  catalogue: Catalogue,
  { id: user_attribute_id, type, value_is_hidden }: UserAttribute,
  wanted: ValueType,
): Promise<Statement[]> {
  if (wanted === type) return []
  const fits = ({ value }: { value: string }) =>
    !value_is_hidden && valueProblems(wanted, value).length === 0
  const misfits = [value_is_hidden ? hiddenTypeStays : typeMisfit]
  if (!catalogue.groupValues(user_attribute_id).every(fits)) refuseIf(misfits)
  const { db } = context.server
  const [heads] = await db.read(auditHeads)
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [values]: readonly [StoredValue[]] = await db.read(
      someUserValues({ user_attribute_id, after }),
    )
    if (!values.every(fits)) refuseIf(misfits)
    after = values.at(-1)?.user_id
    await new Promise((resolve) => setImmediate(resolve))
  }
  return [required(unchangedSince({ user_attribute_id, heads: JSON.stringify(heads) }))]
}
type StoredValue = { user_id: string; value: string }
const typeMisfit: Problem = {
  field: 'type',
  code: 'invalid',
  message:
    'type cannot change: a stored value does not fit it; change or delete those values first.',
}
