// Reads the settings of a provider, of the file and of the screen alike: what they may say, and every mistake with its
// place.
import type { IdentityProvider } from '../domain/identity-provider.ts'
import { limits } from '../limits.ts'
import { nearName } from '../texts/near-name.ts'
import { isSafeAddress } from './bounded-fetch.ts'

/** Keys and places in lists, from the outside inwards. */
export type SettingPlace = readonly (string | number)[]
/** What is wrong, worded to follow the place. */
export type Wrong = (place: SettingPlace, message: string) => void

/** The settings of a provider. */
export const providerKeys = [
  ...(['id', 'name', 'issuer', 'client_id', 'client_secret_env', 'client_secret_file'] as const),
  ...(['scopes', 'userinfo', 'email_claim', 'require_verified_email', 'create_users'] as const),
  ...(['attributes', 'groups_claim', 'groups', 'required_claims'] as const),
] as const
export type ProviderKey = (typeof providerKeys)[number]
export type GivenProvider = { readonly [K in ProviderKey]?: unknown }

interface ReaderOptions {
  readonly wrong: Wrong
  /** The keys that may be given. */
  readonly keys: readonly string[]
  /** Finds the secret of the client; undefined: it is a public client. */
  readonly secretOf: (given: GivenProvider, place: SettingPlace) => string | undefined
}

export class ProviderReader {
  readonly #options: ReaderOptions

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  #wrong(place: SettingPlace, message: string): void {
    this.#options.wrong(place, message)
  }

  /** Undefined if it is no map. What is wrong is told, and is empty in the provider. */
  provider(plain: unknown, place: SettingPlace): IdentityProvider | undefined {
    const given = this.map(plain, place, this.#options.keys) as GivenProvider | undefined
    if (given === undefined) return undefined
    const at = (key: ProviderKey): SettingPlace => [...place, key]
    const id = this.text(given.id, at('id'))
    if (id !== undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) {
      this.#wrong(at('id'), 'must be 1 to 40 of a to z, 0 to 9 and -.')
    }
    const issuer = this.text(given.issuer, at('issuer'))
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
        : this.text(given.groups_claim, at('groups_claim'))
    const groups = this.#textMap(given.groups ?? {}, at('groups'))
    if (groups_claim === undefined && Object.keys(groups).length > 0) {
      this.#wrong(at('groups'), 'needs groups_claim, the claim that has these values.')
    }
    const name = this.text(given.name, at('name'))
    if (name !== undefined && name.length > limits.name_characters) {
      this.#wrong(at('name'), `must have at most ${limits.name_characters} characters.`)
    }
    return {
      id: id ?? '',
      name: name ?? '',
      issuer: issuer ?? '',
      client_id: this.text(given.client_id, at('client_id')) ?? '',
      client_secret: this.#options.secretOf(given, place),
      scopes,
      userinfo: this.#flag(given.userinfo ?? false, at('userinfo')),
      email_claim: this.text(given.email_claim ?? 'email', at('email_claim')) ?? '',
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

  map(plain: unknown, place: SettingPlace, known: readonly string[]) {
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

  text(plain: unknown, place: SettingPlace): string | undefined {
    const isText = typeof plain === 'string' && plain.trim() !== ''
    if (isText && plain.length <= limits.return_characters) return plain
    this.#wrong(place, plain === undefined ? 'is missing.' : notText(isText))
    return undefined
  }

  #flag(plain: unknown, place: SettingPlace): boolean {
    if (typeof plain === 'boolean') return plain
    this.#wrong(place, 'must be true or false.')
    return false
  }

  #texts(plain: unknown, place: SettingPlace): string[] {
    if (!Array.isArray(plain)) {
      this.#wrong(place, 'must be a list.')
      return ['openid']
    }
    return plain.flatMap((one, at) => this.text(one, [...place, at]) ?? [])
  }

  #entries(plain: unknown, place: SettingPlace): [string, unknown][] {
    const isMap = typeof plain === 'object' && plain !== null && !Array.isArray(plain)
    if (!isMap || Object.keys(plain).length > limits.mapped_claims) {
      this.#wrong(place, `must be a map of at most ${limits.mapped_claims} entries.`)
      return []
    }
    const entries = Object.entries(plain)
    if (entries.every(([key]) => key !== '' && key.length <= limits.return_characters))
      return entries
    this.#wrong(place, `must have names of 1 to ${limits.return_characters} characters.`)
    return []
  }

  #textMap(plain: unknown, place: SettingPlace): Record<string, string> {
    return Object.fromEntries(
      this.#entries(plain, place).map(([key, one]) => [key, this.text(one, [...place, key]) ?? '']),
    )
  }

  #required(plain: unknown, place: SettingPlace): Record<string, string | boolean> {
    return Object.fromEntries(
      this.#entries(plain, place).map(([key, one]) => {
        const isFlag = typeof one === 'boolean'
        return [key, isFlag ? one : (this.text(one, [...place, key]) ?? '')]
      }),
    )
  }
}

const notText = (isLong: boolean) =>
  isLong
    ? `must have at most ${limits.return_characters} characters.`
    : 'must be a text that is not empty.'
