// Query parameters: their kinds, how each is read, how openapi.json describes it.
import type { Ignored } from './ignored.ts'

/** What the URL held for one name: nothing, a text, or several texts. */
type Raw = string | string[] | undefined

export interface Parameter<Value> {
  readonly schema: Record<string, unknown>
  /** What it asks for. */
  readonly about: string
  /** Sent to try it on the demo company; undefined where the answer's shape tells. */
  readonly example: Value | undefined
  readonly deprecated?: boolean
  /** The value, or undefined when the text is none of this kind. */
  readonly read: (text: string) => Value | undefined
  /** Said after the name when the text is none. */
  readonly expects: string
  /** Texts given under one name several times are one list. */
  readonly joins?: boolean
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
  return word === 'true' ? true : word === 'false' ? false : undefined
}

export const flagParameter = (about: string, example: boolean): Parameter<boolean> => ({
  schema: { type: 'boolean' },
  about,
  example,
  read: flagIn,
  expects: 'be true or false',
})

/** Reads `1,2`, `"1,2"` and `["1","2"]` (clients 16); looks at each character a fixed number of times. */
export const listedIds = (text: string): string[] => text.split(',').map(bare)

const isAround = (character: string) => '"[]'.includes(character) || character.trim() === ''

/** Without blanks, quotes and brackets around it; a regular expression for its end would be quadratic (T-19). */
function bare(item: string): string {
  let [start, end] = [0, item.length]
  while (start < end && isAround(item.charAt(start))) start++
  while (end > start && isAround(item.charAt(end - 1))) end--
  return item.slice(start, end)
}

/** A list of ids in any spelling that clients use. */
export const idsParameter = (about: string, example: string[]): Parameter<string[]> => ({
  schema: { type: 'array', items: { type: 'string' } },
  about,
  example,
  read: listedIds,
  expects: 'be a list of ids',
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

/** `fields`: those that may be sorted by. */
export const sortsParameter = (fields: readonly string[]): Parameter<string> =>
  textParameter(
    'Fields to sort by, separated by commas; add ` desc` to a field for descending order. Allowed: ' +
      `${fields.map((field) => `\`${field}\``).join(', ')}.`,
    fields[0] ?? '',
  )

/**
 * Reads the declared parameters; others are ignored and noted. An empty text counts as absent. `refuse`
 * hears of a parameter that cannot be read; when it returns, the parameter is ignored like those.
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
    if (given === undefined || given === '' || parameter === undefined) continue
    if (Array.isArray(given)) {
      leaveOut(name, 'be given once')
      continue
    }
    const value = storable(given) ? parameter.read(given) : undefined
    if (value === undefined) leaveOut(name, parameter.expects)
    else values[name] = value
  }
  return values as ValuesOf<P>
}

/** Some clients write each item of a list as `ids[]=1` (clients 16). */
const brackets = '[]'

const isList = (parameters: Parameters, name: string): boolean =>
  name.endsWith(brackets) && parameters[name.slice(0, -brackets.length)]?.joins === true

const joined = (...given: readonly Raw[]): Raw =>
  given.every((each) => each === undefined) ? undefined : given.flat().filter(isGiven).join(',')
const isGiven = (text: string | undefined) => text !== undefined && text !== ''

/** No NUL and no half of a surrogate pair: text every engine keeps as it is (T-16). */
export function storable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
