// Operations on people, their credentials and sessions, as history tells them.
import { type Told, told } from './told.ts'

export const flags = ['is_disabled', 'models_dir_validated', 'is_service_account']
const forced = 'forced_password_reset_at_next_login'

/** What people call credentials of these kinds. */
const credentials = {
  embed: 'the embed credential',
  google: 'the Google credential',
  ldap: 'the LDAP credential',
  looker_openid: 'the Looker OpenID credential',
  oidc: 'the OpenID Connect credential',
  saml: 'the SAML credential',
  totp: 'the second factor',
}

export const peopleOperations: Readonly<Record<string, Told>> = {
  create_user: told('people', 'makes', 'made {user}', ...flags, 'group_ids'),
  update_user: told('people', 'changes', 'changed {user}', ...flags),
  delete_user: told(
    ...(['people', 'ends', 'deleted {user}'] as const),
    ...flags,
    ...['group_ids', 'role_ids', 'client_ids', 'kinds', 'user_attribute_ids'],
  ),
  create_service_account: told(
    'people',
    'makes',
    'made {user}, a service account',
    ...flags,
    'group_ids',
  ),
  update_service_account: told('people', 'changes', 'changed {user}, a service account', ...flags),
  delete_service_account: told(
    ...(['people', 'ends', 'deleted {user}, a service account'] as const),
    ...flags,
    ...['group_ids', 'role_ids', 'client_ids', 'kinds', 'user_attribute_ids'],
  ),
  create_single_sign_on_user: told(
    'people',
    'makes',
    '{user} signed in with a provider for the first time, and became a user',
    'kind',
    'group_ids',
    'forced_password_reset_at_next_login',
  ),
  create_embed_user: told('people', 'makes', 'made {user}, an embed user', 'kind', 'group_ids'),
  wipeout_user_emails: told('people', 'changes', 'replaced all addresses of {user}'),
  create_user_credentials_email: told('people', 'makes', 'gave {user} an e-mail address', forced),
  update_user_credentials_email: told(
    'people',
    'changes',
    'changed the e-mail credential of {user}',
    forced,
  ),
  delete_user_credentials_email: told(
    'people',
    'ends',
    'took the e-mail address of {user} away',
    forced,
  ),
  create_user_credentials_email_password_reset: told(
    ...(['people', 'makes', 'made a link with which {user} can choose a password'] as const),
  ),
  send_user_credentials_email_password_reset: told(
    ...(['people', 'makes', 'made a link with which {user} can choose a password'] as const),
  ),
  create_user_credentials_totp: told('people', 'makes', 'asked {user} for a second factor', 'kind'),
  ...Object.fromEntries(
    Object.entries(credentials).map(([kind, credential]) => [
      `delete_user_credentials_${kind}`,
      told('people', 'ends', `took ${credential} of {user} away`, 'kind'),
    ]),
  ),
  create_user_credentials_api3: told('people', 'makes', 'gave {user} an API key', 'client_id'),
  update_user_credentials_api3: told(
    'people',
    'changes',
    'changed an API key of {user}',
    'is_disabled',
  ),
  delete_user_credentials_api3: told(
    ...(['people', 'ends', 'deleted an API key of {user}', 'client_id', 'is_disabled'] as const),
  ),
  login: told('people', 'makes', '{user} signed in with an API key'),
  login_user: told('people', 'makes', 'began to act as {user}'),
  logout: told('people', 'ends', '{user} signed out'),
  update_session: told('people', 'changes', 'changed the workspace of a session', 'workspace_id'),
  delete_user_session: told('people', 'ends', 'ended a session of {user}'),
  admin_invite: told('people', 'makes', 'made a link with which {user} can choose a password'),
  admin_new_key: told(
    ...([
      'people',
      'makes',
      'made an API key for {user}',
      'client_id',
      'made_administrator',
    ] as const),
  ),
}
