// Reads the file of --single-sign-on: the providers with which people sign in.
import { readFileSync } from 'node:fs'
import type { IdentityProvider } from '../domain/identity-provider.ts'
import { CannotRun } from '../errors.ts'
import { noText, textOf } from '../files/text.ts'
import { limits } from '../limits.ts'
import { type GivenProvider, ProviderReader, providerKeys } from '../providers/provider-settings.ts'
import { Providers } from '../providers/providers.ts'
import type { Fault, Place } from '../seed/fault.ts'
import { linesOf } from '../seed/seed.ts'
import type { Settings } from '../settings.ts'

/** The file cannot be used; the message has a line for each mistake, with its place. */
export class ProvidersProblem extends CannotRun {}

/** The providers of the file, beside those that administrators have set; none is asked anything yet. */
export async function providersOf(
  { singleSignOn }: Pick<Settings, 'singleSignOn'>,
  isDemo: boolean,
): Promise<Providers> {
  const { env } = process
  const file = singleSignOn === undefined ? [] : await readProviders(singleSignOn, env)
  return new Providers({ file, env, mayBeLocal: isDemo })
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
  const providers = new FileReader(faults, env).providers(plainOf(() => document.toJS()))
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
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new ProvidersProblem(`${what} cannot be read (${code}).`)
  }
  if (bytes.length > limits.providers_file_bytes) {
    throw new ProvidersProblem(`${what} is longer than ${limits.providers_file_bytes} bytes.`)
  }
  const text = textOf(bytes)
  if (text === undefined) throw new ProvidersProblem(`${what} ${noText}.`)
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

class FileReader {
  readonly #faults: Fault[]
  readonly #env: Environment
  readonly #reader: ProviderReader

  constructor(faults: Fault[], env: Environment) {
    this.#faults = faults
    this.#env = env
    this.#reader = new ProviderReader({
      wrong: (place, message) => this.#wrong(place, message),
      keys: providerKeys,
      secretOf: (given, place) => this.#secret(given, place),
    })
  }

  #wrong(place: Place, message: string): void {
    this.#faults.push({ place, message })
  }

  providers(plain: unknown): IdentityProvider[] {
    const given = this.#reader.map(plain, [], ['providers'])
    const list = given?.['providers']
    if (!Array.isArray(list) || list.length > limits.providers) {
      this.#wrong(['providers'], `must be a list of at most ${limits.providers} providers.`)
      return []
    }
    const all = list.flatMap((one, at) => this.#reader.provider(one, ['providers', at]) ?? [])
    for (const key of ['id', 'name'] as const) {
      for (const [at, one] of all.entries()) {
        if (all.findIndex((it) => it[key] === one[key]) === at) continue
        this.#wrong(['providers', at, key], 'is that of another provider, too.')
      }
    }
    return all
  }

  /** A secret is never in the file itself: files of settings are copied, and shown to others. */
  #secret(given: GivenProvider, place: Place): string | undefined {
    const { client_secret_env, client_secret_file } = given
    if (client_secret_env !== undefined && client_secret_file !== undefined) {
      this.#wrong([...place, 'client_secret_file'], 'cannot be used beside client_secret_env.')
      return undefined
    }
    const key = client_secret_env === undefined ? 'client_secret_file' : 'client_secret_env'
    const named = given[key]
    if (named === undefined) return undefined
    const name = this.#reader.text(named, [...place, key])
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
}
