// The kinds of credentials from other systems, and their names for the shared columns.
import type { Static } from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import { loggedInAt } from './email.ts'
import type {
  CredentialsEmbed,
  CredentialsGoogle,
  CredentialsLDAP,
  CredentialsLookerOpenid,
  CredentialsOIDC,
  CredentialsSaml,
  CredentialsTotp,
} from './shapes.ts'

/** A stored credential; `kinds` says which columns a kind uses. */
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

/** The shape of each kind. */
interface Shown {
  readonly embed: Static<typeof CredentialsEmbed>
  readonly google: Static<typeof CredentialsGoogle>
  readonly ldap: Static<typeof CredentialsLDAP>
  readonly looker_openid: Static<typeof CredentialsLookerOpenid>
  readonly oidc: Static<typeof CredentialsOIDC>
  readonly saml: Static<typeof CredentialsSaml>
  readonly totp: Static<typeof CredentialsTotp>
}

export type Kind = keyof Shown

type Show<K extends Kind> = (credential: Credential, url: string, userUrl: string) => Shown[K]

const always = ({ created_at, is_disabled, kind }: Credential) => ({
  created_at: timestamp(created_at),
  is_disabled,
  type: kind,
  can: {},
})
const signsIn = (it: Credential) => ({ ...always(it), logged_in_at: loggedInAt(it.logged_in_at) })
const withEmail = (it: Credential) => ({ ...signsIn(it), email: it.email })

/** The answer for each kind, with its own names for the columns `identity` and `detail`. */
export const kinds: { readonly [K in Kind]: Show<K> } = {
  embed: (it, url) => ({
    ...signsIn(it),
    external_group_id: it.detail,
    external_user_id: it.identity,
    id: it.id,
    url: `${url}/${it.id}`,
  }),
  google: (it, url) => ({
    ...withEmail(it),
    domain: it.detail,
    google_user_id: it.identity,
    url,
  }),
  ldap: (it, url) => ({ ...withEmail(it), ldap_dn: it.detail, ldap_id: it.identity, url }),
  looker_openid: (it, url, user_url) => ({
    ...withEmail(it),
    logged_in_ip: it.detail,
    url,
    user_url,
  }),
  oidc: (it, url) => ({ ...withEmail(it), oidc_user_id: it.identity, url }),
  saml: (it, url) => ({ ...withEmail(it), saml_user_id: it.identity, url }),
  totp: (it, url) => ({ ...always(it), verified: it.verified, url }),
}

/** Whether credentials of this kind have their own id for the user. */
export const isIdentified = (type: string): type is Exclude<Kind, 'looker_openid' | 'totp'> =>
  Object.hasOwn(kinds, type) && type !== 'looker_openid' && type !== 'totp'

/** A credential in the shape of its kind; `userUrl` is the address of its user. */
export const showCredential = <K extends Kind>(
  credential: Credential & { readonly kind: K },
  userUrl: string,
): Shown[K] =>
  (kinds[credential.kind] as Show<K>)(
    credential,
    `${userUrl}/credentials_${credential.kind}`,
    userUrl,
  )
