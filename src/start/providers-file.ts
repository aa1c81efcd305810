// Reads the file of --single-sign-on: the providers with which people sign in.
import { readFileSync } from 'node:fs'
import type { IdentityProvider } from '../domain/identity-provider.ts'
import { CannotRun } from '../errors.ts'
import { limits } from '../limits.ts'
import { isSafeAddress } from '../providers/bounded-fetch.ts'
import type { Fault, Place } from '../seed/fault.ts'
import { linesOf } from '../seed/seed.ts'
import type { Settings } from '../settings.ts'
import { nearName } from '../texts/near-name.ts'

/** The file cannot be used; the message has a line for each mistake, with its place. */
export class ProvidersProblem extends CannotRun {}

/** A client for each provider of the settings, by its id; none is asked anything yet. */
export async function providersOf({ singleSignOn }: Pick<Settings, 'singleSignOn'>) {
  if (singleSignOn === undefined) return new Map<string, never>()
  const providers = await readProviders(singleSignOn, process.env)
  const { ProviderClient } = await import('../providers/provider-client.ts')
  return new Map(providers.map((provider) => [provider.id, new ProviderClient(provider)]))
}

type Environment = Readonly<Record<string, string | undefined>>

/** Throws ProvidersProblem. Secrets come from the environment, or from the files that it names. */
export async function readProviders(file: string, env: Environment): Promise<IdentityProvider[]> {
  const text = readFile(file, 'The file of --single-sign-on')
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw notYaml(error)
  const faults: Fault[] = []
  const providers = new Reader(faults, env).providers(plainOf(() => document.toJS()))
  if (faults.length > 0) throw problem(faults, await linesOf(text))
  return providers
}

function plainOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    throw notYaml(error as Error)
  }
}

/** Only the first line of the message: the others would show the file. */
function notYaml({ message }: Error): ProvidersProblem {
  const what = message.split('\n', 1)[0]?.replace(/:$/, '')
  return new ProvidersProblem(`The file of --single-sign-on is not valid YAML: ${what}.`)
}

function readFile(file: string, what: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new ProvidersProblem(`${what} cannot be read (${code}).`)
  }
  if (text.length > limits.providers_file_bytes) {
    throw new ProvidersProblem(`${what} is longer than ${limits.providers_file_bytes} bytes.`)
  }
  return text
}

function problem(faults: readonly Fault[], lineOf: (place: Place) => number | undefined) {
  const lines = faults.slice(0, 20).map(({ place, message }) => {
    const line = lineOf(place)
    const spelled = place.map((it) => (typeof it === 'number' ? `[${it}]` : `.${it}`)).join('')
    const named = spelled === '' ? '' : `${spelled.replace(/^\./, '')}: `
    return `  ${named}${message}${line === undefined ? '' : ` (line ${line})`}`
  })
  const head = 'The file of --single-sign-on cannot be used:'
  return new ProvidersProblem([head, ...lines].join('\n'))
}

/** The settings of a provider. */
export const providerKeys = [
  ...(['id', 'name', 'issuer', 'client_id', 'client_secret_env', 'client_secret_file'] as const),
  ...(['scopes', 'userinfo', 'email_claim', 'require_verified_email', 'create_users'] as const),
  ...(['attributes', 'groups_claim', 'groups', 'required_claims'] as const),
] as const
type Key = (typeof providerKeys)[number]
type Given = { readonly [K in Key]?: unknown }

class Reader {
  readonly #faults: Fault[]
  readonly #env: Environment

  constructor(faults: Fault[], env: Environment) {
    this.#faults = faults
    this.#env = env
  }

  #wrong(place: Place, message: string): void {
    this.#faults.push({ place, message })
  }

  providers(plain: unknown): IdentityProvider[] {
    const given = this.#map(plain, [], ['providers'])
    const list = given?.['providers']
    if (!Array.isArray(list) || list.length > limits.providers) {
      this.#wrong(['providers'], `must be a list of at most ${limits.providers} providers.`)
      return []
    }
    const all = list.flatMap((one, at) => this.#provider(one, ['providers', at]) ?? [])
    for (const key of ['id', 'name'] as const) {
      for (const [at, one] of all.entries()) {
        if (all.findIndex((it) => it[key] === one[key]) === at) continue
        this.#wrong(['providers', at, key], 'is that of another provider, too.')
      }
    }
    return all
  }

  #provider(plain: unknown, place: Place): IdentityProvider | undefined {
    const given = this.#map(plain, place, providerKeys) as Given | undefined
    if (given === undefined) return undefined
    const at = (key: Key): Place => [...place, key]
    const id = this.#text(given.id, at('id'))
    if (id !== undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) {
      this.#wrong(at('id'), 'must be 1 to 40 of a to z, 0 to 9 and -.')
    }
    const issuer = this.#text(given.issuer, at('issuer'))
    if (issuer !== undefined && (!isSafeAddress(issuer) || /[?#]/.test(issuer))) {
      this.#wrong(at('issuer'), 'must be an https URL without query and fragment.')
    }
    const scopes = this.#texts(given.scopes ?? ['openid', 'profile', 'email'], at('scopes'))
    if (!scopes.includes('openid')) this.#wrong(at('scopes'), 'must contain openid.')
    const attributes = this.#textMap(given.attributes ?? {}, at('attributes'))
    const names = Object.values(attributes)
    for (const [claim, name] of Object.entries(attributes)) {
      if (names.filter((it) => it === name).length < 2) continue
      this.#wrong(
        [...at('attributes'), claim],
        'gives to an attribute that another claim gives to.',
      )
    }
    const groups_claim =
      given.groups_claim === undefined
        ? undefined
        : this.#text(given.groups_claim, at('groups_claim'))
    const groups = this.#textMap(given.groups ?? {}, at('groups'))
    if (groups_claim === undefined && Object.keys(groups).length > 0) {
      this.#wrong(at('groups'), 'needs groups_claim, the claim that has these values.')
    }
    return {
      id: id ?? '',
      name: this.#text(given.name, at('name')) ?? '',
      issuer: issuer ?? '',
      client_id: this.#text(given.client_id, at('client_id')) ?? '',
      client_secret: this.#secret(given, place),
      scopes,
      userinfo: this.#flag(given.userinfo ?? false, at('userinfo')),
      email_claim: this.#text(given.email_claim ?? 'email', at('email_claim')) ?? '',
      require_verified_email: this.#flag(
        given.require_verified_email ?? true,
        at('require_verified_email'),
      ),
      create_users: this.#flag(given.create_users ?? false, at('create_users')),
      attributes,
      groups_claim,
      groups,
      required_claims: this.#required(given.required_claims ?? {}, at('required_claims')),
    }
  }

  /** A secret is never in the file itself: files of settings are copied, and shown to others. */
  #secret(given: Given, place: Place): string | undefined {
    const { client_secret_env, client_secret_file } = given
    if (client_secret_env !== undefined && client_secret_file !== undefined) {
      this.#wrong([...place, 'client_secret_file'], 'cannot be used beside client_secret_env.')
      return undefined
    }
    const key = client_secret_env === undefined ? 'client_secret_file' : 'client_secret_env'
    const named = given[key]
    if (named === undefined) return undefined
    const name = this.#text(named, [...place, key])
    if (name === undefined) return undefined
    if (key === 'client_secret_file') return this.#secretIn(name, [...place, key])
    const secret = this.#env[name]
    if (secret) return secret
    this.#wrong([...place, key], `names the environment variable ${name}, which is not set.`)
    return undefined
  }

  #secretIn(file: string, place: Place): string | undefined {
    try {
      const secret = readFile(file, 'It').trim()
      if (secret !== '') return secret
      this.#wrong(place, 'names a file that is empty.')
    } catch (error) {
      if (!(error instanceof ProvidersProblem)) throw error
      this.#wrong(place, `names a file that cannot be read: ${error.message}`)
    }
    return undefined
  }

  #map(plain: unknown, place: Place, known: readonly string[]) {
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      this.#wrong(place, place.length === 0 ? 'It must be a map with providers.' : 'must be a map.')
      return undefined
    }
    for (const key of Object.keys(plain)) {
      if (known.includes(key)) continue
      const isSecret = key === 'client_secret'
      const near = isSecret ? 'client_secret_env' : nearName(key, known)
      const help = near === undefined ? `it accepts ${known.join(', ')}.` : `did you mean ${near}?`
      this.#wrong([...place, key], `is not known here; ${help}`)
    }
    return plain as Readonly<Record<string, unknown>>
  }

  #text(plain: unknown, place: Place): string | undefined {
    const isText = typeof plain === 'string' && plain.trim() !== ''
    if (isText && plain.length <= limits.return_characters) return plain
    this.#wrong(place, plain === undefined ? 'is missing.' : 'must be a text that is not empty.')
    return undefined
  }

  #flag(plain: unknown, place: Place): boolean {
    if (typeof plain === 'boolean') return plain
    this.#wrong(place, 'must be true or false.')
    return false
  }

  #texts(plain: unknown, place: Place): string[] {
    if (!Array.isArray(plain)) {
      this.#wrong(place, 'must be a list.')
      return ['openid']
    }
    return plain.flatMap((one, at) => this.#text(one, [...place, at]) ?? [])
  }

  #entries(plain: unknown, place: Place): [string, unknown][] {
    const isMap = typeof plain === 'object' && plain !== null && !Array.isArray(plain)
    if (isMap && Object.keys(plain).length <= limits.mapped_claims) return Object.entries(plain)
    this.#wrong(place, `must be a map of at most ${limits.mapped_claims} entries.`)
    return []
  }

  #textMap(plain: unknown, place: Place): Record<string, string> {
    return Object.fromEntries(
      this.#entries(plain, place).map(([key, one]) => [
        key,
        this.#text(one, [...place, key]) ?? '',
      ]),
    )
  }

  #required(plain: unknown, place: Place): Record<string, string | boolean> {
    return Object.fromEntries(
      this.#entries(plain, place).map(([key, one]) => {
        const isFlag = typeof one === 'boolean'
        return [key, isFlag ? one : (this.#text(one, [...place, key]) ?? '')]
      }),
    )
  }
}
