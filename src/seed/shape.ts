// The shape of a seed: its parts and their types.
import { textProblem } from '../http/body.ts'
import { nearName } from '../texts/near-name.ts'
import type { Fault, Place } from './fault.ts'

/** The kinds: text (a `name` and a `secret` are required), true or false, texts, a map of texts, or a shape. */
type Kind = 'text' | 'name' | 'secret' | 'flag' | 'texts' | 'textMap' | Shape
type Shape = { readonly [key: string]: Kind | readonly [Kind] }

const apiKey: Shape = { client_id: 'secret', client_secret: 'secret' }

export const seedShape: Shape = {
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
      choices: 'texts',
      combine: 'text',
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

/** All parts of the value that do not fit the shape. */
export function shapeFaults(value: unknown, kind: Kind | readonly [Kind], place: Place): Fault[] {
  const wrong = (message: string): Fault[] => [{ place, message }]
  if (kind === 'text' || kind === 'name' || kind === 'secret') {
    if (typeof value !== 'string') return wrong('must be text; put numbers and dates in quotes.')
    // With an empty key, a request without a key would sign in.
    // guard seed-4: becomes false
    if (kind === 'secret' && value.trim() === '') return wrong('must not be empty.')
    const problem = textProblem(value)
    return problem === undefined ? [] : wrong(`${problem}.`)
  }
  if (kind === 'flag') return typeof value === 'boolean' ? [] : wrong('must be true or false.')
  if (kind === 'texts' || Array.isArray(kind)) {
    if (!Array.isArray(value)) return wrong('must be a list.')
    const item = kind === 'texts' ? 'text' : (kind[0] as Kind)
    return value.flatMap((one, at) => shapeFaults(one, item, [...place, at]))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(place.length === 0 ? 'The seed must be a map.' : 'must be a map.')
  }
  return kind === 'textMap' ? mapFaults(value, place) : fieldFaults(value, kind as Shape, place)
}

const mapFaults = (value: object, place: Place) =>
  Object.entries(value).flatMap(([key, one]) => shapeFaults(one, 'text', [...place, key]))

function fieldFaults(value: object, shape: Shape, place: Place): Fault[] {
  const missing = Object.keys(shape)
    .filter(
      (key) => (shape[key] === 'name' || shape[key] === 'secret') && !Object.hasOwn(value, key),
    )
    .map((key): Fault => ({ place, message: `${key} is missing.` }))
  const given = Object.entries(value).flatMap(([key, one]) => {
    const kind = Object.hasOwn(shape, key) ? shape[key] : undefined
    return kind === undefined ? unknown(key, shape, place) : shapeFaults(one, kind, [...place, key])
  })
  return [...missing, ...given]
}

function unknown(key: string, shape: Shape, place: Place): Fault[] {
  const meant = nearName(key, Object.keys(shape))
  const known = Object.keys(shape).join(', ')
  const help = meant === undefined ? `it accepts ${known}.` : `did you mean "${meant}"?`
  return [{ place: [...place, key], message: `is not known in a seed; ${help}` }]
}
