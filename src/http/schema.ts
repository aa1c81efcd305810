// Small words for wire shapes: JSON Schema in the dialect of OpenAPI 3.0, typed by TypeBox.
import Type, { type Static, type TObject, type TSchema, type TUnsafe } from 'typebox'

interface Options {
  readonly readOnly?: boolean
  readonly description?: string
  readonly format?: string
  readonly deprecated?: boolean
}

const readOnly = { readOnly: true } as const

/** Text that is always there. */
export const text = (options: Options = {}): TUnsafe<string> =>
  Type.Unsafe<string>({ type: 'string', ...options })
export const nullableText = (options: Options = {}): TUnsafe<string | null> =>
  Type.Unsafe<string | null>({ type: 'string', nullable: true, ...options })
/** Text that bodies may also bring as a number or as true and false (looker 4.7). */
export const scalarText = (options: Options = {}): TUnsafe<string | number | boolean | null> =>
  Type.Unsafe<string | number | boolean | null>({
    type: 'string',
    nullable: true,
    anyScalar: true,
    ...options,
  })
export const flag = (options: Options = {}): TUnsafe<boolean> =>
  Type.Unsafe<boolean>({ type: 'boolean', ...options })
export const nullableFlag = (options: Options = {}): TUnsafe<boolean | null> =>
  Type.Unsafe<boolean | null>({ type: 'boolean', nullable: true, ...options })
export const integer = (options: Options = {}): TUnsafe<number> =>
  Type.Unsafe<number>({ type: 'integer', format: 'int64', ...options })
export const nullableInteger = (options: Options = {}): TUnsafe<number | null> =>
  Type.Unsafe<number | null>({ type: 'integer', format: 'int64', nullable: true, ...options })
export const nullableTexts = (options: Options = {}): TUnsafe<string[] | null> =>
  Type.Unsafe<string[] | null>({
    type: 'array',
    items: { type: 'string' },
    nullable: true,
    ...options,
  })
export const nullableTextMap = (options: Options = {}): TUnsafe<Record<string, string> | null> =>
  Type.Unsafe<Record<string, string> | null>({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    ...options,
  })
export const listOf = <S extends TSchema>(items: S): TUnsafe<Static<S>[]> =>
  Type.Unsafe<Static<S>[]>({ type: 'array', items })
export const nullableListOf = <S extends TSchema>(
  items: S,
  options: Options = {},
): TUnsafe<Static<S>[] | null> =>
  Type.Unsafe<Static<S>[] | null>({ type: 'array', items, nullable: true, ...options })
export const nullableShape = <S extends TSchema>(shape: S): TUnsafe<Static<S> | null> =>
  Type.Unsafe<Static<S> | null>({ ...shape, nullable: true })

/** What the caller may do with the object, by verb; in every shape that has one. */
export const can = Type.Unsafe<Record<string, boolean>>({
  type: 'object',
  additionalProperties: { type: 'boolean' },
  ...readOnly,
})

/**
 * A named wire shape; its keys are answered in the order given here. `title` becomes the schema's
 * name in openapi.json, `requires` its list of required keys: said of bodies, and not insisted on
 * in answers, where `fields` leaves keys out.
 */
export const shape = <Fields extends Record<string, TSchema>>(
  title: string,
  fields: Fields,
  { requires = [] }: { readonly requires?: readonly (keyof Fields & string)[] } = {},
): TObject<Fields> => Type.Object(fields, { title, required: [], requires })

/** Any JSON object. */
export const anyObject = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
})

export const readOnlyText = text(readOnly)
export const readOnlyNullableText = nullableText(readOnly)
export const readOnlyFlag = flag(readOnly)
/** The address of something, in answers only. */
export const readOnlyNullableUrl = nullableText({ ...readOnly, format: 'uri-reference' })

export type { Static, TObject, TSchema }
