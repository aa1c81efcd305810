// What can be asked, read from our own openapi.json: the only source of the fuzzer's requests.
import { openApiDocument } from '../../src/http/openapi.ts'
import { routes } from '../../src/routes.ts'
import { OfficialSpecification } from '../official-spec.ts'

/** A schema in the dialect of OpenAPI 3.0, as far as the fuzzer reads it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly nullable?: boolean
  readonly readOnly?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly schema: Schema
}

export interface Operation {
  readonly operationId: string
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  /** Name of the shape it answers, or lists. */
  readonly answers: string | undefined
}

interface Described {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Partial<Content>>>
}

interface Content {
  readonly content: { readonly 'application/json': { readonly schema: Schema } }
}

const document = openApiDocument(routes, { info: {}, tags: [] }, 'http://localhost')

/** Judges answers by our own document, as test/official-spec.ts does by the official one. */
export const ownSpecification = new OfficialSpecification(document)

const shapes = (document['components'] as { schemas: Record<string, Schema> }).schemas

const nameIn = ({ $ref }: Schema) => $ref?.split('/').at(-1)

/** The shape itself where a schema only refers to it. */
export const shapeOf = (schema: Schema): Schema => shapes[nameIn(schema) ?? ''] ?? schema

const paths = document['paths'] as Record<string, Record<string, Described>>

export const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { operationId, parameters, requestBody, responses }]) => {
    const answer = responses['200']?.content?.['application/json'].schema
    return {
      operationId,
      method: method.toUpperCase(),
      path,
      parameters,
      body: Object.values(requestBody?.content ?? {})[0]?.schema,
      answers: answer === undefined ? undefined : nameIn(answer.items ?? answer),
    }
  }),
)

/** The operation that reads what this path names. */
export const readerOf = (path: string): Operation | undefined =>
  operations.find((operation) => operation.method === 'GET' && operation.path === path)
