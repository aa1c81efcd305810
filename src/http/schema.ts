// Short functions for wire shapes: JSON Schema in the dialect of OpenAPI 3.0, typed by TypeBox. Only its types are
// imported: loading its code, 370 modules, would take a fifth of a start.
import type { Static, TObject, TSchema, TUnsafe } from 'typebox'

/** The schema of a value of this type. */
const typed = <Value>(schema: object) => schema as unknown as TUnsafe<Value>

interface Options {
  readonly readOnly?: boolean
  readonly format?: string
  readonly deprecated?: boolean
  /** Whether it lets its owner act as somebody; a list that contains it is never compressed (decision 42). */
  readonly secret?: boolean
  /** The example in a field of a form, if the example of the whole body is not enough. */
  readonly example?: string
}

// The description of a field says what it means to a caller: unit, limits, and the value that others see.

/** Text that is never null. */
export const text = (description: string, options: Options = {}): TUnsafe<string> =>
  typed<string>({ type: 'string', description, ...options })
export const nullableText = (description: string, options: Options = {}): TUnsafe<string | null> =>
  typed<string | null>({ type: 'string', description, nullable: true, ...options })
/** Text that bodies may also send as a number, true or false (looker 4.7). */
export const scalarText = (
  description: string,
  options: Options = {},
): TUnsafe<string | boolean | null> =>
  typed<string | boolean | null>({
    type: 'string',
    description,
    nullable: true,
    anyScalar: true,
    ...options,
  })
export const flag = (description: string, options: Options = {}): TUnsafe<boolean> =>
  typed<boolean>({ type: 'boolean', description, ...options })
export const nullableFlag = (description: string, options: Options = {}): TUnsafe<boolean | null> =>
  typed<boolean | null>({ type: 'boolean', description, nullable: true, ...options })
export const integer = (description: string, options: Options = {}): TUnsafe<number> =>
  typed<number>({ type: 'integer', format: 'int64', description, ...options })
export const nullableInteger = (
  description: string,
  options: Options = {},
): TUnsafe<number | null> =>
  typed<number | null>({
    type: 'integer',
    format: 'int64',
    description,
    nullable: true,
    ...options,
  })
export const nullableTexts = (
  description: string,
  options: Options = {},
): TUnsafe<string[] | null> =>
  typed<string[] | null>({
    type: 'array',
    items: { type: 'string' },
    description,
    nullable: true,
    ...options,
  })
export const nullableTextMap = (
  description: string,
  options: Options = {},
): TUnsafe<Record<string, string> | null> =>
  typed<Record<string, string> | null>({
    type: 'object',
    additionalProperties: { type: 'string' },
    description,
    nullable: true,
    ...options,
  })
export const texts = (description: string): TUnsafe<string[]> =>
  typed<string[]>({ type: 'array', items: { type: 'string' }, description })
export const textLists = (description: string): TUnsafe<string[][]> =>
  typed<string[][]>({
    type: 'array',
    items: { type: 'array', items: { type: 'string' } },
    description,
  })
export const textMap = (description: string): TUnsafe<Record<string, string>> =>
  typed<Record<string, string>>({
    type: 'object',
    additionalProperties: { type: 'string' },
    description,
  })
/** Texts, and true or false, by names. */
export const scalarMap = (description: string): TUnsafe<Record<string, string | boolean>> =>
  typed<Record<string, string | boolean>>({
    type: 'object',
    additionalProperties: true,
    description,
  })
/** A field that holds a list of a named shape. */
export const fieldListOf = <S extends TSchema>(
  description: string,
  items: S,
  options: Options = {},
): TUnsafe<Static<S>[]> => typed<Static<S>[]>({ type: 'array', items, description, ...options })
export const listOf = <S extends TSchema>(items: S): TUnsafe<Static<S>[]> =>
  typed<Static<S>[]>({ type: 'array', items })
export const nullableListOf = <S extends TSchema>(
  description: string,
  items: S,
  options: Options = {},
): TUnsafe<Static<S>[] | null> =>
  typed<Static<S>[] | null>({
    type: 'array',
    items,
    description,
    nullable: true,
    ...options,
  })
/** A field that holds a named shape; `about` describes the field, the shape describes itself. */
export const fieldOf = <S extends TSchema>(about: string, shape: S, options: Options = {}): S => ({
  ...shape,
  about,
  ...options,
})
export const nullableFieldOf = <S extends TSchema>(
  about: string,
  shape: S,
  options: Options = {},
): TUnsafe<Static<S> | null> =>
  typed<Static<S> | null>({ ...fieldOf(about, shape, options), nullable: true })

type Lacking<T, Key extends keyof T> = Omit<T, Key> & Partial<Pick<T, Key>>

/** Answers that may lack these keys, depending on the data; a handler must return all others. */
export const mayLack = <S extends TSchema, Key extends keyof Static<S> & string>(
  shape: S,
  ..._keys: Key[]
): TUnsafe<Lacking<Static<S>, Key>> => shape as unknown as TUnsafe<Lacking<Static<S>, Key>>

type Only<T, Key extends keyof T> = Pick<T, Key> & {
  readonly [Other in Exclude<keyof T, Key>]?: never
}

/** Answers that have all keys of the shape, or only these keys, depending on the caller. */
export const orOnly = <S extends TSchema, Key extends keyof Static<S> & string>(
  shape: S,
  ..._keys: Key[]
): TUnsafe<Static<S> | Only<Static<S>, Key>> =>
  shape as unknown as TUnsafe<Static<S> | Only<Static<S>, Key>>

/** The field `can` of every shape that has one. */
export const can = typed<Record<string, boolean>>({
  type: 'object',
  additionalProperties: { type: 'boolean' },
  description:
    'Your rights on this object: names of actions, each true or false. Other callers may get other ' +
    'answers. An empty object does not mean that you have no rights.',
  readOnly: true,
})

interface ShapeOptions<Name> {
  /** Keys that bodies must have; answers may leave them out where `fields` asks for others. */
  readonly requires?: readonly Name[]
  /** The keys that the example of the parameter `fields` asks for. */
  readonly brief?: readonly Name[]
}

/**
 * A named wire shape; its keys are answered in the order given here. `title` becomes the schema's
 * name in openapi.json, `requires` its list of required keys.
 */
export const shape = <Fields extends Record<string, TSchema>>(
  title: string,
  description: string,
  fields: Fields,
  { requires = [], brief = [] }: ShapeOptions<keyof Fields & string> = {},
): TObject<Fields> =>
  ({
    type: 'object',
    required: [],
    properties: fields,
    title,
    description,
    requires,
    brief,
  }) as unknown as TObject<Fields>

/** Any JSON object. */
export const anyObject = typed<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
})

const readOnly = { readOnly: true } as const

export const readOnlyText = (description: string) => text(description, readOnly)
export const readOnlyNullableText = (description: string) => nullableText(description, readOnly)
export const readOnlyFlag = (description: string) => flag(description, readOnly)
/** The address of something, in answers only. */
export const readOnlyNullableUrl = (description: string) =>
  nullableText(description, { ...readOnly, format: 'uri-reference' })

export type { Static, TObject, TSchema }
