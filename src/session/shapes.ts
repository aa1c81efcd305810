// Wire shapes of the session behind an access token (looker 7.7).
import {
  can,
  nullableInteger,
  nullableText,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  shape,
} from '../http/schema.ts'

/** What the caller's own token works in. */
export const ApiSession = shape('ApiSession', 'The state that belongs to an access token.', {
  workspace_id: nullableText(
    '`production` or `dev`. A new token starts in `production`. Attrium stores the choice, and nothing ' +
      'depends on it.',
  ),
  sudo_user_id: readOnlyNullableText(
    'Id of the user who is acting as you, if `login_user` returned the token; else null.',
  ),
  can,
})

/** A living sign-in of a user, as their administrator sees it. */
export const Session = shape(
  'Session',
  'An access token of a user that has not ended.',
  {
    id: readOnlyText('Id of the session, in decimal digits. It is not the token.'),
    ip_address: readOnlyNullableText('Address from which the user signed in.'),
    browser: readOnlyNullableText('Always null: only programs sign in here.'),
    operating_system: readOnlyNullableText('Always null, as for `browser`.'),
    city: readOnlyNullableText('Always null: Attrium does not look up addresses.'),
    state: readOnlyNullableText('Always null, as for `city`.'),
    country: readOnlyNullableText('Always null, as for `city`.'),
    credentials_type: readOnlyNullableText('`api3` where an API key was used, else null.'),
    extended_at: readOnlyNullableText('Always null: sessions are never extended.'),
    extended_count: nullableInteger('Always 0, as for `extended_at`.', { readOnly: true }),
    sudo_user_id: readOnlyNullableText(
      'Id of the user who is acting as this one; null if nobody is.',
    ),
    created_at: readOnlyNullableText('Time of the sign-in, UTC.'),
    expires_at: readOnlyNullableText(
      'Time at which the token ends, UTC: an hour after the sign-in.',
    ),
    url: readOnlyNullableUrl('Address of this session in the API.'),
    can,
  },
  { brief: ['id', 'created_at', 'expires_at'] },
)
