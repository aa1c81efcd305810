// All providers of a server: those of its file, and those that administrators have set, which every node reads anew.
import type { IdentityProvider } from '../domain/identity-provider.ts'
import { limits } from '../limits.ts'
import type { ProviderClient } from './provider-client.ts'
import type { Wrong } from './provider-settings.ts'
import {
  type ProviderDefinition,
  readDefinition,
  readRow,
  type StoredProvider,
  type Surroundings,
} from './stored-provider.ts'

export interface KnownProvider extends ProviderDefinition {
  readonly set_in: 'file' | 'database'
  /** Undefined for one of the file. */
  readonly row: StoredProvider | undefined
  readonly enabled: boolean
  /** Whether people sign in with it: it is enabled, sound, and no other counts in its place. */
  readonly isUsed: boolean
  /** What is wrong before it is asked, for administrators; undefined: nothing. */
  readonly fault: string | undefined
}

interface Options extends Surroundings {
  readonly file: readonly IdentityProvider[]
}

export class Providers {
  readonly #surroundings: Surroundings
  readonly #file: readonly KnownProvider[]
  /** By all that they were made of, the one that was made last at the end. */
  readonly #clients = new Map<string, ProviderClient>()

  constructor({ file, env, mayBeLocal }: Options) {
    this.#surroundings = { env, mayBeLocal }
    this.#file = file.map((provider) => ({
      ...{ provider, client_secret_env: undefined, lacksSecret: false, fault: undefined },
      row: undefined,
      ...{ set_in: 'file', enabled: true, isUsed: true },
    }))
  }

  /** Those of the file in its order, then those of the store. */
  all(rows: readonly StoredProvider[]): KnownProvider[] {
    const ids = new Set(this.#file.map((it) => it.provider.id))
    const stored = rows.map((row): KnownProvider => {
      const { isSound, ...definition } = readRow(row, this.#surroundings)
      // Whoever runs the server has the last word.
      // guard single-sign-on-27: becomes false
      const isOverridden = ids.has(row.id)
      return {
        ...definition,
        ...{ set_in: 'database', row, enabled: row.enabled },
        isUsed: row.enabled && isSound && !isOverridden,
        fault: isOverridden
          ? overridden
          : isSound
            ? definition.lacksSecret
              ? lacking(definition)
              : undefined
            : unsound,
      }
    })
    return [...this.#file, ...stored]
  }

  /** A definition that somebody has sent. */
  read(plain: unknown, wrong: Wrong): ProviderDefinition {
    return readDefinition(plain, this.#surroundings, wrong)
  }

  /** The client of a provider; what it has learned of it is kept for those who come later. */
  async clientOf(known: KnownProvider): Promise<ProviderClient> {
    const key = JSON.stringify([known.set_in, known.provider, known.lacksSecret])
    const held = this.#clients.get(key)
    if (held !== undefined) return held
    const made = await clientOf(known)
    this.#clients.set(key, made)
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size <= 3 * limits.providers) break
      this.#clients.delete(oldest)
    }
    return made
  }
}

/** A client that nobody keeps, such as that of settings which are tried. */
export async function clientOf({ provider, lacksSecret }: ProviderDefinition) {
  const { ProviderClient } = await import('./provider-client.ts')
  // It would be a public client without.
  // guard single-sign-on-28: becomes undefined
  const trouble = lacksSecret ? 'its client secret is not set on this server' : undefined
  return new ProviderClient(provider, trouble)
}

const overridden =
  'The file of --single-sign-on has a provider with this id, which counts in place of this one.'
const unsound = 'Its settings are none that can be stored; set them again.'
const lacking = ({ client_secret_env }: ProviderDefinition) =>
  `The environment variable ${client_secret_env} is not set on this server; set it and start the server again.`
