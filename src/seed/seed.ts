// A seed: the initial state of a store as YAML or JSON, read and checked.
import { type Place, SeedProblem, seedProblem } from './fault.ts'
import { seedShape, shapeFaults } from './shape.ts'

export interface SeedAttribute {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly default_value?: string
  readonly value_is_hidden?: boolean
  readonly user_can_view?: boolean
  readonly user_can_edit?: boolean
  readonly hidden_value_domain_whitelist?: string
  /** The values that are allowed. */
  readonly choices?: readonly string[]
  /** How the values of several groups become one: `first`, `union`, `min` or `max`. */
  readonly combine?: string
  /** Values of groups by name, strongest first. */
  readonly group_values?: Readonly<Record<string, string>>
}

export interface SeedGroup {
  readonly name: string
  /** Names of the groups that are inside it. */
  readonly groups?: readonly string[]
}

export interface SeedUser {
  readonly first_name?: string
  readonly last_name?: string
  readonly email?: string
  readonly is_disabled?: boolean
  /** Names of groups. */
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  /** Values by attribute name. */
  readonly values?: Readonly<Record<string, string>>
  /** An API key that is known in advance. */
  readonly api_key?: SeedKey
}

export interface SeedKey {
  readonly client_id: string
  readonly client_secret: string
}

export interface Seed {
  /** The administrator's API key; a random one if it is missing. */
  readonly api_key?: SeedKey
  readonly groups: readonly SeedGroup[]
  readonly user_attributes: readonly SeedAttribute[]
  readonly users: readonly SeedUser[]
}

/** Reads a seed. Throws SeedProblem, which names each place: `users[2].email: must be text`. */
export async function readSeed(text: string): Promise<Seed> {
  const plain = jsonIn(text) ?? (await yamlIn(text)) ?? {}
  const faults = shapeFaults(plain, seedShape, [])
  if (faults.length > 0) throw seedProblem(faults, await linesOf(text))
  return whole(plain)
}

/** The same, for a seed that is an object already. */
export function seedIn(plain: unknown): Seed {
  const faults = shapeFaults(plain, seedShape, [])
  if (faults.length > 0) throw seedProblem(faults)
  return whole(plain)
}

const whole = (plain: unknown): Seed => ({
  user_attributes: [],
  groups: [],
  users: [],
  ...(plain as Partial<Seed>),
})

/** JSON is a subset of YAML and is read a hundred times as fast. */
function jsonIn(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function yamlIn(text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw notYaml(error)
  try {
    return document.toJS()
  } catch (error) {
    // An alias to nothing is found only here.
    throw notYaml(error as Error)
  }
}

/** Uses only the first line of the message; the others would show the file, and secrets in it. */
function notYaml({ message }: Error): SeedProblem {
  const what = message.split('\n', 1)[0]?.replace(/:$/, '')
  return new SeedProblem(`The seed is not valid YAML: ${what}.`)
}

/** Returns the line of a place in the seed's file; the file is parsed again only when there is a mistake to show. */
export async function linesOf(text: string): Promise<(place: Place) => number | undefined> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  return (place) => {
    for (let parts = [...place]; parts.length > 0; parts = parts.slice(0, -1)) {
      const { range } = (document.getIn(parts, true) ?? {}) as { range?: readonly number[] }
      if (range?.[0] !== undefined) return lineCounter.linePos(range[0]).line
    }
    return undefined
  }
}
