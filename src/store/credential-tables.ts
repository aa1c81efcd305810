// The columns of the tables with which people and programs sign in.
import type { Generated } from 'kysely'
import type { Defaulted, Flag, Id, Instant, OptionalId } from './column-types.ts'

export interface CredentialTables {
  credentials_email: {
    user_id: Id
    email: string
    email_key: string
    created_at: Instant
    forced_password_reset_at_next_login: Flag
    /** True until the account is set up. */
    is_disabled: Defaulted<Flag>
    /** The tokens in links are derived from it; null: there is no link. */
    account_setup_nonce: Defaulted<string | null>
    password_reset_nonce: Defaulted<string | null>
    /** Null: the link never expires. */
    password_reset_expires_at: Defaulted<Instant | null>
    /** As `keys/password.ts` writes it; null: the user has no password. */
    password_hash: Defaulted<string | null>
    logged_in_at: Defaulted<Instant | null>
  }
  /** Credentials of every kind but e-mail and API keys; see credentials/kinds.ts. */
  credentials: {
    id: Generated<string>
    user_id: Id
    kind: string
    /** The user's identity in the other system; no two credentials of a kind share one. */
    identity: string | null
    email: string | null
    /** Further details of this kind. */
    detail: string | null
    created_at: Instant
    logged_in_at: Defaulted<Instant | null>
    is_disabled: Flag
    verified: Flag
    /** The secret of a second factor is derived from it. */
    nonce: Defaulted<string | null>
    /** The step of the newest code that was accepted. */
    last_step: Defaulted<number | null>
    /** JSON list of the digests of recovery codes that were not used yet. */
    recovery_digests: Defaulted<string | null>
  }
  credentials_api3: {
    id: Generated<string>
    user_id: Id
    client_id: string
    secret_digest: string
    created_at: Instant
    is_disabled: Flag
    purpose: Defaulted<string | null>
    /** Null: nobody has signed in with it since this is noted. */
    last_used_at: Defaulted<Instant | null>
  }
  access_tokens: {
    token_digest: string
    user_id: Id
    sudo_by: OptionalId
    credentials_api3_id: OptionalId
    created_at: Instant
    expires_at: Instant
    workspace_id: Defaulted<string>
    /** Later sign-ins have greater ids. */
    session_id: Defaulted<string>
    /** The network address from which somebody signed in. */
    address: Defaulted<string | null>
    /** The kind of credential with which somebody signed in by a browser; null: the token of a program. */
    credentials_type: Defaulted<string | null>
    /** The rest is about sessions of browsers only. When it was last used, as `access/sessions.ts` notes it. */
    last_used_at: Defaulted<Instant | null>
    extended_count: Defaulted<number | null>
    /** The name of the browser, as it sent it. */
    browser: Defaulted<string | null>
    /** What the token of an application was issued for; null: it is none. It ends with that. */
    oauth_grant_id: Defaulted<string | null>
    /** The group whose members alone may use that application; null: everybody. */
    oauth_group_id: Defaulted<OptionalId>
  }
  /** The applications that an administrator has registered, or changed if they are built in. */
  oauth_clients: {
    client_guid: string
    redirect_uri: string
    /** Where its pages come from, if those are web pages; derived from the address above. */
    origin: string | null
    display_name: string
    description: string
    enabled: Flag
    group_id: OptionalId
    tokens_invalid_before: Instant
  }
  oauth_activations: {
    client_guid: string
    user_id: Id
  }
  oauth_grants: {
    /** Random; every code and token of the grant contains it. */
    id: string
    client_guid: string
    user_id: Id
    redirect_uri: string
    /** SHA-256 of the verifier, as the client has written it, without padding. */
    code_challenge: string
    /** 0: the code is out; then the number of the refresh token that is out. */
    generation: number
    created_at: Instant
    expires_at: Instant
  }
  /** Providers that administrators have set. */
  sign_in_providers: {
    /** Its name in addresses. */
    id: string
    enabled: Flag
    /** JSON, as `providers/stored-provider.ts` writes it; no secret is in it. */
    settings: string
  }
  /** Sign-ins with a provider that were used, until nobody could use them any more. */
  used_sign_ins: {
    digest: string
    expires_at: Instant
  }
  /** Memberships that a provider gives; those of people are not here. */
  sign_in_members: {
    group_id: Id
    user_id: Id
    issuer: string
  }
}
