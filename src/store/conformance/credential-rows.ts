// For the conformance suite: one row of every table with which somebody signs in.
import { instant, text } from './past-rows.ts'

interface Ids {
  readonly user: string
  readonly realUser: string
  readonly key: string
  readonly credential: string
}

export const credentialRows = ({ user, realUser, key, credential }: Ids) => ({
  credentials_email: [
    {
      user_id: user,
      email: text('email'),
      email_key: text('email_key'),
      created_at: instant,
      forced_password_reset_at_next_login: true,
      is_disabled: true,
      account_setup_nonce: text('account_setup_nonce'),
      password_reset_nonce: text('password_reset_nonce'),
      password_reset_expires_at: instant,
      password_hash: text('password_hash'),
      logged_in_at: instant,
    },
  ],
  credentials: [
    {
      id: credential,
      user_id: user,
      kind: text('kind'),
      identity: text('identity'),
      email: text('email'),
      detail: text('detail'),
      created_at: instant,
      logged_in_at: instant,
      is_disabled: true,
      verified: true,
      nonce: text('nonce'),
      last_step: 1_234_567,
      recovery_digests: text('recovery_digests'),
    },
  ],
  credentials_api3: [
    {
      id: key,
      user_id: user,
      client_id: text('client_id'),
      secret_digest: text('secret_digest'),
      created_at: instant,
      is_disabled: true,
      purpose: text('purpose'),
      last_used_at: instant,
    },
  ],
  oauth_clients: [
    {
      client_guid: text('client_guid'),
      redirect_uri: text('redirect_uri'),
      origin: text('origin'),
      display_name: text('display_name'),
      description: text('description'),
      enabled: true,
      group_id: key,
      tokens_invalid_before: instant,
    },
  ],
  sign_in_providers: [{ id: text('id'), enabled: true, settings: text('settings') }],
  oauth_activations: [{ client_guid: text('client_guid'), user_id: user }],
  oauth_grants: [
    {
      id: text('grant'),
      client_guid: text('client_guid'),
      user_id: user,
      redirect_uri: text('redirect_uri'),
      code_challenge: text('code_challenge'),
      generation: 1_234_567,
      created_at: instant,
      expires_at: instant + 1,
    },
  ],
  used_sign_ins: [{ digest: text('digest'), expires_at: instant }],
  access_tokens: [
    {
      token_digest: text('token_digest'),
      user_id: user,
      sudo_by: realUser,
      credentials_api3_id: key,
      created_at: instant,
      expires_at: instant + 1,
      workspace_id: text('workspace_id'),
      session_id: key,
      address: text('address'),
      credentials_type: text('credentials_type'),
      last_used_at: instant,
      extended_count: 1_234_567,
      browser: text('browser'),
      oauth_grant_id: text('grant'),
      oauth_group_id: key,
    },
  ],
})
