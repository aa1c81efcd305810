// The possible requests, read from our own documents, the only source of the fuzzer.
import { OfficialSpecification } from '../../test/support/official-spec.ts'
import { ownDocuments } from '../../test/support/served.ts'

/** The parts of an OpenAPI 3.0 schema that the fuzzer reads. */
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
  /** The prefix of its API. */
  readonly base: string
  readonly operationId: string
  readonly method: string
  /** The path with `{parameters}`. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  /** The name of the shape that it returns, alone or in a list. */
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

/** Checks answers against our own documents, as test/support/official-spec.ts does against the official one. */
export const ownSpecifications: ReadonlyMap<string, OfficialSpecification> = new Map(
  [...ownDocuments].map(([base, document]) => [base, new OfficialSpecification(document)]),
)

const shapes: Record<string, Schema> = Object.assign(
  {},
  ...[...ownDocuments.values()].map(
    ({ components }) => (components as { schemas: Record<string, Schema> }).schemas,
  ),
)

const nameIn = ({ $ref }: Schema) => $ref?.split('/').at(-1)

/** The shape itself if a schema only refers to it. */
export const shapeOf = (schema: Schema): Schema => shapes[nameIn(schema) ?? ''] ?? schema

export const operations: readonly Operation[] = [...ownDocuments].flatMap(([base, { paths }]) =>
  Object.entries(paths as Record<string, Record<string, Described>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, parameters, requestBody, responses }]) => {
      // A file of lines has no shape.
      const content: Partial<Content['content']> = responses['200']?.content ?? {}
      const answer = content['application/json']?.schema
      return {
        base,
        operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        body: Object.values(requestBody?.content ?? {})[0]?.schema,
        answers: answer === undefined ? undefined : nameIn(answer.items ?? answer),
      }
    }),
  ),
)

/** The operation that reads the thing that this path names. */
export const readerOf = ({ base, path }: Pick<Operation, 'base' | 'path'>) =>
  operations.find((it) => it.method === 'GET' && it.base === base && it.path === path)
