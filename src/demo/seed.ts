// A seed: the state a demo starts from, as YAML or JSON, read and checked.
import { parseDocument } from 'yaml'
import { CannotRun } from '../errors.ts'

export interface SeedAttribute {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly default_value?: string
  readonly value_is_hidden?: boolean
  readonly user_can_view?: boolean
  readonly user_can_edit?: boolean
  readonly hidden_value_domain_whitelist?: string
  /** Values of groups by name, strongest first. */
  readonly group_values?: Readonly<Record<string, string>>
}

export interface SeedGroup {
  readonly name: string
  /** Names of the groups inside it. */
  readonly groups?: readonly string[]
}

export interface SeedUser {
  readonly first_name?: string
  readonly last_name?: string
  readonly email?: string
  readonly is_disabled?: boolean
  /** Names. */
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  /** Values by attribute name. */
  readonly values?: Readonly<Record<string, string>>
  /** An API key that is known beforehand; only a demo takes one. */
  readonly api_key?: SeedKey
}

export interface SeedKey {
  readonly client_id: string
  readonly client_secret: string
}

export interface Seed {
  /** The administrator's API key; random unless given. */
  readonly api_key?: SeedKey
  readonly groups: readonly SeedGroup[]
  readonly user_attributes: readonly SeedAttribute[]
  readonly users: readonly SeedUser[]
}

/** The seed cannot be used; the message says where and why. */
export class SeedProblem extends CannotRun {}

/** What a value must be: text (a name must be there), true/false, texts, a map of them, or a shape. */
type Kind = 'text' | 'name' | 'flag' | 'texts' | 'textMap' | Shape
type Shape = { readonly [key: string]: Kind | readonly [Kind] }

const apiKey: Shape = { client_id: 'name', client_secret: 'name' }
const shape: Shape = {
  api_key: apiKey,
  groups: [{ name: 'name', groups: 'texts' }],
  user_attributes: [
    {
      name: 'name',
      type: 'name',
      label: 'text',
      default_value: 'text',
      value_is_hidden: 'flag',
      user_can_view: 'flag',
      user_can_edit: 'flag',
      hidden_value_domain_whitelist: 'text',
      group_values: 'textMap',
    },
  ],
  users: [
    {
      first_name: 'text',
      last_name: 'text',
      email: 'text',
      is_disabled: 'flag',
      groups: 'texts',
      roles: 'texts',
      values: 'textMap',
      api_key: apiKey,
    },
  ],
}

/** Reads a seed. Throws SeedProblem naming the place: `users[2].email must be text`. */
export function parseSeed(text: string): Seed {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw notYaml(error)
  return seedIn(plainIn(document) ?? {})
}

/** The same of a seed that is an object already. */
export function seedIn(seed: unknown): Seed {
  check('seed', seed, shape)
  return { user_attributes: [], groups: [], users: [], ...(seed as Partial<Seed>) }
}

/** Throws for an alias of nothing, which only shows now. */
function plainIn(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw notYaml(error as Error)
  }
}

/** The first line says what and where; the others would show the file, secrets too. */
function notYaml({ message }: Error): SeedProblem {
  const what = message.split('\n', 1)[0]?.replace(/:$/, '')
  return new SeedProblem(`The seed is not valid YAML: ${what}.`)
}

const own = (shape: Shape, key: string) => (Object.hasOwn(shape, key) ? shape[key] : undefined)

function check(place: string, value: unknown, kind: Kind | readonly [Kind]): void {
  const refuse = (what: string): never => {
    throw new SeedProblem(`${place.replace(/^seed\.?/, '') || 'The seed'} must be ${what}.`)
  }
  if (kind === 'text' || kind === 'name') {
    if (typeof value !== 'string') refuse('text; put numbers and dates in quotes')
  } else if (kind === 'flag') {
    if (typeof value !== 'boolean') refuse('true or false')
  } else if (kind === 'texts' || Array.isArray(kind)) {
    if (!Array.isArray(value)) refuse('a list')
    const item: Kind = kind === 'texts' ? 'text' : (kind[0] as Kind)
    for (const [at, one] of (value as unknown[]).entries()) check(`${place}[${at}]`, one, item)
  } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('a map of names')
  } else {
    const missing = Object.keys(kind).find(
      (key) => (kind as Shape)[key] === 'name' && !Object.hasOwn(value, key),
    )
    if (kind !== 'textMap' && missing !== undefined) {
      throw new SeedProblem(`${place.replace(/^seed\./, '')}.${missing} is missing.`)
    }
    for (const [key, one] of Object.entries(value)) {
      const expected = kind === 'textMap' ? 'text' : own(kind as Shape, key)
      if (expected === undefined)
        throw new SeedProblem(`${place.replace(/^seed\./, '')}.${key} is not known in a seed.`)
      check(`${place}.${key}`, one, expected)
    }
  }
}
