// The kinds of credentials that other systems vouch for: what each calls the columns they share.

import type { Static } from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import type { CredentialsEmbed } from './shapes.ts'

/** A credential as it is stored; which columns a kind uses says `kinds`. */
export interface Credential {
  readonly id: string
  readonly kind: Kind
  readonly identity: string | null
  readonly email: string | null
  readonly detail: string | null
  readonly created_at: number
  readonly logged_in_at: number | null
  readonly is_disabled: boolean
  readonly verified: boolean
}

interface KindOf {
  /** The key that names the user elsewhere (`identity`). */
  readonly identity?: string
  /** The key of what else is known (`detail`). */
  readonly detail?: string
  readonly email?: boolean
  /** A user may have several. */
  readonly several?: boolean
}

export const kinds = {
  embed: { identity: 'external_user_id', detail: 'external_group_id', several: true },
  google: { identity: 'google_user_id', detail: 'domain', email: true },
  ldap: { identity: 'ldap_id', detail: 'ldap_dn', email: true },
  looker_openid: { detail: 'logged_in_ip', email: true },
  oidc: { identity: 'oidc_user_id', email: true },
  saml: { identity: 'saml_user_id', email: true },
  totp: {},
} as const satisfies Record<string, KindOf>

export type Kind = keyof typeof kinds

export const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text)

/** A credential as the shape of its kind; `userUrl` is the address of its user. */
export function showCredential(
  credential: Credential,
  userUrl: string,
): Partial<Static<typeof CredentialsEmbed>> & Record<string, unknown> {
  const { kind } = credential
  const { identity, detail, email, several }: KindOf = kinds[kind]
  const url = `${userUrl}/credentials_${kind}`
  const signsIn = kind !== 'totp'
  return {
    created_at: timestamp(credential.created_at),
    ...(signsIn ? { logged_in_at: loggedInAt(credential.logged_in_at) } : {}),
    is_disabled: credential.is_disabled,
    type: kind,
    ...(email ? { email: credential.email } : {}),
    ...(detail === undefined ? {} : { [detail]: credential.detail }),
    ...(identity === undefined ? {} : { [identity]: credential.identity }),
    ...(several ? { id: credential.id } : {}),
    ...(signsIn ? {} : { verified: credential.verified }),
    url: several ? `${url}/${credential.id}` : url,
    ...(kind === 'looker_openid' ? { user_url: userUrl } : {}),
    can: {},
  }
}

/** Recorded as the empty text when there was no sign-in yet (looker 10.4). */
export const loggedInAt = (at: number | null): string => (at === null ? '' : timestamp(at))
