// Checks that the official specification of 4.0.25.10 declares an answer.
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { officialFile } from './repository.ts'

type Json = Record<string, unknown>

/** An answer as it was received. */
export interface SeenAnswer {
  readonly method: string
  /** Below /api/4.0, without the query. */
  readonly path: string
  /** Whether the request had `fields`, so that required keys may be missing. */
  readonly selected: boolean
  readonly status: number
  readonly text: string
}

export interface OfficialOperation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly statuses: readonly number[]
}

export class OfficialSpecification {
  readonly operations: readonly OfficialOperation[]
  readonly #document: Json
  readonly #later: OfficialSpecification | undefined
  readonly #ajv: Ajv
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #paths: readonly { template: string; pattern: RegExp }[]

  /** `later` checks operations that only a later version of the API has. */
  constructor(document: Json, later?: OfficialSpecification) {
    this.#document = document
    this.#later = later
    const ajv = new Ajv({ strict: false, allErrors: true })
    formats.default(ajv)
    ajv.addSchema({ $id: 'official', ...this.#schemas(true) })
    ajv.addSchema({ $id: 'official-selected', ...this.#schemas(false) })
    this.#ajv = ajv
    const paths = document['paths'] as Record<string, Record<string, Json>>
    this.#paths = Object.keys(paths)
      .sort((one, other) => parametersIn(one) - parametersIn(other))
      .map((template) => ({
        template,
        pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`),
      }))
    this.operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        operationId: String(operation['operationId']),
        method: method.toUpperCase(),
        path,
        statuses: Object.keys(operation['responses'] as Json).map(Number),
      })),
    )
  }

  /** The problems of the answer; empty if the specification declares it. */
  problems(answer: SeenAnswer): string[] {
    const { method, path, status, text } = answer
    const operation = this.operation(method, path)
    if (operation === undefined && this.#later?.operation(method, path) !== undefined) {
      return this.#later.problems(answer)
    }
    if (operation === undefined) return this.#unknown(answer)
    const where = `${method} ${operation.path} ${status}`
    if ([401, 413, 414, 415].includes(status)) return this.#body('Error', answer, where)
    if (!operation.statuses.includes(status)) return [`${where}: an undeclared status`]
    if (status === 204) return text === '' ? [] : [`${where}: has a body`]
    const declared = this.#responses(operation)[status] as Json
    const content = declared['content'] as Record<string, { schema: Json }> | undefined
    const [type, described] = Object.entries(content ?? {})[0] ?? []
    // A file of lines is text.
    if (described === undefined || type !== 'application/json') return []
    const { schema } = described
    return this.#validate(`${operation.operationId} ${status}`, schema, answer, where)
  }

  operation(method: string, path: string): OfficialOperation | undefined {
    const template = this.#paths.find(({ pattern }) => pattern.test(path))?.template
    return this.operations.find((it) => it.method === method && it.path === template)
  }

  /** Unknown paths are 404, known ones with another method 405; Attrium's own additions are not checked. */
  #unknown(answer: SeenAnswer): string[] {
    const { method, path, status } = answer
    if (status < 400) return []
    const known = this.#paths.some(({ pattern }) => pattern.test(path))
    const general = [401, 405, 413, 414, 415]
    const expected = known ? general : [404, ...general]
    const where = `${method} ${path} ${status}`
    const wrong = known && !expected.includes(status) ? [`${where}: an undeclared status`] : []
    return [...wrong, ...this.#body(status === 422 ? 'ValidationError' : 'Error', answer, where)]
  }

  #body(name: string, answer: SeenAnswer, where: string): string[] {
    return this.#validate(name, { $ref: `#/components/schemas/${name}` }, answer, where)
  }

  #validate(key: string, schema: Json, { text, selected }: SeenAnswer, where: string): string[] {
    const base = selected ? 'official-selected' : 'official'
    let validator = this.#validators.get(`${base} ${key}`)
    if (validator === undefined) {
      validator = this.#ajv.compile(jsonSchema(schema, base, !selected) as Json)
      this.#validators.set(`${base} ${key}`, validator)
    }
    let answer: unknown
    try {
      answer = JSON.parse(text)
    } catch {
      return [`${where}: the body is not JSON`]
    }
    if (validator(answer)) return []
    return (validator.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${where}: ${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
    )
  }

  #responses({ path, method }: OfficialOperation): Record<number, Json> {
    const paths = this.#document['paths'] as Record<string, Record<string, Json>>
    return (paths[path]?.[method.toLowerCase()]?.['responses'] ?? {}) as Record<number, Json>
  }

  #schemas(strict: boolean): Json {
    const components = this.#document['components'] as { schemas: Json }
    const base = strict ? 'official' : 'official-selected'
    return {
      components: { schemas: mapped(components.schemas, (it) => jsonSchema(it, base, strict)) },
    }
  }
}

const parametersIn = (template: string) => template.split('{').length

const mapped = (object: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

/**
 * Turns OpenAPI 3.0 into JSON Schema: `nullable` becomes a type, objects allow only declared keys, and a reference
 * may be null, as it is in recorded answers (`credentials_email` of a user without one).
 */
export function jsonSchema(schema: unknown, base: string, strict: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((item) => jsonSchema(item, base, strict))
  if (typeof schema !== 'object' || schema === null) return schema
  const { nullable, readOnly, writeOnly, description, example, ...rest } = schema as Json
  if (typeof rest['$ref'] === 'string') return { $ref: rest['$ref'].replace(/^#/, `${base}#`) }
  const { properties, required, ...others } = rest
  const plain = mapped(others, (value) => jsonSchema(value, base, strict))
  // The official word for any value; JSON Schema uses an empty schema for it.
  if (plain['type'] === 'any') return {}
  if (strict && Array.isArray(required)) plain['required'] = required
  if (properties !== undefined) {
    plain['properties'] = mapped(properties as Json, (it) => orNull(jsonSchema(it, base, strict)))
    plain['additionalProperties'] ??= false
  }
  if (nullable !== true) return plain
  const { enum: allowed } = plain
  if (Array.isArray(allowed)) plain['enum'] = [...allowed, null]
  if (typeof plain['type'] === 'string') plain['type'] = [plain['type'], 'null']
  return plain
}

const orNull = (schema: unknown) =>
  Object.hasOwn(schema as Json, '$ref') ? { anyOf: [schema, { type: 'null' }] } : schema

function read(name: string): Json | undefined {
  const file = officialFile(name)
  return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'))
}

/** Adds the parts that Attrium's answers have beyond 25.10 (decision 7). */
function withOurs(document: Json): Json {
  const { schemas } = document['components'] as { schemas: Record<string, { properties: Json }> }
  const { ApiVersion, User } = schemas
  if (ApiVersion !== undefined) ApiVersion.properties['attrium_version'] = { type: 'string' }
  if (User !== undefined) {
    User.properties['is_service_account'] = { type: 'boolean' }
    User.properties['service_account_name'] = { type: 'string', nullable: true }
  }
  const paths = document['paths'] as Record<string, { get?: { responses: Json } }>
  const { responses } = paths['/users/{user_id}/attribute_values']?.get ?? {}
  if (responses !== undefined) responses['400'] = responses['404']
  return document
}

let loaded: OfficialSpecification | 'absent' | undefined

/** The official specification; undefined, with one warning, if its file is not there. */
export function officialSpecification(): OfficialSpecification | undefined {
  if (loaded === undefined) {
    const later = read('openapi-4.0.26.12-people.json')
    const document = read('openapi-4.0.25.10-people.json')
    loaded =
      document === undefined
        ? 'absent'
        : new OfficialSpecification(withOurs(document), later && new OfficialSpecification(later))
    if (loaded === 'absent') {
      console.warn('The official specification is not at hand: answers are not checked against it.')
    }
  }
  return loaded === 'absent' ? undefined : loaded
}
