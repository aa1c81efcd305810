// Wire shapes of the session behind an access token (looker 7.7), and of the browsers in which a user is signed in.
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
import { timestamp } from '../http/timestamp.ts'
import type { SessionRow } from './sql.ts'

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

/** A browser in which a user is signed in (decision 40). */
export const Session = shape(
  'Session',
  'A browser in which a user is signed in. Access tokens of programs are none.',
  {
    id: readOnlyText('Id of the session, in decimal digits.'),
    ip_address: readOnlyNullableText('Address from which the user signed in.'),
    browser: readOnlyNullableText('Name that the browser gives itself.'),
    operating_system: readOnlyNullableText('Always null: the name of the browser contains it.'),
    city: readOnlyNullableText('Always null: Attrium asks nobody where an address is.'),
    state: readOnlyNullableText('Always null, as `city`.'),
    country: readOnlyNullableText('Always null, as `city`.'),
    credentials_type: readOnlyNullableText(
      'Kind of the credential that was used: `email` for an e-mail address with a password.',
    ),
    extended_at: readOnlyNullableText(
      'Time at which it was last noted that the session is used, UTC; null before the first time.',
    ),
    extended_count: nullableInteger('How often it was noted that the session is used.', {
      readOnly: true,
    }),
    sudo_user_id: readOnlyNullableText('Always null: nobody acts as somebody else in a browser.'),
    created_at: readOnlyNullableText('Time of the sign-in, UTC.'),
    expires_at: readOnlyNullableText(
      'Time at which the session ends, UTC. It is later while the session is used.',
    ),
    url: readOnlyNullableUrl('Address of this session in the API.'),
    can,
  },
  { brief: ['id', 'created_at', 'expires_at'] },
)

/** `userUrl`: the address of its user in the API. */
export const showSession = (row: SessionRow, userUrl: string): Static<typeof Session> => ({
  id: row.id,
  ip_address: row.address,
  browser: row.browser,
  operating_system: null,
  city: null,
  state: null,
  country: null,
  credentials_type: row.credentials_type,
  extended_at: row.extended_count === 0 ? null : timestamp(row.last_used_at ?? 0),
  extended_count: row.extended_count,
  sudo_user_id: null,
  created_at: timestamp(row.created_at),
  expires_at: timestamp(row.expires_at),
  url: `${userUrl}/sessions/${row.id}`,
  can: {},
})
