// A provider that administrators have set: what is stored of it, and how that is read (decision 77).
import type { IdentityProvider } from '../domain/identity-provider.ts'
import { limits } from '../limits.ts'
import { isPlainAddress, isSafeAddress } from './bounded-fetch.ts'
import {
  type GivenProvider,
  ProviderReader,
  providerKeys,
  type Wrong,
} from './provider-settings.ts'

/** A row of the store. The settings are JSON, as `settingsText` writes it. */
export interface StoredProvider {
  readonly id: string
  readonly enabled: boolean
  readonly settings: string
}

export type Environment = Readonly<Record<string, string | undefined>>

export interface Surroundings {
  readonly env: Environment
  /** Whether an issuer may be on this machine, without TLS: that of a demo. */
  readonly mayBeLocal: boolean
}

export interface ProviderDefinition {
  readonly provider: IdentityProvider
  /** The environment variable that has the secret; undefined: it is a public client. */
  readonly client_secret_env: string | undefined
  /** It has a secret, and this process does not have it. */
  readonly lacksSecret: boolean
}

/** What an administrator may set. A path is an affair of whoever runs the server. */
export const storedKeys = providerKeys.filter((key) => key !== 'client_secret_file')

/** No other variable is ever sent to a provider: not the key of the server, not the address of its database. */
const secretName = /^ATTRIUM_SSO_(?:[A-Z0-9]+_)*SECRET$/

/** Reads what somebody has sent, or what is stored; what is wrong is told, and is empty in the definition. */
export function readDefinition(
  plain: unknown,
  { env, mayBeLocal }: Surroundings,
  wrong: Wrong,
): ProviderDefinition {
  let client_secret_env: string | undefined
  const secretOf = (given: GivenProvider): string | undefined => {
    if (given.client_secret_env === undefined) return undefined
    const name = reader.text(given.client_secret_env, ['client_secret_env'])
    // guard single-sign-on-25: !secretName.test(name) → name === ''
    if (name === undefined || name.length > limits.name_characters || !secretName.test(name)) {
      if (name !== undefined) wrong(['client_secret_env'], badName)
      return undefined
    }
    client_secret_env = name
    return env[name] || undefined
  }
  const reader = new ProviderReader({ wrong, keys: storedKeys, secretOf })
  const provider = reader.provider(plain, []) ?? nobody
  // guard single-sign-on-26: becomes false
  if (!mayBeLocal && isSafeAddress(provider.issuer) && isPlainAddress(provider.issuer)) {
    wrong(['issuer'], 'must be an https URL without query and fragment.')
  }
  const lacksSecret = client_secret_env !== undefined && provider.client_secret === undefined
  return { provider, client_secret_env, lacksSecret }
}
const badName =
  'must be the name of an environment variable that begins with ATTRIUM_SSO_ and ends with SECRET, in capital letters, digits and single underscores.'

const nobody: IdentityProvider = {
  ...{ id: '', name: '', issuer: '', client_id: '', client_secret: undefined, scopes: ['openid'] },
  ...{ userinfo: false, email_claim: 'email', require_verified_email: true, create_users: false },
  ...{ attributes: {}, groups_claim: undefined, groups: {}, required_claims: {} },
}

/** What is stored of a definition, in the order in which it is always written. */
export const settingsOf = ({
  provider: it,
  client_secret_env,
}: Pick<ProviderDefinition, 'provider' | 'client_secret_env'>) => ({
  name: it.name,
  issuer: it.issuer,
  client_id: it.client_id,
  client_secret_env,
  scopes: it.scopes,
  userinfo: it.userinfo,
  email_claim: it.email_claim,
  require_verified_email: it.require_verified_email,
  create_users: it.create_users,
  attributes: it.attributes,
  groups_claim: it.groups_claim,
  groups: it.groups,
  required_claims: it.required_claims,
})
export type StoredSettings = ReturnType<typeof settingsOf>

/** The names of what is stored. */
export const settingNames = Object.keys(
  settingsOf({ provider: nobody, client_secret_env: undefined }),
) as (keyof StoredSettings)[]

/** The text of settings that came from elsewhere, such as a row of the audit: null is left out. */
export const settingsText = (settings: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.fromEntries(
      settingNames.flatMap((name) => (settings[name] == null ? [] : [[name, settings[name]]])),
    ),
  )

export interface ReadRow extends ProviderDefinition {
  /** Whether the settings are such as may be stored now. */
  readonly isSound: boolean
}

/** What a row says. One that nobody could have set so is not sound, and is never used. */
export function readRow({ id, settings }: StoredProvider, surroundings: Surroundings): ReadRow {
  let isSound = true
  const wrong = () => {
    isSound = false
  }
  const definition = readDefinition({ ...objectIn(settings), id }, surroundings, wrong)
  return { ...definition, isSound }
}

/** The object of a text; an empty one if it has none. */
export function objectIn(text: string): object {
  try {
    return Object(JSON.parse(text)) as object
  } catch {
    return {}
  }
}
