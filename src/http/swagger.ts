// swagger.json: the same document in the dialect of Swagger 2.0 for older clients. The Ruby SDK finds its addresses
// by `basePath`, code generators convert it, others read `definitions`.

type Json = Record<string, unknown>
type Content = Record<string, { readonly schema: Json; readonly example?: unknown }>

interface Described extends Json {
  readonly parameters: readonly (Json & { readonly schema: Json })[]
  readonly requestBody?: {
    readonly description: string
    readonly required: boolean
    readonly content: Content
  }
  readonly responses: Record<string, { readonly description: string; readonly content?: Content }>
}

/** Turns what `openApiDocument` makes into Swagger 2.0. */
export function swaggerDocument(document: Json): Json {
  const { info, servers, tags, paths, components, security } = document as {
    info: Json
    tags: unknown
    servers: { url: string }[]
    paths: Record<string, Record<string, Described>>
    components: { schemas: Record<string, Json> }
    security: unknown
  }
  const { host, pathname, protocol } = new URL(servers[0]?.url ?? '')
  const operationOf = (described: Described) => operation(described, components.schemas)
  return {
    swagger: '2.0',
    info,
    basePath: pathname,
    consumes: ['application/json'],
    produces: ['application/json'],
    host,
    schemes: [protocol.replace(':', '')],
    tags,
    paths: mapped(paths, (item) => mapped(item, operationOf)),
    definitions: mapped(components.schemas, plain),
    securityDefinitions,
    security,
  }
}

const securityDefinitions = {
  token: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    description: 'The word `token`, a space, and the `access_token` that `login` returns.',
  },
}

const mapped = <Value>(object: Record<string, Value>, change: (value: Value) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

const forms = ['application/x-www-form-urlencoded']

function operation(described: Described, schemas: Record<string, Json>): Json {
  const { parameters, requestBody, responses, ...rest } = described
  return {
    ...rest,
    ...(forms.some((type) => type in (requestBody?.content ?? {})) ? { consumes: forms } : {}),
    parameters: [
      ...(requestBody === undefined ? [] : bodyParameters(requestBody, schemas)),
      ...parameters.map(({ schema, style, explode, example, ...parameter }) => ({
        ...(plain({ ...parameter, ...schema, 'x-example': example }) as Json),
        // Lists are given as `1,2`.
        ...(schema['type'] === 'array' ? { collectionFormat: 'csv' } : {}),
      })),
    ],
    responses: mapped(responses, ({ description, content }) => {
      const schema = Object.values(content ?? {})[0]?.schema
      return schema === undefined ? { description } : { description, schema: plain(schema) }
    }),
  }
}

/** A form becomes one parameter for each field; any other body becomes one parameter called body. */
function bodyParameters(
  { description, required, content }: NonNullable<Described['requestBody']>,
  schemas: Record<string, Json>,
): Json[] {
  const [[type, { schema, example }] = ['', { schema: {}, example: undefined }]] =
    Object.entries(content)
  if (type === 'application/json') {
    const body = { name: 'body', in: 'body', description, required, schema: plain(schema) }
    return [{ ...body, 'x-example': example }]
  }
  const shape = schemas[nameIn(schema) ?? '']
  const fields = (shape?.['properties'] ?? {}) as Record<string, Json>
  return Object.entries(fields).map(([name, field]) => {
    return { name, in: 'formData', required: false, ...(plain(field) as Json) }
  })
}

const nameIn = ({ $ref }: Json) => (typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined)

/** A schema with references to `definitions`, and with Looker's keys for nullable and deprecated fields. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain)
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, nullable, deprecated, ...rest } = schema as Json
  if (typeof $ref === 'string') return { $ref: `#/definitions/${nameIn({ $ref })}` }
  return {
    ...mapped(rest, plain),
    ...(nullable === true ? { 'x-looker-nullable': true } : {}),
    ...(deprecated === true ? { 'x-looker-deprecated': true } : {}),
  }
}
