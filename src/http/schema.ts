// Small words for wire shapes: JSON Schema in the dialect of OpenAPI 3.0, typed by TypeBox.
// Only its types: nothing here needs its code, whose 370 modules would be a fifth of a start.
import type { Static, TObject, TSchema, TUnsafe } from 'typebox'

/** The schema of a value of this type. */
const typed = <Value>(schema: object) => schema as unknown as TUnsafe<Value>

interface Options {
  readonly readOnly?: boolean
  readonly format?: string
  readonly deprecated?: boolean
  /** Whoever has it may act as somebody; a list that holds it is never compressed (decision 42). */
  readonly secret?: boolean
  /** What a form shows in the field, where the example of the whole body is not enough. */
  readonly example?: string
}

// A field says in words what it means to a caller: unit, limits, and the value that others see.

/** Text that is always there. */
export const text = (description: string, options: Options = {}): TUnsafe<string> =>
  typed<string>({ type: 'string', description, ...options })
export const nullableText = (description: string, options: Options = {}): TUnsafe<string | null> =>
  typed<string | null>({ type: 'string', description, nullable: true, ...options })
/** Text that bodies may also bring as a number or as true and false (looker 4.7). */
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

/** Answers in which keys may be missing, by who asks or by what there is; a handler owes none of them. */
export const partly = <S extends TSchema>(shape: S): TUnsafe<Partial<Static<S>>> =>
  shape as unknown as TUnsafe<Partial<Static<S>>>

/** In every shape that has one. */
export const can = typed<Record<string, boolean>>({
  type: 'object',
  additionalProperties: { type: 'boolean' },
  description:
    'Your rights on this object: names of actions, each true or false. Other callers may get other ' +
    'answers, and an empty object says nothing.',
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
