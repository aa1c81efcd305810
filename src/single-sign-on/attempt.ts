// A sign-in with a provider that is under way: all of it is in a cookie, so any node can finish it. What goes to the
// provider is derived from the cookie with a key, so nobody makes one, and nobody changes where it leads.
import type { IdentityProvider } from '../domain/identity-provider.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { isSpelledLike } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import type { Attempt } from '../providers/provider-client.ts'

type Keys = Pick<KeyRing, 'digest' | 'matches'>

/** The address that an answer of a provider comes to; each has its own, so none is taken for another. */
export const callbackAddress = (publicUrl: string, provider_id: string): string =>
  `${publicUrl}/sso/${provider_id}/callback`

/** What the cookie holds: a secret, when it ends, and where it leads. */
export const cookieOf = (secret: string, now: number, to: string): string =>
  `${secret}.${now + limits.sign_in_attempt_milliseconds}.${Buffer.from(to).toString('base64url')}`

/** Whom the browser was sent to; another one that gets the same id is not asked about it. */
type Party = Pick<IdentityProvider, 'id' | 'issuer' | 'client_id'>

const derivedText = (what: string, { id, issuer, client_id }: Party, cookie: string): string =>
  // guard single-sign-on-30: becomes `single-sign-on/${what}/v1 ${id} ${cookie}`
  `single-sign-on/${what}/v1 ${JSON.stringify([id, issuer, client_id])} ${cookie}`
const derived = (keys: Keys, ...parts: Parameters<typeof derivedText>): string =>
  keys.digest(derivedText(...parts))

/** What the provider is asked with. */
export const attemptOf = (
  keys: Keys,
  { party, publicUrl, cookie }: { party: Party; publicUrl: string; cookie: string },
): Attempt => ({
  redirect_uri: callbackAddress(publicUrl, party.id),
  state: derived(keys, 'state', party, cookie),
  nonce: derived(keys, 'nonce', party, cookie),
  verifier: derived(keys, 'verifier', party, cookie),
})

/** The name by which it is known once it was used. */
export const usedName = (keys: Keys, party: Party, cookie: string): string =>
  derived(keys, 'used', party, cookie)

interface Begun {
  readonly cookie: string
  /** Where it leads, on this server. */
  readonly to: string
  readonly expires_at: number
}

/** The sign-in that this browser has begun, if `state` is the one that it was begun with, and it has time left. */
export function begunWith(
  keys: Keys,
  party: Party,
  { cookies, state, now }: { cookies: readonly string[]; state: string; now: number },
): Begun | undefined {
  // Another host of the domain may have set a second one.
  // guard single-sign-on-13: becomes cookies.at(-1)
  const cookie = cookies.length === 1 ? cookies[0] : undefined
  const [secret = '', end = '', to = ''] = cookie?.split('.') ?? []
  if (cookie === undefined || !isSpelledLike('session', secret)) return undefined
  // The digest covers all that the cookie says.
  // guard single-sign-on-14: becomes false
  if (!keys.matches(derivedText('state', party, cookie), state)) return undefined
  const expires_at = Number(end)
  // guard single-sign-on-15: becomes false
  if (expires_at <= now) return undefined
  return { cookie, to: Buffer.from(to, 'base64url').toString(), expires_at }
}

/** An address of this server; all others become that of the first screen. */
export function ownAddress(to: string | undefined): string {
  const isShort = to !== undefined && to.length <= limits.return_characters
  // A browser reads a backslash as a slash, and leaves out tabs and line ends.
  // guard single-sign-on-16: becomes isShort
  return isShort && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : '/'
}
