// The JSON Schema of a file of definitions, with which editors complete and check it.
import { rfc3339 } from '../texts/instant.ts'
import { type Field, fileShape, fromShape, isShape, type Kind, type Shape } from './shape.ts'

type Schema = Readonly<Record<string, unknown>>

export const fileSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Attrium definitions',
  ...shapeSchema(fileShape),
  // An empty file says nothing.
  type: ['object', 'null'],
})

function shapeSchema({ about, fields, oneOf }: Shape): Schema {
  const required = Object.keys(fields).filter((name) => fields[name]?.required)
  return {
    type: 'object',
    description: about,
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]),
    ),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map((name) => ({ required: [name] })) }),
  }
}

const fieldSchema = ({ kind, about }: Field): Schema => ({
  ...kindSchema(kind),
  description: about,
})

const text: Schema = { type: ['string', 'number'] }
const value: Schema = { anyOf: [text, shapeSchema(fromShape)] }

function kindSchema(kind: Kind): Schema {
  if (kind === 'name') return { ...text, minLength: 1 }
  if (kind === 'text') return text
  if (kind === 'flag') return { type: 'boolean' }
  if (kind === 'value') return value
  if (kind === 'time') return { type: 'string', pattern: rfc3339.source }
  if ('valuesOf' in kind) {
    const additionalProperties = { anyOf: [text, shapeSchema(kind.valuesOf)] }
    return { type: 'object', additionalProperties }
  }
  if (isShape(kind)) return shapeSchema(kind)
  if ('words' in kind) return { enum: kind.words }
  const { listOf } = kind
  const isNameOr = typeof listOf === 'object' && 'nameOr' in listOf
  const items = isNameOr
    ? { anyOf: [kindSchema('name'), shapeSchema(listOf.nameOr)] }
    : kindSchema(listOf)
  return { type: 'array', items }
}
