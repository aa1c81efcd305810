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

/** What a value must be: text, true/false, a list of texts, a map of texts, or a nested shape. */
type Kind = 'text' | 'flag' | 'texts' | 'textMap' | Shape
type Shape = { readonly [key: string]: Kind | readonly [Kind] }

const apiKey: Shape = { client_id: 'text', client_secret: 'text' }
const shape: Shape = {
  api_key: apiKey,
  groups: [{ name: 'text', groups: 'texts' }],
  user_attributes: [
    {
      name: 'text',
      type: 'text',
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
  if (error !== undefined) throw new SeedProblem(`The seed is not valid YAML: ${error.message}`)
  const seed = (document.toJS() ?? {}) as Partial<Seed>
  check('seed', seed, shape)
  return { user_attributes: [], groups: [], users: [], ...seed }
}

function check(place: string, value: unknown, kind: Kind | readonly [Kind]): void {
  const refuse = (what: string): never => {
    throw new SeedProblem(`${place.replace(/^seed\.?/, '') || 'The seed'} must be ${what}.`)
  }
  if (kind === 'text') {
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
    for (const [key, one] of Object.entries(value)) {
      const expected = kind === 'textMap' ? 'text' : (kind as Shape)[key]
      if (expected === undefined) throw new SeedProblem(`${place}.${key} is not known in a seed.`)
      check(`${place}.${key}`, one, expected)
    }
  }
}
