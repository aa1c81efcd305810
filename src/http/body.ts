// Reads bodies: it checks writable fields and ignores all others (looker 4.2). It reports fields that the schema
// does not know (decision 30).
import { type Problem, Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Ignored } from './ignored.ts'
import { parseJson } from './json.ts'
import { flagIn, storable, unstorable } from './query.ts'
import type { Static, TObject, TSchema } from './schema.ts'
import type { SpooledBody } from './spooled-body.ts'

/** How a route reads its body. */
export interface BodySpec<Value> {
  readonly schema: TSchema
  readonly required: boolean
  /** The description; if undefined, the body is one object, which is new or changed depending on the method. */
  readonly about?: string
  /** Whether it is documented as a form, because clients send one. */
  readonly form?: boolean
  readonly bytes: number
  /** Other types that it may have by its label, each with what its text is: as it was sent, with blanks around it. */
  readonly others?: Readonly<Record<string, OtherBody<Value>>>
  /** True if none of its fields is written, so that no handler asks for it. */
  readonly unread?: boolean
  /**
   * Reads the text of a body, which is undefined for an empty body, and notes unknown names. Throws 400 for a
   * wrong shape and 422 for wrong fields.
   */
  readonly read: (text: string | undefined, ignored?: Ignored) => Value
}

/** A body of another type than JSON. */
export interface OtherBody<Value> {
  readonly about: string
  readonly read: (text: string) => Value
  /** Reads one that is too long for memory; if undefined, there is none. */
  readonly spooled?: (body: SpooledBody) => Value
}

type Fields<S extends TObject> = Partial<Static<S>>

interface BodyOptions {
  /** Fields that are written although the schema calls them read-only (looker 4.3). */
  readonly also?: readonly string[]
  readonly optional?: boolean
  readonly about?: string
  /**
   * Fields that are refused, each with its sentence, so that no caller believes they were set. Null is not
   * refused, because clients send whole objects back with it.
   */
  readonly refused?: Readonly<Record<string, string>>
}

/** A body with one object. Only writable fields are read, and each may be absent. */
export function objectBody<S extends TObject>(
  schema: S,
  options: BodyOptions = {},
): BodySpec<Fields<S>> {
  const fields = bodyFields(schema, options)
  return {
    schema,
    ...(options.about === undefined ? {} : { about: options.about }),
    required: options.optional !== true,
    bytes: limits.body_bytes,
    unread: fields.writable.length === 0,
    read(text, ignored) {
      if (text === undefined) {
        if (options.optional) return {}
        throw new Refusal('bad_request', { message: 'The body must be a JSON object.' })
      }
      const problems: Problem[] = []
      const body = parseJson(text, fields.scalars)
      const value = readObject(fields, body, { problems, ignored })
      problems.push(...refusedFields(body as Record<string, unknown>, options.refused))
      if (problems.length > 0) throw new Refusal('invalid', { problems })
      return value as Fields<S>
    },
  }
}

const refusedFields = (
  body: Record<string, unknown>,
  refused: NonNullable<BodyOptions['refused']> = {},
): Problem[] =>
  Object.entries(refused)
    .filter(([field]) => Object.hasOwn(body, field) && body[field] != null)
    .map(([field, message]) => ({ field, code: 'invalid', message }))

/** A body with a list of objects; `null` is the empty list (clients 11), and a missing body is refused. */
export function listBody<S extends TObject>(
  schema: S,
  options: BodyOptions = {},
): BodySpec<Fields<S>[]> {
  const fields = bodyFields(schema, options)
  return {
    schema: { type: 'array', items: schema } as TSchema,
    required: true,
    ...(options.about === undefined ? {} : { about: options.about }),
    bytes: limits.group_values_body_bytes,
    read: (text, ignored) =>
      readList(
        text === undefined ? undefined : parseJson(text, fields.scalars),
        (item, problems) => readObject(fields, item, { problems, ignored }) as Fields<S>,
      ),
  }
}

/** A body with a list of ids, as texts or numbers; `null` is the empty list, and a missing body is refused. */
export const idsBody = (about: string): BodySpec<string[]> => ({
  about,
  schema: { type: 'array', items: { type: 'string' } } as TSchema,
  required: true,
  bytes: limits.body_bytes,
  read: (text) =>
    readList(text === undefined ? undefined : parseJson(text), (item, problems) => {
      const id = idText(item)
      if (id === undefined) {
        problems.push({ field: 'ids', code: 'invalid', message: 'Every item must be an id.' })
      }
      return id ?? ''
    }),
})

function readList<Item>(
  body: unknown,
  readItem: (item: unknown, problems: Problem[]) => Item,
): Item[] {
  // A request that has lost its body must not empty the list that it was to replace.
  // guard unsent-list-1: throw new Refusal('bad_request', { message: listMissing }) → return []
  if (body === undefined) throw new Refusal('bad_request', { message: listMissing })
  const list = body ?? []
  if (!Array.isArray(list)) {
    throw new Refusal('bad_request', { message: 'The body must be a JSON list.' })
  }
  // guard input-5: becomes false
  if (list.length > limits.array_items) {
    throw new Refusal('bad_request', {
      message: `The body may list at most ${limits.array_items} items.`,
    })
  }
  const problems: Problem[] = []
  const items = list.map((item) => readItem(item, problems))
  if (problems.length > 0) throw new Refusal('invalid', { problems })
  return items
}

const listMissing = 'The body must be a JSON list; send [] for an empty one.'

type FieldSchema = {
  type: string
  nullable?: boolean
  readOnly?: boolean
  anyScalar?: boolean
  properties?: { readonly url?: unknown }
  /** True: an object of texts and flags. */
  additionalProperties?: unknown
}

interface BodyFields {
  readonly writable: readonly [string, FieldSchema][]
  /** All fields, including read-only ones: clients send whole objects back, so those are no mistake. */
  readonly known: ReadonlySet<string>
  /** Objects that have operations of their own: one that comes from an answer has its address. */
  readonly shownOnly: ReadonlySet<string>
  /** The fields that keep a number as the text that was sent; undefined when there is none. */
  readonly scalars: ReadonlySet<string> | undefined
}

function bodyFields(schema: TObject, { also = [], refused = {} }: BodyOptions): BodyFields {
  const fields = Object.entries(schema.properties as unknown as Record<string, FieldSchema>)
  const scalars = fields.filter(([, field]) => field.anyScalar).map(([name]) => name)
  return {
    // guard input-6: !field.readOnly → true
    writable: fields.filter(([name, field]) => !field.readOnly || also.includes(name)),
    scalars: scalars.length === 0 ? undefined : new Set(scalars),
    known: new Set([...fields.map(([name]) => name), ...Object.keys(refused)]),
    shownOnly: new Set(fields.flatMap(([name, field]) => (isShownOnly(field) ? [name] : []))),
  }
}

const isShownOnly = ({ readOnly, properties }: FieldSchema): boolean =>
  readOnly === true && properties?.url !== undefined

interface Findings {
  readonly problems: Problem[]
  readonly ignored: Ignored | undefined
}

function readObject(
  { writable, known, shownOnly }: BodyFields,
  body: unknown,
  { problems, ignored }: Findings,
): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('bad_request', { message: 'The body must be a JSON object.' })
  }
  const given = body as Record<string, unknown>
  const read: Record<string, unknown> = {}
  for (const [name, field] of writable) {
    if (!Object.hasOwn(given, name) || given[name] === undefined) continue
    const value = readField(name, field, given[name])
    if (value instanceof Expectation) {
      problems.push({ field: name, code: 'invalid', message: `${name} ${value.text}.` })
    } else if (value !== undefined) read[name] = value
  }
  if (ignored !== undefined) {
    for (const [name, value] of Object.entries(given)) {
      if (!known.has(name)) ignored.note('body', name)
      // guard error-19: becomes false
      if (shownOnly.has(name) && isMade(value)) ignored.note('body', name, writtenElsewhere)
    }
  }
  return read
}

/** Whether it is an object that no answer of this server had. */
const isMade = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Object.hasOwn(value, 'url')

const writtenElsewhere = 'is an object that has operations of its own; use those, and leave it out.'

class Expectation {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Returns the value of a field, undefined if it counts as absent, or the expectation that it does not meet. */
function readField(name: string, field: FieldSchema, value: unknown): unknown {
  // Clients send whole objects back, with nulls in fields that have no value.
  if (value === null) return field.nullable ? null : undefined
  if (field.anyScalar) return readScalar(value)
  switch (field.type) {
    case 'string':
      return readText(isIdField(name) ? (idText(value) ?? value) : value)
    case 'boolean':
      return readFlag(value) ?? new Expectation('must be true or false')
    case 'integer':
      return Number.isSafeInteger(value) ? value : new Expectation('must be a whole number')
    case 'array':
      return readTexts(value)
    default:
      return readMap(value, field.additionalProperties === true)
  }
}

const isIdField = (name: string) => name === 'id' || name.endsWith('_id')

function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : undefined
}

const readFlag = (value: unknown): boolean | undefined =>
  typeof value === 'string' ? flagIn(value) : typeof value === 'boolean' ? value : undefined

function readText(value: unknown): string | Expectation {
  if (typeof value !== 'string') return new Expectation('must be a string')
  const problem = textProblem(value)
  return problem === undefined ? value : new Expectation(problem)
}

/** Why a text cannot be stored, worded to follow its name; undefined when it can. */
export function textProblem(text: string): string | undefined {
  if (text.length > limits.value_characters) {
    return `must have at most ${limits.value_characters} characters`
  }
  return storable(text) ? undefined : unstorable
}

const readScalar = (value: unknown): string | boolean | Expectation =>
  typeof value === 'boolean' ? value : readText(value)

function readTexts(value: unknown): string[] | Expectation {
  const fits = Array.isArray(value) && value.length <= limits.array_items
  const texts = fits ? value.map((item) => readText(idText(item))) : []
  return fits && texts.every((text) => typeof text === 'string')
    ? (texts as string[])
    : new Expectation('must be a list of strings')
}

function readMap(value: unknown, withFlags: boolean): Record<string, unknown> | Expectation {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  const entries = isMap ? Object.entries(value) : []
  const read = entries.flatMap(([key, item]) => [
    readText(key),
    withFlags ? readScalar(item) : readText(item),
  ])
  if (isMap && read.every((it) => !(it instanceof Expectation))) return Object.fromEntries(entries)
  return new Expectation(`must be an object of strings${withFlags ? ', true or false' : ''}`)
}
