// openapi.json, made from the routes (OpenAPI 3.0.0, the dialect of the official document).
import type { BodySpec } from './body.ts'
import type { Parameter } from './query.ts'
import type { AnyRoute } from './route.ts'
import type { TSchema } from './schema.ts'

interface About {
  readonly title: string
  readonly version: string
  readonly release: string
}

type Json = Record<string, unknown>

/** The document for a server whose API is at `publicUrl`/api/4.0. */
export function openApiDocument<Base>(
  routes: readonly AnyRoute<Base>[],
  isOpen: (operation: string) => boolean,
  { title, version, release }: About,
  publicUrl: string,
): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    paths[route.path] = path
    path[route.method.toLowerCase()] = operation(route, isOpen(route.operation), schemas)
  }
  referTo(errorSchema('Error', []), schemas)
  referTo(errorSchema('ValidationError', ['errors']), schemas)
  return {
    openapi: '3.0.0',
    info: { title, version, 'x-looker-release-version': release },
    servers: [{ url: `${publicUrl}/api/4.0` }],
    paths,
    components: { schemas, securitySchemes },
    security: [{ token: [] }],
  }
}

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'The access_token that login answers.' },
}

function operation<Base>(route: AnyRoute<Base>, open: boolean, schemas: Json): Json {
  const { body, query = {}, reply } = route
  const success =
    reply === undefined
      ? { 204: { description: 'Done', ...(route.untyped204 ? {} : { content: emptyText }) } }
      : { 200: { description: 'OK', content: json(referTo(reply, schemas)) } }
  const failures = route.fails.map((status) => [status, failure(status)])
  return {
    tags: [route.tag],
    operationId: route.operation,
    summary: route.summary,
    description: route.description ?? route.summary,
    ...(open ? { security: [] } : {}),
    parameters: [
      ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => pathParameter(name ?? '')),
      ...Object.entries(query as Record<string, Parameter<unknown>>).map(queryParameter),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: body.required, content: bodyContent(body, schemas) } }),
    responses: { ...success, ...Object.fromEntries(failures) },
  }
}

const json = (schema: unknown) => ({ 'application/json': { schema } })

/** Nothing is sent; generated clients get the type that the official document gives them. */
const emptyText = json({ type: 'string' })

const bodyContent = ({ form, schema }: BodySpec<unknown>, schemas: Json) => ({
  [form ? 'application/x-www-form-urlencoded' : 'application/json']: {
    schema: referTo(schema, schemas),
  },
})

const pathParameter = (name: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
})

const queryParameter = ([name, { schema, about, deprecated }]: [string, Parameter<unknown>]) => ({
  name,
  in: 'query',
  description: about,
  required: false,
  ...(deprecated ? { deprecated } : {}),
  // Lists are given as `1,2`.
  ...(schema['type'] === 'array' ? { style: 'simple', explode: false } : {}),
  schema,
})

const descriptions: Record<number, string> = {
  400: 'Bad Request',
  403: 'Permission Denied',
  404: 'Not Found',
  405: "Resource Can't Be Modified",
  409: 'Resource Already Exists',
  422: 'Validation Error',
  429: 'Too Many Requests',
}

const failure = (status: number) => ({
  description: descriptions[status],
  content: json({ $ref: `#/components/schemas/${status === 422 ? 'ValidationError' : 'Error'}` }),
})

function errorSchema(title: string, also: string[]): TSchema {
  const nullable = { type: 'string', nullable: true, readOnly: true }
  const documentation_url = { ...nullable, format: 'uri-reference' }
  const detail = {
    title: 'ValidationErrorDetail',
    type: 'object',
    properties: { field: nullable, code: nullable, message: nullable, documentation_url },
    required: ['documentation_url'],
  }
  const errors = { type: 'array', items: detail, nullable: true, readOnly: true }
  return {
    title,
    type: 'object',
    properties: {
      message: nullable,
      ...(also.includes('errors') ? { errors } : {}),
      documentation_url,
    },
    required: ['message', 'documentation_url'],
  } as TSchema
}

/** The schema with each named shape moved to `components` and referred to. */
function referTo(schema: unknown, schemas: Json): unknown {
  if (Array.isArray(schema)) return schema.map((item) => referTo(item, schemas))
  if (typeof schema !== 'object' || schema === null) return schema
  const { title, anyScalar: _, nullable, requires, ...rest } = schema as Json
  const plain: Json = {}
  for (const [key, value] of Object.entries(rest)) {
    if (key === 'required' && Array.isArray(value) && value.length === 0) continue
    plain[key] = referTo(value, schemas)
  }
  if (Array.isArray(requires) && requires.length > 0) plain['required'] = requires
  if (typeof title !== 'string') return nullable === undefined ? plain : { ...plain, nullable }
  schemas[title] ??= plain
  return { $ref: `#/components/schemas/${title}` }
}
