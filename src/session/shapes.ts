// Wire shapes of the session behind an access token (looker 7.7).
import {
  can,
  nullableInteger,
  nullableText,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  type Static,
  shape,
} from '../http/schema.ts'

/** The workspace of the caller's own token. */
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

/** A browser in which a user is signed in. */
export const Session = shape(
  'Session',
  'A browser in which a user is signed in. Attrium has none: only programs sign in here.',
  {
    id: readOnlyText('Id of the session, in decimal digits.'),
    ip_address: readOnlyNullableText('Address from which the user signed in.'),
    browser: readOnlyNullableText('Name of the browser.'),
    operating_system: readOnlyNullableText('Operating system of the browser.'),
    city: readOnlyNullableText('City of the address.'),
    state: readOnlyNullableText('State of the address.'),
    country: readOnlyNullableText('Country of the address.'),
    credentials_type: readOnlyNullableText('Kind of the credential that was used.'),
    extended_at: readOnlyNullableText('Time of the last extension, UTC.'),
    extended_count: nullableInteger('Number of times the session was extended.', {
      readOnly: true,
    }),
    sudo_user_id: readOnlyNullableText(
      'Id of the user who is acting as this one; null if nobody is.',
    ),
    created_at: readOnlyNullableText('Time of the sign-in, UTC.'),
    expires_at: readOnlyNullableText('Time at which the session ends, UTC.'),
    url: readOnlyNullableUrl('Address of this session in the API.'),
    can,
  },
  { brief: ['id', 'created_at', 'expires_at'] },
)

/** The sessions of every user in every answer (decision 40): nobody signs in with a browser. */
export const noSessions: Static<typeof Session>[] = []
