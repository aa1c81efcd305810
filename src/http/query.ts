// Query parameters: their kinds, how to read them, and their description in openapi.json.
import { isId } from '../ids.ts'
import { listedIds } from '../texts/id-list.ts'
import type { Ignored } from './ignored.ts'

/** The value of one name in the URL: nothing, a text, or several texts. */
type Raw = string | string[] | undefined

export interface Parameter<Value> {
  readonly schema: Record<string, unknown>
  /** The description of the parameter. */
  readonly about: string
  /** The value that tries it on the demo company; undefined if the shape of the answer tells it. */
  readonly example: Value | undefined
  readonly deprecated?: boolean
  /** Returns the value, or undefined when the text is not of this kind. */
  readonly read: (text: string) => Value | undefined
  /** Follows the name in the refusal of such a text. */
  readonly expects: string
  /** Whether a part of the text is passed over; the caller is told so. */
  passesOver?(value: Value): boolean
  /** Whether texts that are given under one name several times are one list. */
  readonly joins?: boolean
  /** Whether an empty text is a value; it counts as absent otherwise. */
  readonly mayBeEmpty?: boolean
}

export type Parameters = Record<string, Parameter<unknown>>

export type ValuesOf<P extends Parameters> = {
  [Name in keyof P]?: P[Name] extends Parameter<infer Value> ? Value : never
}

export const textParameter = (about: string, example: string): Parameter<string> => ({
  schema: { type: 'string' },
  about,
  example,
  read: (text) => text,
  expects: 'be text',
})

export const countParameter = (about: string, example: number): Parameter<number> => ({
  schema: { type: 'integer', format: 'int64' },
  about,
  example,
  read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
  expects: 'be a whole number, 0 or more',
})

/** True and false in any case, as Python and YAML write them; undefined for any other text (clients 40). */
export function flagIn(text: string): boolean | undefined {
  const word = text.toLowerCase()
  // guard input-20: becomes word === 'true'
  return word === 'true' ? true : word === 'false' ? false : undefined
}

export const flagParameter = (about: string, example: boolean): Parameter<boolean> => ({
  schema: { type: 'boolean' },
  about,
  example,
  read: flagIn,
  expects: 'be true or false',
})

/** One of some words. */
export const wordParameter = <Word extends string>(
  words: readonly Word[],
  about: string,
  example: Word,
): Parameter<Word> => ({
  schema: { type: 'string', enum: words },
  about,
  example,
  read: (text) => words.find((word) => word === text),
  expects: `be ${words.join(' or ')}`,
})

/** A list of ids in any spelling that clients use. */
export const idsParameter = (about: string, example: string[]): Parameter<string[]> => ({
  schema: { type: 'array', items: { type: 'string' } },
  about,
  example,
  read: listedIds,
  expects: 'be a list of ids',
  passesOver: (ids) => ids.some((id) => id !== '' && !isId(id)),
  joins: true,
})

export const fieldsParameter: Parameter<string> = {
  ...textParameter(
    'Fields to return, separated by commas; without it, all are returned. Parentheses select inside an ' +
      'object, as in `id,credentials_email(email)`. Unknown names are ignored.',
    '',
  ),
  example: undefined,
}

/** `fields`: the fields by which a list may be sorted. */
export const sortsParameter = (fields: readonly string[]): Parameter<string> =>
  textParameter(
    'Fields to sort by, separated by commas; add ` desc` to a field for descending order. Allowed: ' +
      `${fields.map((field) => `\`${field}\``).join(', ')}.`,
    fields[0] ?? '',
  )

/**
 * Reads the declared parameters; others are ignored and noted. An empty text counts as absent. `refuse` is
 * called for a parameter that cannot be read; if it returns, that parameter is ignored, too.
 */
export function readQuery<P extends Parameters>(
  parameters: P,
  raw: Record<string, Raw>,
  refuse: (name: string, expects: string) => void,
  ignored?: Ignored,
): ValuesOf<P> {
  const values: Record<string, unknown> = {}
  for (const name in raw) {
    if (!Object.hasOwn(parameters, name) && !isList(parameters, name)) ignored?.note('query', name)
  }
  const leaveOut = (name: string, expects: string) => {
    refuse(name, expects)
    ignored?.note('query', name)
  }
  for (const name in parameters) {
    const parameter = parameters[name]
    const given = parameter?.joins ? joined(raw[name], raw[name + brackets]) : raw[name]
    if (given === undefined || parameter === undefined) continue
    if (given === '' && parameter.mayBeEmpty !== true) continue
    if (Array.isArray(given)) {
      // guard input-7: becomes values[name] = text[0]
      leaveOut(name, 'be given once')
      continue
    }
    const value = storable(given) ? parameter.read(given) : undefined
    if (value === undefined) leaveOut(name, parameter.expects)
    else {
      values[name] = value
      if (parameter.passesOver?.(value)) ignored?.note('query', name, noId)
    }
  }
  return values as ValuesOf<P>
}

const noId = 'has an item that is no id; separate ids by commas.'

/** Some clients write each item of a list as `ids[]=1` (clients 16). */
const brackets = '[]'

const isList = (parameters: Parameters, name: string): boolean =>
  name.endsWith(brackets) && parameters[name.slice(0, -brackets.length)]?.joins === true

const joined = (...given: readonly Raw[]): Raw =>
  given.every((each) => each === undefined) ? undefined : given.flat().filter(isGiven).join(',')
const isGiven = (text: string | undefined) => text !== undefined && text !== ''

/** Follows the name of what is not `storable`. */
export const unstorable = 'must not contain a NUL character or half of a surrogate pair'

/** True for text without NUL and without half of a surrogate pair: every engine keeps it as it is (T-16). */
export function storable(text: string): boolean {
  // guard input-4: becomes true
  return !text.includes('\0') && text.isWellFormed()
}
