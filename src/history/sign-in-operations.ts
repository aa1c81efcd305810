// What people do to sign in, as history tells it.
import { type Told, told } from './told.ts'

const forced = 'forced_password_reset_at_next_login'

export const signInOperations: Readonly<Record<string, Told>> = {
  sign_in: told('people', 'makes', '{user} signed in'),
  sign_in_by_form: told('people', 'makes', '{user} signed in'),
  sign_in_failed: told(
    'people',
    'makes',
    'was refused when signing in as {user}',
    'why',
    'provider',
  ),
  single_sign_on: told('people', 'makes', '{user} signed in with a provider', 'provider', 'kind'),
  sign_out: told('people', 'ends', '{user} signed out'),
  end_web_session: told('people', 'ends', '{user} ended one of their sessions'),
  end_other_web_sessions: told('people', 'ends', '{user} ended their other sessions'),
  change_password: told('people', 'changes', '{user} changed their password', forced),
  begin_totp: told('people', 'makes', '{user} began to set up a second factor', 'kind'),
  confirm_totp: told(
    'people',
    'changes',
    '{user} turned their second factor on',
    'kind',
    'verified',
  ),
  end_totp: told('people', 'ends', '{user} took their second factor away', 'kind'),
  use_link: told(
    'people',
    'changes',
    '{user} chose a password with a link',
    'kind',
    'is_disabled',
    forced,
  ),
}
