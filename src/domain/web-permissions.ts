// The permission table of the web's own operations: people sign in, and everybody looks after their own account.
import { adminsAlone, anyone, everybody, tableOf } from './permissions.ts'
import type { Rule } from './rule.ts'

const webRules = {
  web_api_spec: anyone,
  sign_in: anyone,
  sign_out: anyone,
  web_session: everybody,
  web_sessions: everybody,
  end_web_session: everybody,
  end_other_web_sessions: everybody,
  change_password: everybody,
  begin_totp: everybody,
  confirm_totp: everybody,
  end_totp: everybody,
  link: anyone,
  use_link: anyone,
  providers: anyone,
  sources: adminsAlone,
  try_source: adminsAlone,
  // guard single-sign-on-37: becomes everybody
  try_provider: adminsAlone,
} satisfies Record<string, Rule>

export type WebOperation = keyof typeof webRules

export const webTable = tableOf(webRules)
