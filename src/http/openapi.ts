// openapi.json, made from the routes in OpenAPI 3.0.0, the dialect of the official document, or in 3.1.0.

import type { BodySpec } from './body.ts'
import { failureDescriptions } from './failure-descriptions.ts'
import { pathParameters } from './path-parameters.ts'
import type { Parameter } from './query.ts'
import {
  type AnyRoute,
  emptyText,
  firstReply,
  isLines,
  type Lines,
  type Nothing,
  type Replies,
  shapeOf,
} from './route.ts'
import type { TSchema } from './schema.ts'

type Json = Record<string, unknown>

/** The introduction of a document; groups of operations are in the order of `tags`. */
export interface About {
  readonly openapi: '3.0.0' | '3.1.0'
  /** Describes the `documentation_url` of an error. */
  readonly documentation: string
  /** Statuses of errors that every operation may answer with, and those with a body; the official document has none. */
  readonly everyFailure?: { readonly any: readonly number[]; readonly body: readonly number[] }
  readonly info: Json
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}

/** The document for a server whose API is at `url`. */
export function openApiDocument<Base>(
  routes: readonly AnyRoute<Base>[],
  { openapi, documentation, everyFailure, info, tags }: About,
  url: string,
): Json {
  const schemas = new Schemas(openapi)
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    paths[route.path] = path
    path[route.method.toLowerCase()] = operation(route, schemas, [
      ...(everyFailure?.any ?? []),
      ...(route.body === undefined ? [] : (everyFailure?.body ?? [])),
    ])
  }
  schemas.referTo(errorSchema('Error', documentation, []))
  schemas.referTo(errorSchema('ValidationError', documentation, ['errors']))
  return {
    openapi,
    info,
    servers: [{ url }],
    tags: tags.filter(({ name }) => routes.some(({ tag }) => tag === name)),
    paths,
    components: { schemas: schemas.named, securitySchemes },
    security: [{ token: [] }],
  }
}

const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An access token from `login`. If you execute `login` on the page `/api-docs`, the page keeps its ' +
      'token. To use another token, paste it here without any prefix.',
  },
}

function operation<Base>(
  route: AnyRoute<Base>,
  schemas: Schemas,
  everyFailure: readonly number[],
): Json {
  const { body, query = {} } = route
  const [, first] = firstReply(route)
  const { stream } = route
  const successes = Object.entries(route.replies as Replies).map(([status, reply]) => [
    status,
    success(reply, { words: status === '304' ? unchanged : 'Done.', stream }, schemas),
  ])
  const strangers = route.access.open || route.strangers === 'not_found' ? [] : [401]
  const statuses = new Set([...strangers, ...route.fails, ...everyFailure])
  const failures = [...statuses].map((status) => [status, failure(status, tells(route, status))])
  return {
    tags: [route.tag],
    operationId: route.operation,
    summary: route.summary,
    description: route.description,
    ...(route.access.open ? { security: [] } : {}),
    parameters: [
      ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) =>
        pathParameter(name, (route.example?.path as Record<string, string> | undefined)?.[name]),
      ),
      ...Object.entries(query as Record<string, Parameter<unknown>>).map(([name, parameter]) =>
        queryParameter(
          name,
          parameter,
          name === 'fields' ? briefOf(shapeOf(first)) : parameter.example,
          schemas.isModern,
        ),
      ),
    ],
    ...(body === undefined ? {} : { requestBody: requestBody(route, body, schemas) }),
    responses: { ...Object.fromEntries(successes), ...Object.fromEntries(failures) },
  }
}

const unchanged = 'You hold this version of the answer already.'

function success(
  reply: TSchema | Nothing | Lines,
  { words, stream }: { readonly words: string; readonly stream: string | undefined },
  schemas: Schemas,
): Json {
  if (isLines(reply)) {
    const schema = { type: 'string', description: reply.about }
    return { description: 'The file.', content: { [reply.lines.split(';')[0] ?? '']: { schema } } }
  }
  const shape = shapeOf(reply)
  if (shape !== undefined) {
    const events = stream && {
      'text/event-stream': { schema: { type: 'string', description: stream } },
    }
    return { description: 'The result.', content: { ...json(schemas.referTo(shape)), ...events } }
  }
  return { description: words, ...(reply === emptyText ? { content: textOfNothing } : {}) }
}

const json = (schema: unknown) => ({ 'application/json': { schema } })

/** Nothing is sent; generated clients get the type that the official document gives them. */
const textOfNothing = json({ type: 'string' })

function requestBody<Base>(
  { method, example }: AnyRoute<Base>,
  { about, form, required, schema, others = {} }: BodySpec<unknown>,
  schemas: Schemas,
): Json {
  return {
    description: about ?? (method === 'PATCH' ? changes : creation),
    required,
    content: {
      [form ? 'application/x-www-form-urlencoded' : 'application/json']: {
        schema: schemas.referTo(schema),
        ...(example?.body === undefined ? {} : { example: example.body }),
      },
      ...Object.fromEntries(
        Object.entries(others).map(([type, { about: description }]) => [
          type,
          { schema: { type: 'string', description } },
        ]),
      ),
    },
  }
}

const ignored = 'Read-only and unknown fields are ignored.'
const changes = `The fields to change. Fields left out keep their values. ${ignored}`
const creation = `The object to create or to add. ${ignored}`

const pathParameter = (name: string, example = pathParameters[name]?.example) => ({
  name,
  in: 'path',
  description: pathParameters[name]?.about,
  required: true,
  schema: { type: 'string' },
  example,
})

const queryParameter = (
  name: string,
  { schema, about, deprecated }: Parameter<unknown>,
  example: unknown,
  isModern: boolean,
) => ({
  name,
  in: 'query',
  description: about,
  required: false,
  ...(deprecated ? { deprecated } : {}),
  // Lists are given as `1,2`.
  ...(schema['type'] === 'array' ? { style: isModern ? 'form' : 'simple', explode: false } : {}),
  schema,
  example,
})

/** A short selection of the keys of an answer, or of each object of a list. */
function briefOf(reply: TSchema | undefined): string | undefined {
  const { items, brief } = (reply ?? {}) as { items?: TSchema; brief?: readonly string[] }
  return items === undefined ? brief?.join(',') : briefOf(items)
}

const failure = (status: number, problems: boolean) => ({
  description: failureDescriptions[status],
  content: json({ $ref: `#/components/schemas/${problems ? 'ValidationError' : 'Error'}` }),
})

/** Whether a refusal lists problems. */
const tells = <Base>({ listsProblems }: AnyRoute<Base>, status: number): boolean =>
  status === 422 || (listsProblems === true && (status === 403 || status === 409))

function errorSchema(title: string, documentation: string, also: string[]): TSchema {
  const nullable = { type: 'string', nullable: true, readOnly: true }
  const documentation_url = {
    ...nullable,
    format: 'uri-reference',
    description: documentation,
  }
  const detail = {
    title: 'ValidationErrorDetail',
    description: 'One reason why a body is refused.',
    type: 'object',
    properties: {
      field: { ...nullable, description: 'Name of the field of the body that is wrong.' },
      code: { ...nullable, description: 'One of `missing_field`, `invalid` and `already_exists`.' },
      message: {
        ...nullable,
        description: 'What is wrong and what to send instead. It never repeats the value.',
      },
      documentation_url,
    },
    required: ['documentation_url'],
  }
  const errors = {
    type: 'array',
    items: detail,
    description: 'All reasons found, up to 100.',
    nullable: true,
    readOnly: true,
  }
  return {
    title,
    description: also.includes('errors')
      ? 'The body of a refusal that lists what is wrong.'
      : 'The body of any other refusal.',
    type: 'object',
    properties: {
      message: { ...nullable, description: 'What went wrong, in words for people.' },
      ...(also.includes('errors') ? { errors } : {}),
      documentation_url,
    },
    required: ['message', 'documentation_url'],
  } as TSchema
}

/** The named shapes of a document, and how its dialect says that a value may be null. */
class Schemas {
  readonly named: Json = {}
  readonly isModern: boolean

  constructor(openapi: About['openapi']) {
    this.isModern = openapi === '3.1.0'
  }

  /** The schema with each named shape moved to `components` and referred to. */
  referTo(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((item) => this.referTo(item))
    if (typeof schema !== 'object' || schema === null) return schema
    const {
      title,
      about,
      anyScalar: _,
      brief: __,
      secret: ___,
      nullable,
      requires,
      ...rest
    } = schema as Json
    const plain: Json = {}
    for (const [key, value] of Object.entries(rest)) {
      if (key === 'required' && Array.isArray(value) && value.length === 0) continue
      plain[key] = this.referTo(value)
    }
    if (Array.isArray(requires) && requires.length > 0) plain['required'] = requires
    if (typeof title !== 'string') return this.#orNull(plain, nullable)
    // Read-only belongs to one field; the same shape may be written elsewhere.
    delete plain['readOnly']
    this.named[title] ??= plain
    const reference = { $ref: `#/components/schemas/${title}` }
    const words = about === undefined ? {} : { description: about }
    // Readers of OpenAPI 3.0 may ignore a description beside a reference; a wrapper would change their types.
    return nullable === true && this.isModern
      ? { anyOf: [reference, { type: 'null' }], ...words }
      : { ...reference, ...words }
  }

  #orNull(plain: Json, nullable: unknown): Json {
    if (nullable === undefined) return plain
    return this.isModern ? { ...plain, type: [plain['type'], 'null'] } : { ...plain, nullable }
  }
}
