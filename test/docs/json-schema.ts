// JSON Schema of what commands print: shapes of the API, and what is written by hand.
import type { TSchema } from '../../src/http/schema.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** Keys that answers may lack, depending on the data. */
export const optional: Readonly<Record<string, readonly string[]>> = {
  ExplanationStep: ['group_id', 'rank', 'through'],
  Role: ['permission_set_id', 'model_set_id'],
}

interface Dialect {
  readonly type?: string
  readonly nullable?: boolean
  readonly anyScalar?: boolean
  readonly title?: string
  readonly description?: string
  readonly items?: Dialect
  readonly properties?: Readonly<Record<string, Dialect>>
  readonly additionalProperties?: Dialect | boolean
}

/** A shape of the API as JSON Schema. */
export const of = (shape: TSchema): JsonSchema => plain(shape as unknown as Dialect)

function plain(schema: Dialect): JsonSchema {
  const { type, nullable, anyScalar, title, description, items, properties } = schema
  const types = [...(anyScalar ? ['string', 'boolean'] : [type]), ...(nullable ? ['null'] : [])]
  const others = schema.additionalProperties
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    type: types.length === 1 ? types[0] : types,
    ...(items && { items: plain(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, plain(field)]),
      ),
      required: Object.keys(properties).filter((name) => !optional[title ?? '']?.includes(name)),
      additionalProperties: false,
    }),
    ...(others === undefined || properties
      ? {}
      : { additionalProperties: typeof others === 'boolean' ? others : plain(others) }),
  }
}

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  lacking: string[] = [],
) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !lacking.includes(name)),
  additionalProperties: false,
})
export const described = (type: string | readonly string[], description: string): JsonSchema => ({
  ...{ type, description },
})
export const text = (description: string) => described('string', description)
export const maybe = (description: string) => described(['string', 'null'], description)
export const yes = (description: string) => described('boolean', description)
