// People sign in with a password and a second factor; browsers have sessions (decision 68).
import type { ColumnTypes } from '../differences.ts'

export const signIn = ({ integer, text }: ColumnTypes): string[] => [
  `alter table credentials_email add column password_hash ${text}`,
  `alter table credentials_email add column logged_in_at ${integer}`,
  // A session of a browser is a token with the kind of credential that began it.
  `alter table access_tokens add column credentials_type ${text}`,
  `alter table access_tokens add column last_used_at ${integer}`,
  `alter table access_tokens add column extended_count ${integer}`,
  `alter table access_tokens add column browser ${text}`,
  `alter table credentials add column nonce ${text}`,
  `alter table credentials add column last_step ${integer}`,
  `alter table credentials add column recovery_digests ${text}`,
]
