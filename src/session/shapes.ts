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
export const ApiSession = shape('ApiSession', {
  workspace_id: nullableText({ description: 'production or dev' }),
  sudo_user_id: readOnlyNullableText,
  can,
})

/** A living sign-in of a user, as his administrator sees it. */
export const Session = shape('Session', {
  id: readOnlyText,
  ip_address: readOnlyNullableText,
  browser: readOnlyNullableText,
  operating_system: readOnlyNullableText,
  city: readOnlyNullableText,
  state: readOnlyNullableText,
  country: readOnlyNullableText,
  credentials_type: readOnlyNullableText,
  extended_at: readOnlyNullableText,
  extended_count: nullableInteger({ readOnly: true }),
  sudo_user_id: readOnlyNullableText,
  created_at: readOnlyNullableText,
  expires_at: readOnlyNullableText,
  url: readOnlyNullableUrl,
  can,
})
