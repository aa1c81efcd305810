// Speaks with one provider: finds its addresses, sends people there, and redeems what they come back with. A server
// without providers does not load this.
import { createRemoteJWKSet, jwtVerify, customFetch as keysFetch } from 'jose'
import * as oidc from 'openid-client'
import type { IdentityProvider } from '../domain/identity-provider.ts'
import { type Claims, claimsIn } from '../domain/sent-claims.ts'
import { limits } from '../limits.ts'
import {
  boundedFetch,
  isPlainAddress,
  isSafeAddress,
  ProviderTrouble,
  textOf,
} from './bounded-fetch.ts'
import { claimsOfToken } from './token-claims.ts'
import { Untrusted } from './untrusted.ts'

/** How tokens may be signed: with a key of the provider, never with what both sides know, and never not at all. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
const skewSeconds = limits.provider_skew_milliseconds / 1000

/** What binds an answer to the browser and the moment of its question. */
export interface Attempt {
  readonly redirect_uri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** The parameters with which somebody comes back. */
export interface Returned {
  readonly code?: string | undefined
  readonly state?: string | undefined
  readonly iss?: string | undefined
  readonly error?: string | undefined
}

interface Known {
  readonly until: number
  readonly found: Promise<oidc.Configuration>
}

export class ProviderClient {
  readonly provider: IdentityProvider
  #known: Known | undefined
  readonly #trouble: string | undefined

  /** `trouble`: why it cannot be asked at all. */
  constructor(provider: IdentityProvider, trouble?: string) {
    this.provider = provider
    this.#trouble = trouble
  }

  /** Throws ProviderTrouble. It is asked once for all who wait, and not again at once if that failed. */
  async configuration(): Promise<oidc.Configuration> {
    if (this.#trouble !== undefined) throw new ProviderTrouble(this.#trouble)
    if (this.#known === undefined || this.#known.until <= Date.now()) {
      const found = this.#discover()
      const until = Date.now() + limits.provider_known_milliseconds
      const known = { found, until }
      this.#known = known
      found.catch(() => {
        const again = Date.now() + limits.provider_failed_milliseconds
        if (this.#known === known) this.#known = { found, until: again }
      })
    }
    return this.#known.found
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, client_id, client_secret } = this.provider
    const isPlain = isPlainAddress(issuer)
    // The algorithms are ours, whatever the provider says it uses.
    const metadata = {
      id_token_signed_response_alg: algorithms as never,
      [oidc.clockTolerance]: skewSeconds,
    }
    const authentication = client_secret === undefined ? oidc.None() : secretSent(client_secret)
    try {
      const found = await oidc.discovery(new URL(issuer), client_id, metadata, authentication, {
        [oidc.customFetch]: boundedFetch as never,
        timeout: limits.provider_milliseconds / 1000,
        execute: [
          // Without it, openid-client trusts the connection in place of the signature.
          // guard single-sign-on-8: gone
          oidc.enableNonRepudiationChecks,
          // `boundedFetch` decides by address.
          ...(isPlain ? [oidc.allowInsecureRequests] : []),
        ],
      })
      const {
        authorization_endpoint = '',
        token_endpoint = '',
        jwks_uri = '',
      } = found.serverMetadata()
      for (const address of [authorization_endpoint, token_endpoint, jwks_uri]) {
        // One elsewhere must not lead this server to itself.
        // guard single-sign-on-29: becomes !isSafeAddress(address)
        if (!isSafeAddress(address) || (!isPlain && isPlainAddress(address)))
          throw new ProviderTrouble('it names an address that is not https')
      }
      return found
    } catch (error) {
      throw asTrouble(error)
    }
  }

  /** Where somebody signs in. */
  async addressFor({ redirect_uri, state, nonce, verifier }: Attempt): Promise<string> {
    const configuration = await this.configuration()
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier)
    return oidc.buildAuthorizationUrl(configuration, {
      redirect_uri,
      scope: this.provider.scopes.join(' '),
      ...{ state, nonce, code_challenge, code_challenge_method: 'S256' },
    }).href
  }

  /** The claims about whoever comes back. Throws Untrusted, or ProviderTrouble. */
  async redeem(attempt: Attempt, returned: Returned): Promise<Claims> {
    const configuration = await this.configuration()
    const address = new URL(attempt.redirect_uri)
    for (const name of ['code', 'state', 'iss', 'error'] as const) {
      const text = returned[name]
      if (text !== undefined && text !== '') address.searchParams.set(name, text)
    }
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        // guard single-sign-on-9: gone
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        // guard single-sign-on-10: gone
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Untrusted('it sent no ID token')
      insistOnTimes(claims, Date.now())
      insistOnParty(claims, this.provider)
      const sent = claimsOfToken(tokens.id_token ?? '')
      if (!this.provider.userinfo) return { ...sent }
      const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
      // What is signed counts.
      return { ...(claimsIn(textOf(more) ?? '') ?? more), ...sent }
    } catch (error) {
      throw asUntrusted(error) ?? asTrouble(error)
    }
  }

  /** The claims of a token that somebody shows, if it is one of this provider for this server now. */
  async verified(token: string): Promise<Claims> {
    const { issuer, client_id } = this.provider
    const configuration = await this.configuration()
    const keys = createRemoteJWKSet(new URL(configuration.serverMetadata().jwks_uri ?? ''), {
      [keysFetch]: boundedFetch as never,
      timeoutDuration: limits.provider_milliseconds,
    })
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...{ issuer, audience: client_id, algorithms, clockTolerance: skewSeconds },
        requiredClaims: ['sub', 'iat', 'exp'],
      })
      insistOnParty(payload, this.provider)
      return { ...claimsOfToken(token) }
    } catch (error) {
      if (error instanceof ProviderTrouble) throw error
      throw new Untrusted('its signature or its claims are wrong', { cause: error })
    }
  }
}

/** As the provider takes it: in a header, which is what the standard says if it says nothing, or in the body. */
const secretSent = (secret: string): oidc.ClientAuth => {
  const [inHeader, inBody] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const isHeader = methods.includes('client_secret_basic')
    return (isHeader ? inHeader : inBody)(server, ...rest)
  }
}

/** A token is redeemed when it is made: one from the future, or an old one, is not the answer to the question. */
function insistOnTimes({ iat }: { iat: number }, now: number): void {
  const age = now - iat * 1000
  const most = limits.sign_in_attempt_milliseconds + limits.provider_skew_milliseconds
  // guard single-sign-on-11: becomes false
  if (age < -limits.provider_skew_milliseconds || age > most) {
    throw new Untrusted('its token is from another time')
  }
}

/** Whoever a token was made for has to be this server (OpenID Connect Core, 3.1.3.7). */
function insistOnParty({ azp }: Claims, { client_id }: IdentityProvider): void {
  // guard single-sign-on-12: becomes false
  if (azp !== undefined && azp !== client_id) throw new Untrusted('its token is for another party')
}

/** What a provider answers about this sign-in, and not about itself. */
const untrusted = new Set([
  'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
])

function asUntrusted(error: unknown): Untrusted | undefined {
  if (error instanceof Untrusted) return error
  if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') {
    return new Untrusted('its code is not valid', { cause: error })
  }
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || !untrusted.has(code)) return undefined
  return new Untrusted('its answer is not one to this question', { cause: error })
}

function asTrouble(error: unknown): ProviderTrouble {
  for (let it = error; it instanceof Error; it = it.cause)
    if (it instanceof ProviderTrouble) return it
  if (error instanceof oidc.ResponseBodyError) {
    return new ProviderTrouble('it refuses this server', { cause: error })
  }
  return new ProviderTrouble('its answer is not what the standard says', { cause: error })
}
