// Operations of the Attrium API on definitions: with the fields that Looker does not have.

import { attributeRights, canSeeAttribute } from '../domain/attribute-access.ts'
import { attriumTable } from '../domain/permissions.ts'
import { isReserved } from '../domain/system-attributes.ts'
import type { UserAttribute as Definition } from '../domain/user-attribute.ts'
import { refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import {
  fieldListOf,
  nullableInteger,
  nullableText,
  nullableTexts,
  type Static,
  shape,
} from '../http/schema.ts'
import { byId } from '../ids.ts'
import { limits } from '../limits.ts'
import { attributeInPath, attributeToChange } from '../references/reference.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { sealingOf } from '../values/sealing-sql.ts'
import { changeDefinition, reserved, sealingUnderWay } from './routes.ts'
import { showUserAttribute, UserAttribute } from './shapes.ts'
import { definitionVersion, insistOnVersion } from './versions.ts'

const tag = 'Attribute'

export const Attribute = shape(
  'Attribute',
  'The definition of a user attribute with the fields that the Looker API does not have.',
  {
    ...UserAttribute.properties,
    choices: nullableTexts(
      `The values that are allowed, at most ${limits.choices}; each must fit the type, and case counts. Null or an ` +
        'empty list means that everything is allowed that fits the type. A hidden attribute has none.',
    ),
    combine: nullableText(
      'The value of users who are in several groups with a value. `first`: that of the lowest rank. `union`: all of ' +
        'them, as a list of texts or as one filter expression. `min` or `max`: the least or the greatest number or ' +
        "date. A user's own value still wins alone.",
    ),
  },
)

const Attributes = shape('Attributes', 'A page of definitions.', {
  attributes: fieldListOf(
    'The definitions that you may see, in the order of their ids.',
    Attribute,
  ),
  next: nullableText('Send it as `after` to get the next page; null on the last page.'),
  total: nullableInteger('The number of definitions on all pages; null unless `count=true`.'),
})

export const attributes = route({
  operation: 'attributes',
  access: attriumTable.attributes,
  tag,
  method: 'GET',
  path: '/attributes',
  summary: 'List attributes',
  description:
    'Returns the definitions that you may see, as `all_user_attributes` of the Looker API does, with `choices` and ' +
    '`combine`.',
  query: keysetParameters,
  cost: 'much',
  replies: { 200: Attributes },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, query } = context
    const [after = '0'] = placeOf(query, query.after) ?? []
    const { catalogue } = await context.load()
    const seen = [...catalogue.attributes.values()].filter((it) => canSeeAttribute(actor, it))
    const rest = seen.filter(({ id }) => byId(id, after) > 0)
    const page = rest.slice(0, query.limit ?? limits.page_items_unasked)
    const last = page.at(-1)
    return {
      attributes: page.map((it) => show(context, it)),
      next: last === undefined || page.length === rest.length ? null : cursorAt(query, last.id),
      total: query.count ? seen.length : null,
    }
  },
})

export const attribute = route({
  operation: 'attribute',
  access: attriumTable.attribute,
  tag,
  method: 'GET',
  path: '/attributes/{attribute}',
  names: ['attribute'],
  summary: 'Get an attribute',
  description:
    'Returns one definition, named by its id or its name. The default of a hidden attribute reads `DEFAULT_IS_SET`.',
  replies: { 200: Attribute },
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const found = context.allowed(
      attributeInPath(context.actor, catalogue, context.params.attribute),
    )
    const { rows } = await context.load(sealingOf({ user_attribute_id: found.id }))
    const { update } = attributeRights(context.actor, found)
    const headers = {
      ...(update ? { etag: definitionVersion(catalogue, found) } : {}),
      ...(rows[0].length === 0 ? {} : sealingUnderWay),
    }
    return { answer: show(context, found), headers }
  },
})

export const updateAttribute = route({
  operation: 'update_attribute',
  access: attriumTable.update_attribute,
  tag,
  method: 'PATCH',
  path: '/attributes/{attribute}',
  names: ['attribute'],
  summary: 'Change an attribute',
  description:
    'Changes a definition, named by its id or its name, by the rules of `update_user_attribute` of the Looker API. ' +
    'Stored values must fit new choices, and those of groups must fit together if they are combined. Returns 422 ' +
    'with the group and the term if two filter expressions cannot be written as one. `If-Match` works as there.',
  example: { path: { attribute: 'region' }, body: { combine: 'first' } },
  hasVersions: true,
  body: objectBody(Attribute),
  replies: { 200: Attribute },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const before = attributeToChange(context.actor, catalogue, context.params.attribute)
    refuseIf(isReserved(before) ? [reserved('name')] : [])
    insistOnVersion(context.request, 'definition', definitionVersion(catalogue, before))
    const change = { catalogue, before, body: context.body }
    const { definition, headers } = await changeDefinition(context, change)
    return { answer: show(context, { ...before, ...definition }), headers }
  },
})

function show({ actor }: Context, attribute: Definition): Static<typeof Attribute> {
  const { combine, choices } = attribute
  return {
    ...showUserAttribute(attribute, attributeRights(actor, attribute)),
    choices: choices && [...choices],
    combine,
  }
}
