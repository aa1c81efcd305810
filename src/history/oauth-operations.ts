// What is done with applications and by them, as history tells it.
import { type Told, told } from './told.ts'

const fields = ['client_guid', 'redirect_uri', 'display_name', 'description', 'enabled', 'group_id']

export const oauthOperations: Readonly<Record<string, Told>> = {
  register_oauth_client_app: told('people', 'makes', 'registered an OAuth client', ...fields),
  update_oauth_client_app: told('people', 'changes', 'changed an OAuth client', ...fields),
  delete_oauth_client_app: told('people', 'ends', 'deleted an OAuth client', 'client_guid'),
  invalidate_tokens: told('people', 'ends', 'ended all tokens of an OAuth client', 'client_guid'),
  activate_app_user: told('people', 'makes', 'activated {user} for an OAuth client', 'client_guid'),
  deactivate_app_user: told(
    'people',
    'ends',
    'ended the access of an OAuth client to the account of {user}',
    'client_guid',
  ),
  allow_oauth_client: told(
    'people',
    'makes',
    '{user} allowed an OAuth client to use their account',
    'client_guid',
  ),
  redeem_oauth_code: told('people', 'makes', '{user} let an OAuth client in', 'client_guid'),
  refresh_oauth_token: told(
    'people',
    'makes',
    '{user} stayed signed in with an OAuth client',
    'client_guid',
  ),
  end_oauth_grant: told(
    'people',
    'ends',
    '{user} was signed out of an OAuth client, because a secret was used twice',
    'client_guid',
    'why',
  ),
}
